"""What the encoder of questions is trained on: all of the knowledge base's questions, and none of the benchmark of search."""

from benchmarks.questions.groups import Group, fold, read_groups
from benchmarks.retrieval import load_questions
from interviewer.adapters.assess.asking import bare
from tests.support.assessing import KNOWLEDGE, real_cases


def questions(groups: list[Group]) -> set[str]:
    return {q for group in groups for subject in group.subjects for q in subject.questions} | {
        q for group in groups for q in group.none
    }


def test_every_problem_gives_its_facts_and_its_sections():
    facts, sections = read_groups(KNOWLEDGE)
    assert [len(group.subjects) for group in facts] == [len(case.facts) for case in real_cases()]
    assert len(sections) == len(facts) + 1  # the last are those that all problems share
    assert all(subject.questions and subject.answers for group in facts for subject in group.subjects)
    assert all(group.none for group in facts)


def test_no_labelled_question_is_trained_on():
    facts, sections = read_groups(KNOWLEDGE)
    assert not (questions(facts) | questions(sections)) & {question.text for question in load_questions()}


def test_a_tenth_can_be_kept_for_measuring():
    (all_facts, all_sections), (facts, sections) = read_groups(KNOWLEDGE), read_groups(KNOWLEDGE, without=0)
    left_out = questions(all_sections) - questions(sections)
    assert left_out
    assert {fold(text) for text in left_out} == {0}
    kept = {phrase for case in real_cases() for fact in case.facts for phrase in fact.asked_as if fold(phrase) != 0}
    assert {bare(phrase) for phrase in kept} <= questions(facts) < questions(all_facts)

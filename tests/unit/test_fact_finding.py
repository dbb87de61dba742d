"""How messages are cut into questions, how typos are mended, and what the labelled questions promise."""

import numpy as np
import pytest

from benchmarks.facts import TEST, Asking, load_askings, run
from interviewer.adapters.assess.asking import bare, consults
from interviewer.adapters.assess.clarifying import asked_in
from interviewer.adapters.assess.rarity import load_rarity
from interviewer.adapters.assess.sentences import split_sentences
from interviewer.adapters.assess.spelling import Spelling
from interviewer.adapters.assess.usual_questions import load_usual_questions
from interviewer.domain.interview import normalise
from tests.support.assessing import real_cases
from tests.support.embedding import WordEmbedder


def questions(text: str, clarifying: bool = True) -> list[str]:
    return [question.text for _, some in asked_in(split_sentences(text), clarifying) for question in some]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("How many users are there? And what is the latency?", ["How many users are there", "what is the latency"]),
        ("We sell things. I need the traffic and the budget.", ["I need the traffic and the budget."]),
        ("Traffic and machines, please.", ["Traffic and machines, please."]),
        ("I'd like to know what we log and also what runs today.", ["what we log", "what runs today"]),
        ("ok so roughly how many people see it", ["how many people see it"]),
        ("QPS, and how fast must it be?", ["QPS", "how fast must it be"]),
        ("First, is it global? Second, do we have GPUs?", ["is it global", "do we have GPUs"]),
        ("1) how many users 2) any legal limits?", ["how many users", "any legal limits"]),
        ("how many users do we have what data is logged", ["how many users do we have", "what data is logged"]),
        ("Thanks. What boxes do we have; which countries.", ["Thanks.", "What boxes do we have", "which countries"]),
        ("1) max delay 2) machines 3) opt-in or not", ["max delay", "machines", "opt-in or not"]),
        ("I'd assume that all users are logged in, tell me if not.", ["all users are logged in"]),
        ("So I take it labels arrive late.", ["labels arrive late."]),
        ("It would be useful to know whether there are labels.", ["there are labels."]),
        ("Say somebody uploads a picture of a cat, how soon do the others see it", ["how soon do the others see it"]),
        ("What about hosts (do they stay) and costs?", ["What about hosts", "do they stay and costs"]),
        ("I'd assume 3 million users.", []),
        ("I would keep all clicks and drop most others.", []),
        ("I need to store the vectors in memory.", []),
    ],
)
def test_messages_are_cut_into_questions(text: str, pieces: list[str]) -> None:
    assert questions(text) == pieces


def test_a_wish_asks_for_something_only_while_requirements_are_clarified() -> None:
    assert not questions("I need a feature store.", clarifying=False)


def test_a_thin_question_is_read_with_the_sentence_before() -> None:
    ((_, (question,)),) = asked_in(split_sentences("There is an archive of pictures. How large is it?"))
    assert question.in_context == "There is an archive of pictures. How large is it"
    ((_, (whole,)),) = asked_in(split_sentences("I have a thought. How many panoramas does the archive hold?"))
    assert whole.in_context == whole.text
    ((_, (same,)),) = asked_in(split_sentences("There is an archive of pictures, I think, how large is it?"), True)
    assert same.in_context == "There is an archive of pictures, I think how large is it"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I assume that we have GPUs, right?", "we have GPUs"),
        ("Presumably clicks are logged, aren't they?", "clicks are logged"),
        ("How many users?", "How many users?"),
        ("I think so, right?", "so"),
    ],
)
def test_what_is_asked_is_laid_bare(said: str, kept: str) -> None:
    assert bare(said) == kept


@pytest.mark.parametrize(
    ("question", "about_the_design"),
    [("Should I use one model?", True), ("Would you like me to draw it?", True), ("Can we use GPUs?", False)],
)
def test_questions_about_the_design_are_told_from_those_about_facts(question: str, about_the_design: bool) -> None:
    assert consults(question) == about_the_design


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hw many reqests per secnd", "how many requests per second"),
        ("Which GPUs do we have?", "Which GPUs do we have?"),
        ("Do we run on Kubernetes?", "Do we run on Kubernetes?"),
    ],
)
def test_typos_are_mended_and_other_words_are_left(typed: str, meant: str) -> None:
    spelling = Spelling(["How many requests per second do we get?"], load_rarity())
    assert spelling.mend(typed) == meant


def test_the_labels_name_facts_that_exist_and_a_quarter_names_none() -> None:
    facts = {case.id: {fact.id for fact in case.facts} for case in real_cases()}
    askings = load_askings()
    assert len(askings) >= 200
    assert {asking.case for asking in askings} == set(facts)
    assert len(TEST) == 4
    assert all(asking.facts <= facts[asking.case] for asking in askings)
    assert 0.2 < np.mean([not asking.facts for asking in askings]) < 0.35
    assert len({normalise(asking.text) for asking in askings}) == len(askings)


def test_no_labelled_question_is_a_phrasing_that_the_finder_knows() -> None:
    known = {normalise(phrase) for case in real_cases() for fact in case.facts for phrase in fact.asked_as}
    usual = load_usual_questions()
    known |= {normalise(question) for question in (*usual.none, *(question for _, question in usual.facts))}
    copied = [a.text for a in load_askings() if a.split == "test" and normalise(a.text) in known]
    assert not copied


def test_the_benchmark_counts_exact_sets_only() -> None:
    askings = (
        Asking("video-search", "direct", "What is the latency budget?", frozenset({"latency"})),
        Asking("video-search", "direct", "What is the latency budget?", frozenset({"scale"})),
        Asking("video-search", "outside", "What colour is the logo?", frozenset()),
    )
    report = run(splits=("dev",), embedder=WordEmbedder(), askings=askings)
    finder = report["results"]["dev"]["finder"]  # pyright: ignore[reportIndexIssue]
    assert finder["hit"]["value"] == pytest.approx(2 / 3, abs=1e-3)  # words alone: this embedder is not the fitted one
    assert finder["precision"] == {"value": 0.5, "of": 2}
    assert finder["recall"] == {"value": 0.5, "of": 2}
    assert finder["hit_by_kind"]["outside"] == {"value": 1.0, "of": 1}

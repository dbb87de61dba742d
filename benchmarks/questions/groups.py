"""What the encoder of questions learns from: texts of the knowledge base that want the same, in groups of rivals.

One group holds the facts of a problem, with all ways to ask for each, and what its sheet leaves open; another the
sections of a problem, with their questions and what is written there or expected of them; a last one the sections
that problems share. No labelled question of a benchmark is read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from interviewer.adapters.assess.asking import bare
from interviewer.adapters.assess.usual_questions import UsualQuestions, load_usual_questions
from interviewer.adapters.knowledge.indexing import Entry
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.domain.problem import Case

Kept = Callable[[Iterable[str]], list[str]]
"""Leaves out what is measured on."""


class Subject(NamedTuple):
    """What can be asked for."""

    questions: tuple[str, ...]
    answers: tuple[str, ...]
    """What a question for it finds: the fact, or texts of the section and of criteria that it teaches."""


class Group(NamedTuple):
    """Subjects among which a question has to choose."""

    subjects: tuple[Subject, ...]
    none: tuple[str, ...]
    """Questions that ask for none of them."""


def read_groups(knowledge: Path, without: int | None = None) -> tuple[list[Group], list[Group]]:
    """Return the groups of facts and the groups of sections.

    Args:
        knowledge: the knowledge folder.
        without: leaves out this tenth of the questions, so that it can be measured on them (see `fold`).
    """
    loaded, usual = load_knowledge(knowledge), load_usual_questions()

    def kept(texts: Iterable[str]) -> list[str]:
        return [text for text in texts if fold(text) != without]

    return [_facts(case, usual, kept) for case in loaded.cases], list(_sections(loaded.entries, kept))


def fold(text: str) -> int:
    """Return the tenth that a text belongs to, 0 to 9."""
    return crc32(text.encode()) % 10


def _facts(case: Case, usual: UsualQuestions, kept: Kept) -> Group:
    subjects: list[Subject] = []
    for fact in case.facts:
        asked = [*fact.asked_as, *(text for ids, text in usual.facts if fact.id in ids)]
        subjects.append(Subject(tuple(map(bare, [fact.about, *kept(asked)])), (fact.answer,)))
    return Group(tuple(subjects), tuple(map(bare, kept((*usual.none, *case.left_open)))))


def _sections(entries: Sequence[Entry], kept: Kept) -> Iterator[Group]:
    by_case: dict[str | None, dict[str, tuple[list[str], list[str]]]] = {}
    for entry in (entry for entry in entries if entry.field != "words"):
        questions, answers = by_case.setdefault(entry.case, {}).setdefault(entry.section, ([], []))
        (questions if entry.field == "question" else answers).append(entry.text)
    for sections in by_case.values():
        asked = (Subject(tuple(kept(q)), tuple(a)) for q, a in sections.values())
        yield Group(tuple(subject for subject in asked if subject.questions), ())

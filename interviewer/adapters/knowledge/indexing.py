"""What is indexed: the passages, and keys, which are other words by which a section is found.

A key is what a criterion says (probes, example answers, expectation, vocabulary, hint), which leads to the section that
teaches it, or one of the `asks` of a file. Keys are matched and never shown: a hit is always a passage. Facts,
curveballs and strong answers are no keys.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from interviewer.adapters.knowledge.sections import searchable_text
from interviewer.domain.problem import Case, Criterion, Passage

SHARED, CASES = "interviewer-shared", "interviewer-cases"
"""Collections: topics and framework, which every search reads, and the notes of all cases."""
BATCH = 64
"""Entries between two writes: what a crash can cost, and how often progress is told."""
Asks = Mapping[tuple[str, str], Sequence[str]]
"""File and heading of a section to questions that it answers."""


Field = Literal["notes", "question", "example", "expectation", "words"]
"""What a text is to its section; `words` are matched word by word and not embedded."""


class Entry(NamedTuple):
    """One text to be matched with a question."""

    id: str
    file: str
    """The file it was written in; when that changes, its entries are indexed again."""
    case: str | None
    """The case whose searches may use it; None for all."""
    section: str
    """Id of the first passage of the section it leads to."""
    passage: str
    """Id of the passage it is, or leads to."""
    field: Field
    text: str


class FileWork(NamedTuple):
    """The entries of one file, which are written together."""

    collection: str
    file: str
    digest: str
    entries: tuple[Entry, ...]


def entries_of(cases: Sequence[Case], passages: Sequence[Passage], asks: Asks) -> tuple[Entry, ...]:
    """Return everything that is indexed, passages first.

    Args:
        asks: questions by which sections are found.
    """
    first: dict[tuple[str, str], Passage] = {}
    for passage in passages:
        first.setdefault((passage.file, passage.heading), passage)
    return (
        *(_notes(passage, first[passage.file, passage.heading]) for passage in passages),
        *_keys_of_asks(asks, first),
        *(entry for case in cases for entry in _keys_of_case(case, first)),
    )


def _notes(part: Passage, first: Passage) -> Entry:
    return Entry(part.id, part.file, part.case, first.id, part.id, "notes", searchable_text(part))


def _key(id_: str, file: str, case: str | None, leads_to: Passage, field: Field, text: str) -> Entry:
    return Entry(id_, file, case, leads_to.id, leads_to.id, field, text)


def _keys_of_asks(asks: Asks, first: Mapping[tuple[str, str], Passage]) -> Iterator[Entry]:
    for section, questions in asks.items():
        if section in first:
            passage = first[section]
            for i, question in enumerate(questions):
                yield _key(f"{passage.id}?{i}", passage.file, passage.case, passage, "question", question)


def _keys_of_case(case: Case, first: Mapping[tuple[str, str], Passage]) -> Iterator[Entry]:
    for phase in case.phases:
        for criterion in phase.criteria:
            passage = first.get((criterion.teaches.file, criterion.teaches.heading))
            if passage is not None:
                for i, (field, text) in enumerate(_keys_of(criterion)):
                    id_, file = f"{case.id}?{criterion.id}?{i}", f"{case.id}?{phase.id}"
                    yield _key(id_, file, case.id, passage, field, text)


def _keys_of(criterion: Criterion) -> Iterator[tuple[Field, str]]:
    for probe in criterion.probes:
        yield "question", probe
    for answer in criterion.shown_by:
        yield "example", answer
    yield "expectation", criterion.expects
    yield "words", "\n".join((criterion.hint or "", *criterion.vocabulary, *criterion.not_shown_by))


def plan(entries: Sequence[Entry]) -> dict[str, list[FileWork]]:
    """Group what is embedded by collection and file, with a digest of all that would be stored of each file."""
    work: dict[str, list[FileWork]] = {SHARED: [], CASES: []}
    embedded = sorted((e for e in entries if e.field != "words"), key=lambda e: (e.file, e.case or ""))
    for file, some in groupby(embedded, key=lambda e: (e.file, e.case)):
        group = tuple(some)
        digest = hashlib.sha256("\0".join(f"{e.id}\0{e.passage}\0{e.text}" for e in group).encode())
        name = CASES if group[0].case else SHARED
        work[name].append(FileWork(name, file[0], digest.hexdigest()[:16], group))
    return work


def batches(work: Sequence[FileWork]) -> Iterator[list[FileWork]]:
    """Join small files of one collection, so that every write is worth its price."""
    batch: list[FileWork] = []
    for item in work:
        full = sum(len(w.entries) for w in batch) + len(item.entries) > BATCH
        if batch and (full or batch[0].collection != item.collection):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch

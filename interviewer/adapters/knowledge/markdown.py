"""The knowledge folder as domain objects. What is broken is left out and named; the rest works."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from interviewer.adapters.knowledge.cases import EXAMPLE_HEADING, CaseBuilder, Step
from interviewer.adapters.knowledge.frontmatter import Document, Problem, read_document, validate
from interviewer.adapters.knowledge.indexing import Entry, entries_of
from interviewer.adapters.knowledge.sections import SectionText, parse_sections, split_blocks
from interviewer.adapters.knowledge.topics import read_asks, read_topics
from interviewer.domain.errors import ContentError
from interviewer.domain.problem import Case, Passage

PHASE_FILES = (
    "1-clarify.md",
    "2-frame.md",
    "3-data.md",
    "4-model.md",
    "5-evaluate.md",
    "6-serve.md",
    "7-monitor.md",
)
"""The framework's files, and those of a case beside `case.md`, in the order of the interview."""
ORDER = (
    "ad-click-prediction",
    "ecommerce-search",
    "video-recommendation",
    "harmful-content-detection",
    "visual-search",
    "video-search",
    "street-view-blurring",
    "event-recommendation",
    "similar-listings",
    "news-feed-ranking",
    "people-you-may-know",
    "fraud-detection",
    "eta-prediction",
    "llm-support-assistant",
    "query-autocomplete",
    "notification-ranking",
)
"""Cases in order of importance; others follow by name."""


@dataclass(frozen=True)
class Folder:
    """All Markdown files of a knowledge folder, read and parted, not yet understood."""

    documents: Mapping[str, Document]
    sections: Mapping[str, tuple[SectionText, ...]]
    case_ids: tuple[str, ...]
    problems: tuple[Problem, ...]
    content_hash: str


@dataclass(frozen=True)
class Loaded:
    """The knowledge base as far as it could be loaded."""

    cases: tuple[Case, ...]
    """In order of importance."""
    passages: tuple[Passage, ...]
    """What is searched: notes of the loaded cases, topics and framework; no front matter, no example answers."""
    problems: tuple[Problem, ...]
    """Everything that kept a file or a case from being loaded."""
    content_hash: str
    """SHA-256 over names and contents of all files."""
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    """What questions are matched with; each leads to a passage."""
    sections: tuple[Passage, ...] = field(default=(), repr=False)
    """Every section whole, with those below it and with its diagrams, to be shown."""


def load_knowledge(folder: Path) -> Loaded:
    """Read framework, topics and cases.

    Raises:
        ContentError: there is no such folder. Anything smaller becomes one of `problems`.
    """
    return build(read_folder(folder))


def read_folder(folder: Path) -> Folder:
    """Read all files of a knowledge folder; raises ContentError if it is not there."""
    if not folder.is_dir():
        raise ContentError(str(folder), 1, "no such folder, expected one with framework/, topics/ and cases/ in it")
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    digest = hashlib.sha256()
    for path in _markdown_files(folder):
        file = path.relative_to(folder).as_posix()
        try:
            documents[file] = read_document(path, file)
            digest.update(f"{file}\0{path.stat().st_size}\0".encode() + path.read_bytes())
        except ContentError as broken:
            problems.append(Problem(broken.file, broken.line, broken.problem))
    sections = {file: parse_sections(d.body, d.body_line) for file, d in documents.items()}
    case_ids = tuple(path.name for path in (folder / "cases").glob("*") if path.is_dir() and not _hidden(path))
    return Folder(documents, sections, _by_importance(case_ids), tuple(problems), digest.hexdigest())


def build(folder: Folder) -> Loaded:
    """Make domain objects of the files of a folder; pure."""
    problems = list(folder.problems)
    unreadable = frozenset(p.file for p in folder.problems)
    steps = _framework(folder, unreadable, problems)
    cases: list[Case] = []
    if steps is None:
        problems += [_unusable(case_id) for case_id in folder.case_ids]
    else:
        builder = CaseBuilder(folder.documents, folder.sections, steps, unreadable)
        for case_id in folder.case_ids:
            case = builder.build(case_id)
            if isinstance(case, Case):
                cases.append(case)
            else:
                problems += case
    topics = read_topics(folder.documents, folder.sections, problems)
    asks = read_asks(folder.documents, folder.sections, problems)
    places = list(_places(cases, steps or {}, topics))
    passages = tuple(p for place in places for p in place.passages(folder.sections[place.file]))
    sections = tuple(p for place in places for p in place.sections(folder.sections[place.file]))
    entries = entries_of(cases, passages, asks)
    return Loaded(tuple(cases), passages, tuple(sorted(set(problems))), folder.content_hash, entries, sections)


@dataclass(frozen=True)
class _Place:
    """Where in the knowledge base a file stands."""

    file: str
    path: tuple[str, ...]
    case: str | None = None
    phase: str | None = None
    topic: str | None = None

    def passages(self, sections: Sequence[SectionText]) -> Iterator[Passage]:
        """Yield what is searched."""
        for section in sections:
            if section.heading != EXAMPLE_HEADING:
                for part, text in enumerate(split_blocks(section.blocks)):
                    yield self._passage(section, text, f"~{part}" if part else "")

    def sections(self, sections: Sequence[SectionText]) -> Iterator[Passage]:
        """Yield what can be shown."""
        return (self._passage(section, section.text, "") for section in sections if section.text)

    def _passage(self, section: SectionText, text: str, part: str) -> Passage:
        return Passage(
            id=f"{self.file}#{section.slug}{part}",
            file=self.file,
            heading=section.heading or self.path[-1],
            path=(*self.path, *(name for name in section.above if name not in self.path)),
            text=text,
            case=self.case,
            phase=self.phase,
            topic=self.topic,
        )


def _places(cases: Sequence[Case], steps: Mapping[str, Step], topics: Mapping[str, str]) -> Iterator[_Place]:
    for case in cases:
        yield _Place(f"cases/{case.id}/case.md", (case.title,), case=case.id)
        for name, step in steps.items():
            yield _Place(f"cases/{case.id}/{name}", (case.title, step.title), case=case.id, phase=step.id)
    for name, step in steps.items():
        yield _Place(f"framework/{name}", (step.title,), phase=step.id)
    for file, title in topics.items():
        yield _Place(file, (title,), topic=file.rpartition("/")[2].removesuffix(".md"))


def _framework(folder: Folder, unreadable: frozenset[str], problems: list[Problem]) -> dict[str, Step] | None:
    """Return the seven steps, or None if one of them is missing or wrong."""
    steps: dict[str, Step] = {}
    for name in PHASE_FILES:
        file = f"framework/{name}"
        document = folder.documents.get(file)
        if document is None:
            if file not in unreadable:
                problems.append(Problem(file, 1, "the file is missing, expected one for each of the seven phases"))
            continue
        step = validate(document, Step, document.front)
        if isinstance(step, tuple):
            problems += step
        elif name != f"{name[0]}-{step.id}.md":
            problems.append(document.problem(f"`id` is '{step.id}', expected the file's name, '{name[2:-3]}'", "id"))
        else:
            steps[name] = step
    return steps if len(steps) == len(PHASE_FILES) else None


def _unusable(case_id: str) -> Problem:
    return Problem(
        f"cases/{case_id}/case.md", 1, "cannot be used because the framework is broken; mend its files first"
    )


def _markdown_files(folder: Path) -> list[Path]:
    patterns = ("framework/*.md", "topics/*.md", "cases/*/*.md")
    found = (path for pattern in patterns for path in folder.glob(pattern))
    return sorted(path for path in found if not _hidden(path) and not _hidden(path.parent))


def _hidden(path: Path) -> bool:
    return path.name.startswith(".")


def _by_importance(case_ids: Sequence[str]) -> tuple[str, ...]:
    rank = {case_id: i for i, case_id in enumerate(ORDER)}
    return tuple(sorted(case_ids, key=lambda case_id: (rank.get(case_id, len(ORDER)), case_id)))

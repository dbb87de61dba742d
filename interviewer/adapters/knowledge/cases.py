"""The eight files of a case joined with the framework to one validated Case, or everything that is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import Field

from interviewer.adapters.knowledge.derived import estimate_problems
from interviewer.adapters.knowledge.frontmatter import Document, Problem, validate
from interviewer.adapters.knowledge.sections import SectionText
from interviewer.adapters.knowledge.topics import Searchable, without_asks
from interviewer.domain.problem import Case, Criterion, Curveball, Derived, Difficulty, Fact, Phase, Slug, Text

EXAMPLE_HEADING = "Strong answer example"
"""The section of a phase file that becomes `Phase.example_answer`; it is not searched."""


class Step(Searchable):
    """Front matter of a framework file: what a phase is in every case."""

    id: Slug
    title: Text
    minutes: int = Field(gt=0)
    about: Text
    transitions: tuple[Text, ...] = Field(min_length=1)
    generic_hint: Text


class CaseFile(Searchable):
    """Front matter of `case.md`."""

    title: Text
    summary: Text
    difficulty: Difficulty
    tags: tuple[Text, ...] = ()
    opening: Text
    facts: tuple[Fact, ...] = Field(min_length=8)
    left_open: tuple[Text, ...] = ()
    curveballs: tuple[Curveball, ...] = Field(min_length=2)
    estimates: tuple[Derived, ...] = ()


class PhaseFile(Searchable):
    """Front matter of a phase file; `teaches` is already resolved."""

    question: Text
    criteria: tuple[Criterion, ...] = Field(min_length=5)


class CaseBuilder:
    """Builds one case and collects problems on the way.

    Args:
        documents: all files that could be read, by name.
        sections: the sections of all files, by name.
        steps: the framework, by the name of its files (`1-clarify.md`), in order.
        unreadable: files that exist and could not be read; they are named elsewhere.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        sections: Mapping[str, Sequence[SectionText]],
        steps: Mapping[str, Step],
        unreadable: frozenset[str],
    ) -> None:
        self._documents = documents
        self._sections = sections
        self._steps = steps
        self._unreadable = unreadable

    def build(self, case_id: str) -> Case | tuple[Problem, ...]:
        """Return the case, or all problems that keep it from being used; none if its files were named already."""
        problems: list[Problem] = []
        head = self._part(f"cases/{case_id}/case.md", CaseFile, problems)
        parts = {name: self._part(f"cases/{case_id}/{name}", PhaseFile, problems) for name in self._steps}
        for name, part in parts.items():
            problems += self._misplaced(f"cases/{case_id}/{name}", self._steps[name], part)
        problems += self._doubles(case_id, parts)
        complete = {name: part for name, part in parts.items() if part is not None}
        if head is not None and len(complete) == len(self._steps):
            document = self._documents[f"cases/{case_id}/case.md"]
            problems += _head_problems(document, head, complete, self._steps)
            problems += self._unknown_facts(case_id, head, complete)
            problems += estimate_problems(document, head.facts, head.estimates)
            if not problems:
                return self._join(case_id, head, complete)
        return tuple(problems)

    def _part(self, file: str, model: type[Any], problems: list[Problem]) -> Any:
        document = self._documents.get(file)
        if document is None:
            if file not in self._unreadable:
                problems.append(Problem(file, 1, "the file is missing; a case is case.md and one file for each phase"))
            return None
        data = dict(document.front)
        if isinstance(data.get("criteria"), list):
            data["criteria"] = self._resolved(document, data["criteria"], problems)
        part = validate(document, model, data)
        if isinstance(part, tuple):
            problems.extend(part)
            return None
        return part

    def _resolved(self, document: Document, criteria: Sequence[Any], problems: list[Problem]) -> list[Any]:
        """Return the criteria with each `teaches` as a Section; ones that are no text are left to validation."""
        resolved: list[Any] = []
        for i, criterion in enumerate(criteria):
            if isinstance(criterion, Mapping) and isinstance(criterion.get("teaches"), str):
                at, place = ("criteria", i, "teaches"), self._section(document.file, criterion["teaches"])
                if isinstance(place, str):
                    problems.append(document.problem(f"`{document.place(at)}`: {place}", *at))
                    place = {"file": document.file, "heading": "?"}
                criterion = {**criterion, "teaches": place}
            resolved.append(criterion)
        return resolved

    def _section(self, file: str, teaches: str) -> dict[str, str] | str:
        """Resolve `#slug` or `topics/x.md#slug`; a string says why it cannot be."""
        target, hash_sign, slug = teaches.partition("#")
        target = target or file
        if not hash_sign or not slug:
            return f'"{teaches}" names no heading, expected "#heading-slug" or "topics/x.md#heading-slug"'
        if target not in self._sections:
            return f'"{teaches}" names a file that is not there or could not be read: {target}'
        slugs = {section.slug: section.heading for section in self._sections[target] if section.heading}
        if slug not in slugs:
            near = get_close_matches(slug, slugs, n=1) or list(slugs)[:3]
            examples = ", ".join(f"#{s}" for s in near)
            return f'no heading "#{slug}" in {target}, expected one of its headings, such as {examples}'
        return {"file": target, "heading": slugs[slug]}

    def _misplaced(self, file: str, step: Step, part: PhaseFile | None) -> Iterator[Problem]:
        for i, criterion in enumerate(part.criteria if part else ()):
            if criterion.phase != step.id:
                what = f"criterion `{criterion.id}` is not of this phase, expected an id that begins with `{step.id}.`"
                yield self._documents[file].problem(what, "criteria", i, "id")

    def _doubles(self, case_id: str, parts: Mapping[str, PhaseFile | None]) -> Iterator[Problem]:
        seen: set[str] = set()
        for name, part in parts.items():
            for i, criterion in enumerate(part.criteria if part else ()):
                if criterion.id in seen:
                    document = self._documents[f"cases/{case_id}/{name}"]
                    what = f"criterion `{criterion.id}` exists already, expected ids that are unique in the case"
                    yield document.problem(what, "criteria", i, "id")
                seen.add(criterion.id)

    def _unknown_facts(self, case_id: str, head: CaseFile, parts: Mapping[str, PhaseFile]) -> Iterator[Problem]:
        known = {fact.id for fact in head.facts}
        for name, part in parts.items():
            for i, criterion in enumerate(part.criteria):
                for k, fact in enumerate(criterion.facts):
                    if fact not in known:
                        document = self._documents[f"cases/{case_id}/{name}"]
                        what = f"no fact `{fact}` in case.md, expected one of {', '.join(sorted(known))}"
                        yield document.problem(what, "criteria", i, "facts", k)

    def _join(self, case_id: str, head: CaseFile, parts: Mapping[str, PhaseFile]) -> Case:
        phases = tuple(
            Phase(
                **without_asks(self._steps[name]),
                question=part.question,
                criteria=part.criteria,
                example_answer=self._example(f"cases/{case_id}/{name}"),
            )
            for name, part in parts.items()
        )
        overview = self._documents[f"cases/{case_id}/case.md"].body.strip()
        return Case(id=case_id, phases=phases, overview=overview, **without_asks(head))

    def _example(self, file: str) -> str | None:
        found = (s.text for s in self._sections[file] if s.heading == EXAMPLE_HEADING)
        return next(found, None) or None


def _head_problems(
    document: Document, head: CaseFile, parts: Mapping[str, PhaseFile], steps: Mapping[str, Step]
) -> Iterator[Problem]:
    """Check what `case.md` says against itself and against the phase files."""
    for name, entries in (("facts", head.facts), ("curveballs", head.curveballs), ("estimates", head.estimates)):
        ids = [entry.id for entry in entries]
        for i, entry_id in enumerate(ids):
            if entry_id in ids[:i]:
                yield document.problem(
                    f"`{name}[{entry_id}]` exists already, expected ids that are unique", name, i, "id"
                )
    phases = {step.id for step in steps.values()}
    criteria = {criterion.id for part in parts.values() for criterion in part.criteria}
    for i, curveball in enumerate(head.curveballs):
        place = ("curveballs", i)
        if curveball.phase not in phases:
            expected = ", ".join(step.id for step in steps.values())
            yield document.problem(f"no phase `{curveball.phase}`, expected one of {expected}", *place, "phase")
        elif curveball.criterion not in criteria:
            what = f"no criterion `{curveball.criterion}` in this case, expected one of its phase `{curveball.phase}`"
            yield document.problem(what, *place, "criterion")
        elif not curveball.criterion.startswith(f"{curveball.phase}."):
            what = f"criterion `{curveball.criterion}` is not of the curveball's phase `{curveball.phase}`"
            yield document.problem(f"{what}, expected both to be of one phase", *place, "criterion")

"""What files say in their front matter beside a case or a step: titles of topics, and questions that find a section.

A topic may have `title` (else: its first heading of level 1, or its file name), `summary` and `tags`. Every file may
have `asks`: how people ask for a section in other words than its own, by the slug of its heading:

    asks:
      correcting-for-downsampling:
        - I dropped most negatives and now every probability is too high.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from interviewer.adapters.knowledge.frontmatter import Document, Problem, validate
from interviewer.adapters.knowledge.sections import SectionText
from interviewer.domain.problem import Content, Text

Sections = Mapping[str, Sequence[SectionText]]


class Searchable(Content):
    """What any front matter may hold."""

    asks: dict[str, tuple[Text, ...]] = Field(default_factory=dict)


class TopicFile(Searchable):
    """Front matter of a topic."""

    title: Text | None = None
    summary: Text | None = None
    tags: tuple[Text, ...] = ()


def without_asks(part: Searchable) -> dict[str, Any]:
    """Return the fields that are not about search."""
    return {name: value for name, value in part if name != "asks"}


def read_topics(documents: Mapping[str, Document], sections: Sections, problems: list[Problem]) -> dict[str, str]:
    """Return the titles of topics by file.

    Args:
        problems: what is wrong is added here; a topic with a wrong front matter is left out.
    """
    titles: dict[str, str] = {}
    for file, document in sorted(documents.items()):
        if not file.startswith("topics/"):
            continue
        front = validate(document, TopicFile, document.front) if document.front else TopicFile()
        if isinstance(front, tuple):
            problems += front
        else:
            titles[file] = front.title or _title(file, sections[file])
    return titles


def read_asks(
    documents: Mapping[str, Document], sections: Sections, problems: list[Problem]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return questions that find a section, by its file and heading; what is wrong is added to `problems`."""
    asks: dict[tuple[str, str], tuple[str, ...]] = {}
    for file, document in sorted(documents.items()):
        if "asks" not in document.front:
            continue
        front = validate(document, Searchable, {"asks": document.front["asks"]})
        if isinstance(front, tuple):
            problems += front
            continue
        headings = {section.slug: section.heading for section in sections[file]}
        problems += _unknown(document, front.asks, headings)
        asks |= {(file, headings[slug]): questions for slug, questions in front.asks.items() if slug in headings}
    return asks


def _unknown(document: Document, asks: Mapping[str, object], headings: Mapping[str, str]) -> Iterator[Problem]:
    for slug in asks:
        if slug not in headings:
            expected = ", ".join(filter(None, headings))
            yield document.problem(f"`asks` has no heading `{slug}` here, expected one of {expected}", "asks", slug)


def _title(file: str, sections: Sequence[SectionText]) -> str:
    heading = next((s.heading for s in sections if s.level == 1), None)
    name = file.rpartition("/")[2].removesuffix(".md").replace("-", " ")
    return heading or name[:1].upper() + name[1:]

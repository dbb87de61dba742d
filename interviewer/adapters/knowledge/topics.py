"""What the shared files (topics and framework) say in their front matter: a title, and questions that find a section.

A topic may have `title` (else: its first heading of level 1, or its file name), `summary` and `tags`. Both kinds may
have `asks`: how people ask for a section in other words than its own, by the slug of its heading:

    asks:
      correcting-for-downsampling:
        - I dropped most negatives and now every probability is too high.
"""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from interviewer.adapters.knowledge.frontmatter import Document, Problem, validate
from interviewer.adapters.knowledge.sections import SectionText
from interviewer.domain.problem import Content, Text

Sections = Mapping[str, Sequence[SectionText]]


class TopicFile(Content):
    """Front matter of a topic."""

    title: Text | None = None
    summary: Text | None = None
    tags: tuple[Text, ...] = ()
    asks: dict[str, tuple[Text, ...]] = Field(default_factory=dict)


class _Asks(Content):
    """The part of a framework file's front matter that is about search."""

    asks: dict[str, tuple[Text, ...]] = Field(default_factory=dict)


def read_shared(
    documents: Mapping[str, Document], sections: Sections, problems: list[Problem]
) -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, ...]]]:
    """Read topics, and what finds sections of topics and framework.

    Args:
        problems: what is wrong is added here; a topic with a wrong front matter is left out.

    Returns:
        Titles of topics by file, and questions by file and heading.
    """
    titles: dict[str, str] = {}
    asks: dict[tuple[str, str], tuple[str, ...]] = {}
    for file, document in sorted(documents.items()):
        kind = file.partition("/")[0]
        if kind not in ("topics", "framework"):
            continue
        model = TopicFile if kind == "topics" else _Asks
        data = document.front if kind == "topics" else {k: v for k, v in document.front.items() if k == "asks"}
        front = validate(document, model, data) if document.front else model()
        if isinstance(front, tuple):
            problems += front
            continue
        if isinstance(front, TopicFile):
            titles[file] = front.title or _title(file, sections[file])
        headings = {section.slug: section.heading for section in sections[file]}
        problems += _unknown(document, front.asks, headings)
        asks |= {(file, headings[slug]): questions for slug, questions in front.asks.items() if slug in headings}
    return titles, asks


def _unknown(document: Document, asks: Mapping[str, object], headings: Mapping[str, str]) -> Iterator[Problem]:
    for slug in asks:
        if slug not in headings:
            expected = ", ".join(filter(None, headings))
            yield document.problem(f"`asks` has no heading `{slug}` here, expected one of {expected}", "asks", slug)


def _title(file: str, sections: Sequence[SectionText]) -> str:
    heading = next((s.heading for s in sections if s.level == 1), None)
    name = file.rpartition("/")[2].removesuffix(".md").replace("-", " ")
    return heading or name[:1].upper() + name[1:]

"""What both indexes found, joined to one ranking of sections: a weighted mean of likenesses; pure.

A question is compared with several kinds of text that belong to a section (`Field`), and what it shares with each is
added up, because a section that agrees in its notes, in a question that it answers and in an answer that it teaches is
a safer find than one that agrees in a single respect. All numbers here were chosen on the `dev` half of
`benchmarks/retrieval.jsonl`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from interviewer.adapters.knowledge.indexing import Field

FIELD_WEIGHTS: Mapping[Field, float] = {"notes": 0.30, "question": 0.35, "example": 0.15, "expectation": 0.20}
"""Shares of the kinds of text in the likeness by meaning; they sum to 1."""
WORDS_WEIGHT = 0.15
"""Worth of the best match by words, in units of cosine similarity."""
SHARED_LEAD = 0.225
"""Added to a shared section when no case is given: a general question wants a general answer."""
SHARED_LEAD_IN_WORDS = 0.1
"""The same where there are no vectors and scores are smaller."""

NEAR = 0.7
"""Score from which a section speaks of what was asked, where meaning was compared: 95 % of the right first finds on
`dev` reach it, and a quarter of what is found for questions in `facts.jsonl` (`dev`) that no sheet covers."""


class Near(NamedTuple):
    """An indexed text that is near a question in meaning."""

    similarity: float
    """Cosine, -1 to 1."""
    section: str
    """Id of the section it leads to."""
    passage: str
    """Id of the part of the section it is, or leads to."""
    field: Field


class Ranked(NamedTuple):
    """A section with its score (higher is better), and its part that is nearest the question, if vectors told it."""

    section: str
    score: float
    part: str | None


def fuse(
    near: Iterable[Near], words: Mapping[str, float], general: Callable[[str], bool] | None = None
) -> tuple[Ranked, ...]:
    """Rank all sections that either index found, best first.

    Args:
        near: entries by meaning. Of several texts of one kind the nearest counts; a kind that was not found counts
            as if it were the least similar of all that were.
        words: sections by words, each with its share of the best score (0 to 1).
        general: tells the sections that get the lead of shared ones; None gives it to none.
    """
    found = sorted(near, key=lambda entry: entry.similarity)
    lowest = found[0].similarity if found else 0.0
    likeness: dict[str, dict[Field, float]] = {}
    parts: dict[str, str] = {}
    for entry in found:
        likeness.setdefault(entry.section, {})[entry.field] = entry.similarity
        if entry.field == "notes":
            parts[entry.section] = entry.passage
    lead = SHARED_LEAD if found else SHARED_LEAD_IN_WORDS
    ranked: list[Ranked] = []
    for section in dict.fromkeys((*likeness, *words)):
        score = WORDS_WEIGHT * words.get(section, 0.0)
        if found:
            fields = likeness.get(section, {})
            score += sum(weight * fields.get(field, lowest) for field, weight in FIELD_WEIGHTS.items())
        if general and general(section):
            score += lead
        ranked.append(Ranked(section, score, parts.get(section)))
    return tuple(sorted(ranked, key=lambda one: (-one.score, one.section)))

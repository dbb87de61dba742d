"""Tells notes ("Split by time: train 14 days, test day 15") from lists and salads of words: notes carry decisions.

A line of notes leaves out the little words that make language, as a list of terms does. What a list of terms does not
have is what notes are written for: figures, relations between things, reasons, rejected alternatives.
"""

import re

from interviewer.adapters.assess.sentences import Span, stems_of, words_of
from interviewer.adapters.assess.wording import PLANS, REASONS, count_negations

LEAST_WORDS, MOST_WORDS = 5, 30
"""Words of a line of notes."""
_FIGURE = re.compile(r"(?<![\w@-])[~<>≥≤]?\$?\d[\d.,]*\s?(?:%|[a-zA-Zµ]{0,3}\b)|\b\d+\s*/\s*\d+")
"""A number that stands by itself, with a unit or without; not that of a name such as BM25, p99 or nDCG@10."""
_RELATION = re.compile(r"->|=>|→|\s[=<>≥≤]\s|\w:\s+\S|\s\+\s|\bvs\b|\bif\b|\bper\b|\buntil\b")
"""Says that one thing is, leads to, beats or depends on another."""
_BEFORE, _BEHIND = "\n.!?;", ".!?;"


def is_note(text: str, line: Span) -> bool:
    """Tell whether a sentence of a text is a line of notes: whole, short, and with marks of a decision.

    Two different marks are needed, and one of them must be a figure or a relation.
    """
    if not LEAST_WORDS <= len(words_of(line.text)) <= MOST_WORDS or not _whole(text, line):
        return False
    figure, relation = bool(_FIGURE.search(line.text)), bool(_RELATION.search(line.text))
    stems = set(stems_of(line.text))
    ground = bool(stems & REASONS) or count_negations(line.text) > 0
    return (figure or relation) and figure + relation + ground + bool(stems & PLANS) >= 2


def _whole(text: str, line: Span) -> bool:
    """Tell whether a line stands between real ends, and is not a piece cut out of an endless run of words."""
    before = text[: line.start].rstrip(" \t-*•>#")
    behind = text[line.end :].lstrip(" \t")
    return (not before or before[-1] in _BEFORE) and (not behind or behind[0] in "\r\n" or line.text[-1] in _BEHIND)

"""Is what a model worded still the move that was decided? One question, no leak, no repeat, not too long."""

import re

from interviewer.domain.interview import Interview, normalise
from interviewer.domain.moves import Move
from interviewer.domain.problem import Case

MAX_WORDS = 60
"""Spoken words a turn."""
ASKS_ANEW = ("probe", "hint", "curveball", "advance")
"""Moves that ask what was not asked before; the others may well say a question again."""
REPEATED = "the reply repeated an earlier question"


def reply_fault(text: str, move: Move, interview: Interview, case: Case) -> str | None:
    """Return why a worded reply must be replaced by the curated words, or None if it is good."""
    if not text.strip():
        return "the reply was empty"
    if len(text.split()) > MAX_WORDS:
        return f"the reply was longer than {MAX_WORDS} words"
    asked = len(re.findall(r"\?+", text))
    if asked > 1:
        return "the reply asked more than one question"
    if move.asks and not asked:
        return "the reply asked no question"
    if move.ends and asked:
        return "the reply asked a question after the end"
    if normalise(text) in interview.said:
        return "the reply repeated an earlier one"
    leaked = _leaked(text, move, interview, case)
    return f"the reply gave away an expected term ({leaked})" if leaked else None


def _leaked(text: str, move: Move, interview: Interview, case: Case) -> str | None:
    """Find a term of a criterion not yet shown that neither the candidate nor the curated words have used."""
    used = " ".join([normalise(t.text) for t in interview.turns] + [normalise(move.says)])
    reply = f" {normalise(text)} "
    for criterion in case.phase(move.phase).criteria:
        finding = interview.coverage.get(criterion.id)
        if finding and finding.outcome == "shown":
            continue
        for term in criterion.vocabulary:
            if f" {normalise(term)} " in reply and normalise(term) not in used:
                return term
    return None

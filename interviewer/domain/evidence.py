"""Evidence: a judgement counts only with the candidate's own words, and prompting is read from the turns."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from interviewer.domain.interview import Turn, normalise
from interviewer.domain.orders import gives_orders, order_spans
from interviewer.domain.problem import Case, Criterion
from interviewer.domain.rubric import Judgement, Prompted, Quote, Verdict

MIN_QUOTE_WORDS = 2
"""A shorter quote proves nothing."""
MAX_REPEATED = 0.8
"""Share of a quote's words that may stand in the interviewer's preceding words."""


class Checked(NamedTuple):
    """A checked verdict, and whether a quote that was claimed for it had to be rejected."""

    verdict: Verdict
    quote_rejected: bool


def counts_from(criterion: Criterion, turns: Sequence[Turn], case: Case) -> int:
    """Return the id of the first turn that can earn a criterion: 0, or the one after its curveball was played."""
    curveball = case.curveball_of(criterion.id)
    if curveball is None:
        return 0
    return next((turn.id + 1 for turn in turns if turn.curveball == curveball.id), len(turns))


def check_quote(judgement: Judgement, turns: Sequence[Turn], since: int = 0) -> Quote | None:
    """Find a judgement's quote word for word in a turn of the candidate, white space folded.

    Args:
        judgement: whose quote is looked for, first in the turn it names.
        turns: the whole transcript.
        since: id of the first turn that counts, see `counts_from`.

    Returns:
        Quote | None: where it stands (`turns[turn].text[start:end] == text`); None if there is no quote, it is not the
        candidate's, it is too short, it merely repeats the interviewer, or it holds or is part of an order.
    """
    pattern = _pattern(judgement.quote or "")
    if pattern is None:
        return None
    first = [t for t in turns if t.id == judgement.turn]
    for turn in (*first, *turns):
        if turn.role != "candidate" or turn.id < since:
            continue
        found = pattern.search(turn.text)
        if found and not _repeats(found.group(), turns[: turn.id]) and not _ordered(found, turn.text):
            return Quote(turn=turn.id, start=found.start(), end=found.end(), text=found.group())
    return None


def prompted(criterion_id: str, turn: int, turns: Sequence[Turn]) -> Prompted:
    """Tell from the order of turns what came before the candidate's turn: a hint, a probe, or nothing."""
    moves = {t.move for t in turns[:turn] if t.criterion == criterion_id}
    if "hint" in moves:
        return "hint"
    return "probe" if moves & {"probe", "advance"} else "unprompted"


def check(judgement: Judgement, criterion: Criterion, turns: Sequence[Turn], since: int = 0) -> Checked:
    """Make a checked verdict of a judgement: what cannot be quoted from turn `since` on becomes `missing`."""
    quote = check_quote(judgement, turns, since)
    verdict, reason, rejected = judgement.verdict, judgement.reason, False
    if verdict in ("shown", "partial", "wrong") and quote is None:
        verdict, rejected = "missing", True
        reason = f"{_why_rejected(judgement, turns, since)} so it counts for nothing. ({reason})"
    checked = Verdict(
        id=criterion.id, expects=criterion.expects, level=criterion.level, weight=criterion.weight,
        verdict=verdict, prompted=prompted(criterion.id, quote.turn, turns) if quote and verdict != "missing" else None,
        probability=judgement.probability, quote=quote if verdict != "missing" else None,
        teaches=criterion.teaches, reason=reason,
    )  # fmt: skip
    return Checked(checked, rejected)


def _pattern(quote: str) -> re.Pattern[str] | None:
    words = quote.split()
    if len(normalise(quote).split()) < MIN_QUOTE_WORDS:
        return None
    return re.compile(r"\s+".join(re.escape(word) for word in words))


def _why_rejected(judgement: Judgement, turns: Sequence[Turn], since: int) -> str:
    if gives_orders(judgement.quote or ""):
        return "The quote given for it is an order to the grader,"
    if since and check_quote(judgement, turns):
        return "The quote given for it was said before the question it belongs to,"
    return "The quote given for it is not in the candidate's own words,"


def _ordered(found: re.Match[str], text: str) -> bool:
    """Tell whether a quote is an order to the grader, holds one, or stands in one."""
    start, end = found.span()
    return gives_orders(found.group()) or any(s < end and start < e for s, e in order_spans(text))


def _repeats(quote: str, before: Sequence[Turn]) -> bool:
    said = next((t.text for t in reversed(before) if t.role == "interviewer"), "")
    words = normalise(quote).split()
    if " ".join(words) in normalise(said):
        return True
    known = set(normalise(said).split())
    return sum(word in known for word in words) >= MAX_REPEATED * len(words)

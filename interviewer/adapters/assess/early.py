"""Credit for what was said in another phase than it belongs to: a passage earns there only what it shows best."""

from collections.abc import Sequence

from interviewer.adapters.assess.second_look import Found
from interviewer.domain.problem import Criterion

SAME = 0.5
"""Share of the longer of two quotes that both must have in common to be the same words.

Measured on one good example of each criterion of four problems, left out of what it is compared with: 64 % earn their
criterion when said in another phase (72 % in their own), and a text earns 0.18 others outside its phase. Without this
rule, and with a gate as strict as that needs, it was 48 % and 0.31 (two problems).
"""


def outdone(criteria: Sequence[Criterion], found: Sequence[Found], phases: dict[int, str]) -> list[int]:
    """Return the places of criteria that rest on words from another phase which show a third phase's criterion better.

    Args:
        criteria: what is expected.
        found: the words that carry each best.
        phases: the phase in which each turn was said.
    """
    places = range(len(criteria))
    early = [i for i in places if _is_credit(found[i]) and phases[found[i].turn] != criteria[i].phase]
    return [i for i in early if any(_outdoes(criteria[j], found[j], criteria[i], found[i]) for j in places)]


def _is_credit(one: Found) -> bool:
    return one.score.outcome in ("shown", "partial") and one.score.span is not None and not one.score.told


def _outdoes(rival: Criterion, by: Found, criterion: Criterion, found: Found) -> bool:
    ahead = by.score.probability > found.score.probability
    return rival.phase != criterion.phase and ahead and _same_words(by, found)


def _same_words(one: Found, other: Found) -> bool:
    a, b = one.score.span, other.score.span
    if one.turn != other.turn or a is None or b is None:
        return False
    return min(a.end, b.end) - max(a.start, b.start) >= SAME * max(a.end - a.start, b.end - b.start)

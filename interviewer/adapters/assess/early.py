"""Credit for what was said in another phase than it belongs to: a passage earns there only what it shows best."""

from collections.abc import Sequence

from interviewer.adapters.assess.second_look import Found
from interviewer.domain.problem import Criterion

AS_WELL = 0.05
"""Probability within which a criterion of another phase counts as shown as well as those it is compared with.

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
    return [
        i for i in early
        if any(criteria[j].phase != criteria[i].phase and _overlap(found[i], found[j]) and _ahead(found[j], found[i])
               for j in places)
    ]  # fmt: skip


def _is_credit(one: Found) -> bool:
    return one.score.outcome in ("shown", "partial") and one.score.span is not None and not one.score.told


def _ahead(rival: Found, one: Found) -> bool:
    return rival.score.probability > one.score.probability + AS_WELL


def _overlap(one: Found, other: Found) -> bool:
    a, b = one.score.span, other.score.span
    return one.turn == other.turn and a is not None and b is not None and a.start < b.end and b.start < a.end

"""Credit for what was said in another phase than it belongs to: a passage earns there only what it shows best."""

from collections.abc import Callable, Mapping, Sequence

from interviewer.adapters.assess.second_look import Found
from interviewer.domain.problem import Criterion

SAME = 0.5
"""Share of the longer of two quotes that both must have in common to be the same words.

Measured on one good example of each criterion of four problems, left out of what it is compared with: 64 % earn their
criterion when said in another phase (72 % in their own), and a text earns 0.18 others outside its phase. Without this
rule, and with a gate as strict as that needs, it was 48 % and 0.31 (two problems).
"""


Revise = Callable[[Sequence[Criterion], Sequence[Sequence[Found]]], list[Found]]
"""Chooses, of what the turns show of each criterion, what carries it best."""
ROUNDS = 3
"""How often what is outdone is replaced by the next best; the last time by words from the criterion's own phase."""


def best_of(
    criteria: Sequence[Criterion], found: Sequence[Sequence[Found]], phases: Mapping[int, str], revise: Revise
) -> list[Found]:
    """Return what carries each criterion best: words from other phases only where they show nothing else better.

    Args:
        criteria: what is expected.
        found: what each turn shows of each criterion.
        phases: the phase in which each turn was said.
        revise: chooses the best.
    """
    left = [list(some) for some in found]
    best = revise(criteria, left)
    for rounds in range(1, ROUNDS + 1):
        places = outdone(criteria, best, phases)
        for place in places:
            phase, turn = criteria[place].phase, best[place].turn
            left[place] = [f for f in left[place] if phases[f.turn] == phase or (rounds < ROUNDS and f.turn != turn)]
        again = revise([criteria[place] for place in places], [left[place] for place in places])
        for place, one in zip(places, again, strict=True):
            best[place] = one
    return best


def outdone(criteria: Sequence[Criterion], found: Sequence[Found], phases: Mapping[int, str]) -> list[int]:
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

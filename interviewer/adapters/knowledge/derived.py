"""Whether the quantities that a case derives from its facts can be worked out, and follow from them."""

import re
from collections.abc import Iterator, Sequence

from interviewer.adapters.knowledge.frontmatter import Document, Problem
from interviewer.adapters.quantities import PintQuantities
from interviewer.domain.errors import InputError
from interviewer.domain.problem import Derived, Fact

ROUNDING = 0.1
"""Relative difference that `value` may have from what `from` gives."""
_NUMBER = re.compile(r"\d[\d.]*(?:e\d+)?")
_TIME_AND_SHARES = frozenset({1.0, 100.0, 0.01})
"""Numbers that need no fact: units of their own, and percent."""


def estimate_problems(document: Document, facts: Sequence[Fact], estimates: Sequence[Derived]) -> Iterator[Problem]:
    """Yield what is wrong with `estimates`: unknown facts, computations that fail, and numbers from nowhere."""
    if not estimates:
        return
    quantities = PintQuantities()
    answers = {fact.id: fact.answer for fact in facts}
    for i, derived in enumerate(estimates):
        for fact in derived.facts:
            if fact not in answers:
                what = f"`{fact}` is no fact of this case, expected one of: {', '.join(answers)}"
                yield document.problem(what, "estimates", i, "facts")
        try:
            value, computed = quantities.amount(derived.value), quantities.amount(derived.computed)
        except InputError as error:
            yield document.problem(str(error), "estimates", i)
            continue
        if value.kind != computed.kind or abs(value.value - computed.value) > ROUNDING * abs(computed.value):
            what = f"`value` is {derived.value}, but `from` gives something else: {derived.computed}"
            yield document.problem(what, "estimates", i, "value")
        sources = [derived.assuming or "", *(answers.get(fact, "") for fact in derived.facts)]
        for number in _unknown(derived.computed, sources, quantities):
            what = f"`from` has {number}, which is in none of its `facts` and not in `assuming`"
            yield document.problem(what, "estimates", i, "from")


def _unknown(computed: str, sources: Sequence[str], quantities: PintQuantities) -> Iterator[str]:
    known = [number for source in sources for number in quantities.numbers(source)]
    for number in _NUMBER.findall(computed):
        value = float(number)
        if value not in _TIME_AND_SHARES and not any(
            abs(value - other) <= 1e-6 * max(value, other) for k in known for other in (k, k / 100)
        ):
            yield number

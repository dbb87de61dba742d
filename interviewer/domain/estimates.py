"""Numbers of a candidate held against what follows from the fact sheet. Pure.

A case says which quantities follow from its facts (`problem.Derived`). A number in an answer is taken for one of them
only if its unit fits, the words about it fit, and it is presented as a result; everything else is left alone, because a
wrong mark costs more than a missed one.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from interviewer.domain.events import Doubt
from interviewer.domain.interview import Interview, Turn, normalise
from interviewer.domain.likeness import stem, words
from interviewer.domain.ports import Quantities
from interviewer.domain.problem import Case, Derived
from interviewer.domain.quantity import Amount, Stated
from interviewer.domain.rubric import Estimate

EstimateVerdict = Literal["right", "rough", "off", "never_used"]
RIGHT_WITHIN = 2.0
"""Factor within which an estimate is right."""
OFF_BEYOND = 10.0
"""Factor beyond which it is off; in between it is rough."""
LONGEST_SURE = 25
"""Words of a sentence up to which it is about one number; in longer ones only a right number is marked."""
FEWEST_SURE = 3
"""Numbers below it (one core, 1.5) are parts of speech as often as results."""
SURELY_ELSE = 1e4
"""Factor beyond which a number is of something else."""
LONGEST_QUOTE = 16
"""Words of a sentence that is said back whole."""
SAME_NUMBER = 0.01
"""Relative difference up to which a number repeats a fact."""
_RESULT = frozenset(
    words(
        "so is are be makes make gives give means about around roughly approximately comes come works work need needs "
        "total totals almost nearly thus hence therefore ends get lands requires require equals takes take some "
        "produces produce yields yield costs cost adds add"
    )
)
_RESULT_SIGNS = ("=", "≈", "~", "->", "→", "that's", "that’s")
_RESULT_REACH = 8
"""Words before a number in which it is presented as a result."""
_DOUBT = frozenset(
    words(
        "instead rather max maximum limit limited cap capped budget allow allowed allows target than was were used "
        "today currently now existing only first sample percent half third quarter"
    )
)
"""Words that make a number a bound or a part."""
_PART = frozenset(words("gpu gpus core cores machine machines server servers shard shards replica node"))
"""What a rate beside them belongs to."""
_SUPPOSED = frozenset(words("if unless assume assuming suppose supposing say imagine"))
"""Words that make a whole sentence a supposition."""
_POWER = re.compile(r"(?<=\d)e([369])\b")
_POWERS = {"3": "thousand", "6": "million", "9": "billion"}
_CLAUSE = re.compile(r"[,;:()](?!\d)")


class Found(NamedTuple):
    """An estimate in an answer, with what was expected."""

    derived: Derived
    stated: Stated
    verdict: EstimateVerdict


def compare(stated: Stated, expected: float) -> EstimateVerdict:
    """Return how near a number is; of a range, the nearer end counts."""
    nearest = min(max(expected, stated.low), stated.high)
    ratio = max(nearest / expected, expected / nearest) if nearest > 0 else float("inf")
    if ratio <= RIGHT_WITHIN:
        return "right"
    return "off" if ratio > OFF_BEYOND else "rough"


def find_estimates(text: str, case: Case, quantities: Quantities, told: Sequence[str] = ()) -> tuple[Found, ...]:
    """Find the estimates in one message of a candidate.

    Args:
        text: the message.
        case: whose derived quantities they are held against.
        quantities: reads numbers.
        told: what the interviewer has said; numbers from it that are said back are no estimates.
    """
    if not case.estimates:
        return ()
    sheet = [s for source in (*(f.answer for f in case.facts), *told) for s in quantities.read(source)]
    found: dict[tuple[str, str], Found] = {}
    for stated in quantities.read(text):
        if stated.operand or stated.sentence.rstrip().endswith("?") or not _is_result(stated):
            continue
        if any(_same(stated.number, fact.number) and stated.kind == fact.kind for fact in sheet):
            continue
        one = _held_against(stated, case, quantities)
        if one and (one.verdict == "right" or _certain(one, quantities.amount(one.derived.value))):
            found[one.derived.id, stated.sentence] = one  # of several in one sentence the last is the result
    return tuple(found.values())


def estimates_of(interview: Interview, case: Case, quantities: Quantities) -> tuple[Estimate, ...]:
    """Return what the report says of an interview's numbers: the last word on each, then what was never used."""
    latest: dict[str, Estimate] = {}
    for turn in (t for t in interview.turns if t.role == "candidate"):
        told = [t.text for t in interview.turns[: turn.id] if t.role == "interviewer"]
        for one in find_estimates(turn.text, case, quantities, told):
            latest[one.derived.id] = Estimate(
                turn=turn.id, text=one.stated.sentence, stated=one.stated.words,
                expected=expected_words(one.derived), verdict=one.verdict,
            )  # fmt: skip
    return (*latest.values(), *_never_used(interview, case, quantities, frozenset(latest)))


def doubts_in(interview: Interview, case: Case, quantities: Quantities) -> tuple[Doubt, ...]:
    """Return the estimates in the last message that are off, in few of the candidate's words."""
    told = [t.text for t in interview.turns if t.role == "interviewer"]
    found = find_estimates(interview.turns[-1].text, case, quantities, told)
    return tuple(Doubt(estimate=f.derived.id, quote=_quote(f.stated)) for f in found if f.verdict == "off")


def _quote(stated: Stated) -> str:
    """Return the sentence if it is short and can stand in quotation marks, else the number."""
    sentence = stated.sentence.rstrip(" .;,!")
    return sentence if len(sentence.split()) <= LONGEST_QUOTE and '"' not in sentence else stated.words


def expected_words(derived: Derived) -> str:
    """Say what follows from the fact sheet, and how."""
    assuming = f", with {derived.assuming}" if derived.assuming else ""
    return f"about {_plain(derived.value)}: {derived.what} ({_plain(derived.computed)}{assuming})"


def _plain(computation: str) -> str:
    """Write an author's computation for people: `200 million × 20 / day`."""
    spoken = _POWER.sub(lambda m: f" {_POWERS[m.group(1)]}", computation)
    return spoken.replace(" * ", " × ").replace("gpu × hour", "GPU-hours").replace("gpu", "GPU")


def _is_result(stated: Stated) -> bool:
    tail = stated.before.casefold().rstrip()
    near = words(tail)[-_RESULT_REACH:]
    return any(w in _RESULT for w in near) or any(sign in tail[-60:] for sign in _RESULT_SIGNS)


def _held_against(stated: Stated, case: Case, quantities: Quantities) -> Found | None:
    """Hold a number against the derived quantity it is about; of several the nearest, in the candidate's favour."""
    fitting: list[tuple[float, Found]] = []
    for derived in case.estimates:
        expected = quantities.amount(derived.value)
        if expected.kind == stated.kind and stated.high > 0 and _is_about(stated, derived):
            ratio = max(expected.value / stated.high, stated.high / expected.value)
            fitting.append((ratio, Found(derived, stated, compare(stated, expected.value))))
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _is_about(stated: Stated, derived: Derived) -> bool:
    clause = {stem(w) for w in words(_clause(stated))}
    if any(_has(clause, term) for term in derived.unless):
        return False
    if stated.kind == "dimensionless" and not stated.counted:
        return False
    sentence = {stem(w) for w in words(stated.sentence)}
    counted = {stem(w) for w in words(f"{stated.counted} {stated.words}")}
    wanted = [term for term in derived.about if _has(sentence, term)]
    # What a number counts stands behind it; if it counts something else, the sentence's other words prove nothing.
    return any(_has(counted, term) or not stated.counted or len(term.split()) > 1 for term in wanted)


def _has(spoken: set[str], term: str) -> bool:
    return all(stem(w) in spoken for w in words(term))


def _clause(stated: Stated) -> str:
    """Return the part of the sentence between the signs around the number."""
    after = stated.sentence[len(stated.before) :]
    return _percents(f"{_CLAUSE.split(stated.before)[-1]}{_CLAUSE.split(after)[0]}")


def _percents(text: str) -> str:
    return text.replace("%", " percent ")


def _certain(found: Found, expected: Amount) -> bool:
    """Tell whether a number that is not right is surely meant as the quantity, and not as a part of it or a bound."""
    stated, derived = found.stated, found.derived
    if derived.assuming and found.verdict == "rough":  # other assumptions are as good
        return False
    sentence, clause = words(_percents(stated.sentence)), words(_clause(stated))
    if len(sentence) > LONGEST_SURE or any(w in _SUPPOSED for w in sentence) or any(w in _DOUBT for w in clause):
        return False
    if stated.per != expected.per or (stated.per and any(w in _PART for w in clause)):
        return False
    if stated.number < FEWEST_SURE or not 1 / SURELY_ELSE < stated.high / expected.value < SURELY_ELSE:
        return False
    spoken = {stem(w) for w in sentence}
    if any(_has(spoken, term) for term in derived.unless):
        return False
    if not stated.counted:
        return any(_has({stem(w) for w in clause}, term) for term in derived.about) or not stated.per
    named = {stem(w) for text in (*derived.about, derived.what) for w in words(text)}
    return all(stem(w) in named for w in words(stated.counted))


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_NUMBER * max(abs(one), abs(other))


def _never_used(interview: Interview, case: Case, quantities: Quantities, stated: frozenset[str]) -> Iterator[Estimate]:
    """Yield the facts that were told, lead to a derived quantity, and none of whose numbers came up again."""
    used = {fact for d in case.estimates if d.id in stated for fact in d.facts}
    for derived in case.estimates:
        turns = [_told_in(interview, case.fact(fact).answer) for fact in derived.facts]
        told = [turn for turn in turns if turn is not None]
        if used & set(derived.facts) or len(told) < len(turns):
            continue
        last = max(told, key=lambda t: t.id)
        later = [t.text for t in interview.turns[last.id + 1 :] if t.role == "candidate"]
        numbers = [s.number for fact in derived.facts for s in quantities.read(case.fact(fact).answer)]
        if later and not any(_same(s.number, n) for text in later for s in quantities.read(text) for n in numbers):
            used |= set(derived.facts)  # one line a fact
            told_words = case.fact(derived.facts[turns.index(last)]).answer
            yield Estimate(
                turn=last.id, text=told_words, stated="", expected=expected_words(derived), verdict="never_used"
            )


def _told_in(interview: Interview, answer: str) -> Turn | None:
    said = normalise(answer)
    return next((t for t in interview.turns if t.role == "interviewer" and said in normalise(t.text)), None)

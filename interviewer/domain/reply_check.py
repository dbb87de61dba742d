"""What a model's words must pass before they are spoken: one question, short, no leak, no repeat, no praise. Pure.

A reply that fails is replaced by the curated words of the same move, so every rule may be strict: a false alarm costs
a wording and nothing else.
"""

import re
from collections.abc import Callable

from interviewer.domain import reply_tone
from interviewer.domain.interview import Interview, normalise
from interviewer.domain.likeness import of_topic, repeats, stem, stems, words
from interviewer.domain.moves import Move
from interviewer.domain.problem import Case, Criterion, Fact

MAX_WORDS = 60
"""Spoken words a turn."""
LEAST_ROOM = 40
"""Words a reply may have in any case, however long the facts are that are told before it."""
ASKS_ANEW = ("probe", "hint", "curveball", "advance")
"""Moves that ask what was not asked before; the others may well say a question again."""
REPEATED = "the reply repeated an earlier question"
FACT_WORDS = 4
"""Words of topic of one sentence of the fact sheet, none of them said so far, from which a reply tells that fact."""
MOST_CLAUSES = 2
"""Question words in one question: "which rows, and why" is one, three of them are a list."""
_QUESTION = re.compile(r"[?？؟]+")
_ASKING = re.compile(
    r"(?:^|[.;:]\s+|\b(?:and|or|also|plus|then)\s+)(?:also\s+)?"
    r"(?:what|which|how|why|when|where|who|whose|can you|could you|would you|do you|did you|is it|are there)\b",
    re.IGNORECASE,
)
"""Where a question begins, also inside a longer one."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TALL = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred thousand million billion trillion dozen half quarter tenth percent"
)
_NUMERALS = frozenset(_TALL.split())
"""Words that state a quantity; smaller ones are common in questions."""


def reply_fault(text: str, move: Move, interview: Interview, case: Case) -> str | None:
    """Return why a worded reply must be replaced by the curated words, or None if it is good.

    Args:
        text: the model's words, without those that code speaks before them.
        move: what they should have said.
        interview: everything said so far, by both sides.
        case: the problem, for what must not be given away.
    """
    return (
        _shape_fault(text, move)
        or _repeat_fault(text, move, interview)
        or reply_tone.fault(text, move, interview)
        or _leak_fault(text, move, interview, case)
    )


def _shape_fault(text: str, move: Move) -> str | None:
    if not text.strip():
        return "the reply was empty"
    room = max(LEAST_ROOM, MAX_WORDS - len(move.lead.split()))
    if len(text.split()) > room:
        return f"the reply was longer than {room} words"
    asked = len(_QUESTION.findall(text))
    if asked > 1 or len(_ASKING.findall(text)) > max(MOST_CLAUSES, len(_ASKING.findall(move.says))):
        return "the reply asked more than one question"
    if asked and not move.asks:
        return "the reply asked a question where none belongs"
    if move.asks and not asked:
        return "the reply asked no question"
    if move.asks and not re.search(r"[?？؟][\"'”»)]*\s*$", text):
        return "the reply went on after its question"
    return None


def _repeat_fault(text: str, move: Move, interview: Interview) -> str | None:
    if normalise(f"{move.lead} {text}") in interview.said or normalise(text) in interview.said:
        return REPEATED
    return REPEATED if move.kind in ASKS_ANEW and repeats(text, interview.questions()) else None


def _leak_fault(text: str, move: Move, interview: Interview, case: Case) -> str | None:
    known = " ".join([*(t.text for t in interview.turns), move.text])
    number = _foreign_number(text, known)
    if number:
        return f"the reply named a number that nobody had named ({number})"
    open_now = [c for p in case.phases for c in p.criteria if not _shown(interview, c)]
    term = _foreign_term(text, known, open_now)
    if term:
        return f"the reply gave away an expected term ({term})"
    untold = [f for f in case.facts if f.id not in interview.facts_told]
    fact = next((f for f in untold if _tells(text, f, known)), None)
    return f"the reply told a fact that was not asked for ({fact.id})" if fact else None


def _shown(interview: Interview, criterion: Criterion) -> bool:
    finding = interview.coverage.get(criterion.id)
    return finding is not None and finding.outcome == "shown"


def _foreign_number(text: str, known: str) -> str | None:
    said = _numbers(known)
    return next((number for number in _numbers(text) if number not in said), None)


def _numbers(text: str) -> list[str]:
    digits = [found.replace(",", "").rstrip(".") for found in _NUMBER.findall(text)]
    return [*digits, *(word for word in words(text) if word in _NUMERALS)]


def _foreign_term(text: str, known: str, criteria: list[Criterion]) -> str | None:
    """Find a term of a criterion not yet shown that neither side nor the curated words have used, in any form."""
    terms = [term for c in criteria for term in c.vocabulary]
    for form in (stem, _singular):  # single terms are near to words of every day ("hourly", "hour"), so less is cut off
        reply, used = _line(form, text), _line(form, known)
        for term in terms:
            wanted = _line(form, term)
            if (" " in term) == (form is stem) and wanted in reply and wanted not in used:
                return term
    return None


def _line(form: Callable[[str], str], text: str) -> str:
    return f" {' '.join(map(form, words(text)))} "


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _tells(text: str, fact: Fact, known: str) -> bool:
    new = stems(text) - of_topic(known)
    return any(len(stems(sentence) & new) >= FACT_WORDS for sentence in re.split(r"(?<=[.;])\s+", fact.answer))

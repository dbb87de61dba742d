"""The curated words of every move: how the interviewer speaks without a model."""

from collections.abc import Sequence

from interviewer.domain.events import EndedBy, Intent
from interviewer.domain.interview import Interview, normalise
from interviewer.domain.moves import Move
from interviewer.domain.problem import Case, Criterion, Curveball, Phase

QUOTE_WORDS = 9
"""Words of the candidate repeated at most when a probe is tied to them."""
YOUR_CALL = "That one is your call: state an assumption and go on from there."
_REDIRECTS: dict[Intent, tuple[str, ...]] = {
    "asks_for_answer": (
        "I will not give that away during the interview; your own reasoning is what counts here.",
        "That stays with me until the feedback at the end.",
        "I would rather hear your version first, even a rough one.",
    ),
    "orders": (
        "I will keep to the interview as it is.",
        "That changes nothing on my side.",
        "I have noted that, and we go on as before.",
    ),
    "off_topic": (
        "Let us stay with the design.",
        "That leads us away from the problem.",
        "We have limited time, so I would like to keep to the system.",
    ),
}
_BACK = 'Please pick up again where we were, at "{about}".'
_ENDINGS: dict[EndedBy, str] = {
    "finished": "That was the last part. Thank you for taking me through your design; your feedback is next.",
    "time": "Our time is up, so we stop here. Thank you for your design; your feedback is next.",
    "candidate": "We stop here as you asked. Thank you for your time; your feedback is next.",
}


def opening(case: Case) -> Move:
    """Open the interview: the vague problem, then the first phase's question if the opening asks none."""
    first = case.phases[0]
    says = case.opening if "?" in case.opening else f"{case.opening} {first.question}"
    return Move("open", first.id, says)


def answer(case: Case, phase: Phase, facts: Sequence[str]) -> Move:
    """Answer a clarifying question from the fact sheet, or leave it to the candidate."""
    told = [case.fact(fact_id).answer for fact_id in facts]
    return Move("answer", phase.id, " ".join(told) or YOUR_CALL, verbatim=True)


def probe(phase: Phase, criterion: Criterion, interview: Interview) -> Move:
    """Ask the criterion's first probe that was not asked yet, tied to the candidate's words where there are some."""
    fresh = [p for p in criterion.probes if not any(normalise(p) in said for said in interview.said)]
    question = (fresh or criterion.probes)[0]
    phrase = _phrase(interview, criterion)
    says = f'You said "{phrase}". {question}' if phrase else question
    return Move("probe", phase.id, says, criterion=criterion.id, quote=phrase)


def hint(phase: Phase, criterion: Criterion) -> Move:
    """Nudge towards one criterion."""
    return Move("hint", phase.id, criterion.hint, criterion=criterion.id)


def no_more_hints(phase: Phase) -> Move:
    """Decline a further hint."""
    return Move("hint", phase.id, f"I have no further nudge for this part. {phase.generic_hint}")


def curveball(phase: Phase, chosen: Curveball) -> Move:
    """Change a constraint in mid-interview."""
    return Move("curveball", phase.id, chosen.says, criterion=chosen.criterion, curveball=chosen.id, verbatim=True)


def advance(phase: Phase, interview: Interview) -> Move:
    """Lead into the next phase with one sentence and its opening question."""
    lead = phase.transitions[interview.started.seed % len(phase.transitions)]
    return Move("advance", phase.id, f"{lead} {phase.question}")


def redirect(phase: Phase, intent: Intent, said: frozenset[str]) -> Move:
    """Decline in one friendly sentence and lead back, in words not used before."""
    back = _BACK.format(about=phase.title)
    choices = [f"{sentence} {back}" for sentence in _REDIRECTS[intent]]
    fresh = [text for text in choices if normalise(text) not in said]
    return Move("redirect", phase.id, (fresh or choices)[0])


def wrap_up(phase: Phase, by: EndedBy) -> Move:
    """End the interview."""
    return Move("wrap_up", phase.id, _ENDINGS[by], ends=by)


def _phrase(interview: Interview, criterion: Criterion) -> str | None:
    """A short phrase of the last answer that half shows the criterion."""
    finding = interview.coverage.get(criterion.id)
    last = interview.turns[-1]
    if finding is None or finding.outcome != "partial" or not finding.quote or finding.quote not in last.text:
        return None
    words = finding.quote.replace("?", "").replace('"', "").split()
    phrase = " ".join(words[:QUOTE_WORDS]).strip(" .,;:!*_#`>|")
    return f"{phrase} ..." if len(words) > QUOTE_WORDS else phrase or None

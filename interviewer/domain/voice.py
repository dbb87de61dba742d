"""The curated words of every move: how the interviewer speaks without a model."""

from collections.abc import Sequence

from interviewer.domain.events import Doubt, EndedBy, Heard, Intent
from interviewer.domain.interview import Interview, normalise
from interviewer.domain.moves import Move
from interviewer.domain.phrase import phrase_for
from interviewer.domain.problem import Case, Criterion, Curveball, Phase

_TIES = ('You said "{phrase}". {question}', 'You mentioned "{phrase}". {question}')
_WALK = 'You said "{quote}": walk me through how you get to that number.'
_YOUR_CALL = (
    "That one is your call: state an assumption and go on from there.",
    "I leave that to you: it is your call, so name the assumption you make.",
    "Nothing is fixed there, so it is your call: assume what you think is realistic.",
    "Also your call: say what you assume, and why it is reasonable.",
    "Your call again: pick an assumption, and tell me what would change if it were wrong.",
)
_ALL_YOUR_CALL = (
    "Those are your call: state an assumption for each and go on from there.",
    "I leave all of these to you: they are your call, so name your assumptions.",
)
_REST_YOUR_CALL = "As for {about}, that is your call: state an assumption."
QUOTED_QUESTION_WORDS = 12
"""Words of a clarifying question repeated at most when it is left to the candidate."""
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
        "I would gladly talk about that another time; for now let us stay with the design.",
        "That is for after the interview, if you like.",
        "We have limited time, so I would like to keep to the system.",
    ),
    "asks_again": ("Of course.", "Gladly, once more.", "Sure, here it is again.", "No problem."),
}
_BACK = 'Please pick up again where we were, at "{about}".'
_BACK_TO = "Back to the question: {question}"
_BEGUN = "You have told me some of it already, so only what is left."
_TOLD = "First, to your question: {told}"
_ENDINGS: dict[EndedBy, str] = {
    "finished": "That was the last part. Thank you for taking me through your design; your feedback is next.",
    "time": "Our time is up, so we stop here. Thank you for your design; your feedback is next.",
    "candidate": "We stop here as you asked. Thank you for your time; your feedback is next.",
}


def opening(case: Case) -> Move:
    """Open the interview: the vague problem, then the first phase's question if the opening asks none."""
    first = case.phases[0]
    says = case.opening if "?" in case.opening else f"{case.opening} {first.question}"
    return Move("open", first.id, says, question=says)


def answer(case: Case, phase: Phase, heard: Heard, interview: Interview) -> Move:
    """Answer clarifying questions from the fact sheet; what it does not cover is left to the candidate."""
    return Move("answer", phase.id, told(case, heard, interview), verbatim=True)


def told(case: Case, heard: Heard, interview: Interview) -> str:
    """Return the facts that were asked for, and which questions are the candidate's own call."""
    facts = [case.fact(fact_id).answer for fact_id in heard.facts]
    if not facts:
        return _fresh(_ALL_YOUR_CALL if len(heard.unanswered) > 1 else _YOUR_CALL, interview)
    if heard.unanswered:
        facts.append(_REST_YOUR_CALL.format(about=", ".join(map(_quoted, heard.unanswered))))
    return " ".join(facts)


def probe(phase: Phase, criterion: Criterion, interview: Interview, question: str) -> Move:
    """Ask one probe of a criterion, tied to the candidate's words where there are some that fit."""
    phrase = phrase_for(criterion, interview)
    tied = sum(t.move == "probe" for t in interview.turns) % len(_TIES)
    says = _TIES[tied].format(phrase=phrase, question=question) if phrase else question
    return Move("probe", phase.id, says, question=question, criterion=criterion.id, quote=phrase)


def walk_through(phase: Phase, doubt: Doubt) -> Move:
    """Ask how the candidate gets to a number that is off, without saying that it is."""
    question = _WALK.format(quote=" ".join(doubt.quote.split()))
    return Move("probe", phase.id, question, question=question, estimate=doubt.estimate, verbatim=True)


def hint(phase: Phase, criterion: Criterion) -> Move:
    """Nudge towards one criterion."""
    return Move("hint", phase.id, criterion.hint, question=criterion.hint, criterion=criterion.id)


def no_more_hints(phase: Phase) -> Move:
    """Decline a further hint."""
    return Move("hint", phase.id, f"I have no further nudge for this part. {phase.generic_hint}")


def curveball(phase: Phase, chosen: Curveball, told: str = "") -> Move:
    """Change a constraint in mid-interview; `told` is said before, word for word."""
    return Move(
        "curveball", phase.id, chosen.says, question=chosen.says, criterion=chosen.criterion, curveball=chosen.id,
        lead=_first(told), verbatim=True,
    )  # fmt: skip


def advance(phase: Phase, interview: Interview, told: str = "") -> Move:
    """Lead into the next phase with one sentence and its opening question; `told` is said before, word for word."""
    says = f"{_transition(phase, interview)} {phase.question}"
    return Move("advance", phase.id, says, lead=_first(told), question=phase.question)


def resume(phase: Phase, criterion: Criterion, interview: Interview, question: str, told: str = "") -> Move:
    """Lead into a phase of which the candidate has said much already, and ask for one thing that is left of it."""
    says = f"{_transition(phase, interview)} {_BEGUN} {question}"
    return Move("advance", phase.id, says, lead=_first(told), question=question, criterion=criterion.id)


def redirect(phase: Phase, intent: Intent, interview: Interview) -> Move:
    """Decline in one friendly sentence and lead back, in words not used before.

    Small talk is led back to the question itself, unless that was just done.
    """
    last = interview.last_question()
    back = _BACK.format(about=phase.title)
    if intent == "off_topic" and last and last.move != "redirect":
        back = _BACK_TO.format(question=open_question(phase, interview))
    return Move("redirect", phase.id, _fresh([f"{sentence} {back}" for sentence in _REDIRECTS[intent]], interview))


def again(phase: Phase, interview: Interview) -> Move:
    """Say the open question once more, because that was asked for."""
    asked = interview.last_question()
    problem = asked.text if asked and asked.move == "open" else None
    question = problem or open_question(phase, interview)
    choices = [f"{sentence} {question}" for sentence in _REDIRECTS["asks_again"]]
    return Move("redirect", phase.id, _fresh(choices, interview), verbatim=True)


def open_question(phase: Phase, interview: Interview) -> str:
    """Return the question that waits for an answer, in its curated words."""
    asked = interview.questions()
    return asked[-1] if asked else phase.question


def wrap_up(phase: Phase, by: EndedBy, told: str = "") -> Move:
    """End the interview; `told` is said before, word for word."""
    return Move("wrap_up", phase.id, _ENDINGS[by], lead=_first(told), ends=by)


def _transition(phase: Phase, interview: Interview) -> str:
    return phase.transitions[interview.started.seed % len(phase.transitions)]


def _first(told: str) -> str:
    """Return an answer that is given before something else is asked; empty if there is none."""
    return _TOLD.format(told=told) if told else ""


def _fresh(choices: Sequence[str], interview: Interview) -> str:
    """Return the first of some sentences that was not said yet, or the first."""
    return next((text for text in choices if normalise(text) not in interview.said), choices[0])


def _quoted(question: str) -> str:
    words = question.replace("?", "").replace('"', "").split()
    cut = " ".join(words[:QUOTED_QUESTION_WORDS]).strip(" .,;:")
    return f'"{cut}{" ..." if len(words) > QUOTED_QUESTION_WORDS else ""}"'

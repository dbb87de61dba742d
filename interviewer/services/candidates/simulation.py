"""Hold a whole interview with a simulated candidate, on a clock that is moved by their speaking time."""

from typing import NamedTuple

from interviewer.domain.errors import InputError
from interviewer.domain.interview import Interview
from interviewer.domain.problem import Case
from interviewer.services.candidates.candidate import Candidate, Said
from interviewer.services.clock import SteppingClock
from interviewer.services.conductor import Conductor

WORDS_PER_MINUTE = 130
THINKING_S = 12.0
"""Seconds before a simulated candidate speaks."""
MAX_MESSAGES = 200
"""A simulation ends here at the latest; no interview is that long."""
REFUSALS = 5
"""Messages refused in a row after which a candidate gives up and ends the interview."""


class Simulated(NamedTuple):
    """An interview that was held, and what the candidate truly said in it."""

    interview: Interview
    said: tuple[Said, ...]
    """One for each of the candidate's turns, in their order."""
    refused: int
    """Messages that were not taken because they were empty."""


async def simulate(
    conductor: Conductor, clock: SteppingClock, candidate: Candidate, case_id: str, level: str, minutes: int, seed: int,
    knows: Case | None = None,
) -> Simulated:  # fmt: skip
    """Hold an interview until it ends, the candidate falls silent for good, or gives up.

    Args:
        conductor: holds the interview; its clock is `clock`.
        clock: moved by what the candidate says.
        candidate: answers.
        case_id: the problem.
        level: `mid`, `senior` or `staff`.
        minutes: length of the interview.
        seed: of the interviewer's choices.
        knows: the problem as the candidate knows it, with the examples it draws on; by default the interview's own.

    Raises:
        InputError: the case or level does not exist.
        ModelError: a candidate that is a model could not answer.
    """
    interview = await conductor.start(case_id, level, minutes, seed)
    known = knows or conductor.knowledge.case(case_id)
    said: list[Said] = []
    refused = in_a_row = 0
    while len(said) < MAX_MESSAGES and in_a_row < REFUSALS:
        message = await candidate.says(interview, known)
        if message is None:
            break
        clock.advance(THINKING_S + len(message.text.split()) / WORDS_PER_MINUTE * 60)
        if not await _taken(conductor, interview, message):
            refused, in_a_row = refused + 1, in_a_row + 1
            continue
        in_a_row = 0
        said.append(message)
        interview = await conductor.journal.load(interview.id)
        if interview.ended_by:
            return Simulated(interview, tuple(said), refused)
    return Simulated(await conductor.end(interview.id), tuple(said), refused)


async def _taken(conductor: Conductor, interview: Interview, message: Said) -> bool:
    """Send a message; an empty one is refused, as it is on the page, and the candidate has to try again."""
    try:
        async for _update in conductor.reply(interview.id, message.text):
            pass
    except InputError:
        if message.text.strip():
            raise
        return False
    await conductor.tasks.settle()
    return True

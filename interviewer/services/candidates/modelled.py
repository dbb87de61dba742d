"""A simulated candidate that a language model plays."""

from dataclasses import dataclass, field

from interviewer.domain.interview import Interview, Turn
from interviewer.domain.policy import target_criteria
from interviewer.domain.ports import ChatModel, PromptLibrary
from interviewer.domain.problem import Case, Criterion
from interviewer.services.candidates.candidate import Said
from interviewer.services.candidates.cast import find_persona
from interviewer.services.candidates.knowing import ASKED_ABOUT, knows

PROMPT = "candidate"


@dataclass
class Modelled:
    """Plays a persona in a model's words.

    It is told what its persona knows of the present question (expectations, never the examples that the offline
    assessor compares with), so how well it does is decided by the persona and the seed, and only worded by the model.
    What it truly shows is what it was told, if the model says it: `Said.shows` is the intention.
    """

    model: ChatModel
    prompts: PromptLibrary
    persona: str
    seed: int
    taken_up: set[str] = field(default_factory=set)

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Return the model's next message.

        Raises:
            ModelError: the model could not answer.
        """
        asked = interview.last_question()
        if asked is None:
            return None
        known = self._known(asked, interview, case)
        prompt = self.prompts.render(
            PROMPT, persona=self.persona, behaves=find_persona(self.persona).behaves, problem=case.title,
            level=interview.started.level, expectations=[c.expects for c in known],
            transcript=[{"id": t.id, "role": t.role, "text": t.text} for t in interview.turns],
        )  # fmt: skip
        pieces = [piece async for piece in self.model.stream(prompt) if isinstance(piece, str)]
        return Said("".join(pieces).strip(), frozenset(c.id for c in known))

    def _known(self, asked: Turn, interview: Interview, case: Case) -> list[Criterion]:
        """Return the criteria that the persona knows of what is asked."""
        habits = find_persona(self.persona).habits
        if habits is None:
            return []
        if asked.criterion and asked.move in ASKED_ABOUT:
            return [c for c in (case.criterion(asked.criterion),) if knows(self.seed, c, habits.when_asked)]
        waiting = [c for c in target_criteria(interview, case.phase(asked.phase), case) if c.id not in self.taken_up]
        chosen = waiting[: habits.at_once]
        self.taken_up.update(c.id for c in chosen)
        return [c for c in chosen if knows(self.seed, c, habits.unasked)]

"""The voices an interviewer may speak with: a model, what it is told, and how far it is trusted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from interviewer.domain.errors import KnowledgeError
from interviewer.domain.events import MoveKind
from interviewer.domain.interview import Interview
from interviewer.domain.moves import Move
from interviewer.domain.ports import ChatModel, Nearness
from interviewer.domain.problem import Case

ANSWER_WORDS = 40
"""Words of the candidate's last answer that a local model reads: each costs time on a CPU."""
NEAR = 0.8
"""Likeness to the curated words below which a reply is off its topic; see benchmarks/results/wording.json."""

Inputs = Callable[[Move, Interview, Case], Mapping[str, object]]


def whole_transcript(move: Move, interview: Interview, case: Case) -> dict[str, object]:
    """What a voice may see: the topic, the transcript and the curated words, never notes or expectations."""
    return {
        "case_title": case.title,
        "level": interview.started.level,
        "transcript": [{"id": t.id, "role": t.role, "text": t.text} for t in interview.turns],
        "move": {"kind": move.kind, "says": move.says, "question_expected": move.asks, "quote": move.quote},
    }


def last_phrase(move: Move, interview: Interview, case: Case) -> dict[str, object]:
    """What a local voice sees: a phrase of the last answer and the curated words."""
    return {"answer": move.quote or _last_words(interview), "says": move.says}


def _last_words(interview: Interview) -> str:
    last = interview.turns[-1]
    return " ".join(last.text.split()[-ANSWER_WORDS:]) if last.role == "candidate" else ""


@dataclass(frozen=True)
class Voice:
    """A model that may word moves."""

    model: ChatModel
    prompt: str = "interviewer"
    inputs: Inputs = whole_transcript
    may_word: Callable[[MoveKind], bool] = lambda kind: True
    """Whether it is asked at all for a move of this kind."""
    nearness: Nearness | None = None
    """Compares its replies with the curated words; None for models that are trusted to keep to the topic."""

    async def fault(self, text: str, move: Move) -> str | None:
        """Return why a reply of this voice is not trusted, beyond what holds for every voice; None if it is good."""
        if self.nearness is None:
            return None
        try:
            near = await self.nearness.nearness(text, move.says)
        except KnowledgeError as error:
            return f"the reply could not be compared with the curated words ({error})"
        return None if near >= NEAR else "the reply was off the topic of the question"

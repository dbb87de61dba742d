"""Give a decided move its words: by a model where there is one, by the curated text where it fails."""

from collections.abc import Callable
from dataclasses import dataclass

from interviewer.domain.errors import ModelError, ModelRefused
from interviewer.domain.events import OFFLINE, PromptRef, Usage
from interviewer.domain.interview import Interview
from interviewer.domain.moves import Move
from interviewer.domain.ports import ChatModel, Likeness, Prompt, PromptLibrary
from interviewer.domain.problem import Case
from interviewer.domain.reply_check import ASKS_ANEW, REPEATED, reply_fault
from interviewer.services.updates import Emit, Piece, Restart

REPLACED = "The model's wording broke a rule of the interview; the curated question stands instead."


@dataclass(frozen=True)
class Spoken:
    """The words of one move and where they came from."""

    text: str
    by: str = OFFLINE
    prompt: PromptRef | None = None
    usage: Usage | None = None
    fallback: str | None = None
    """Why the curated words were used although there is a model."""


class Speech:
    """Words moves. Without a model every move is spoken in its curated words."""

    def __init__(self, model: ChatModel | None, prompts: PromptLibrary, likeness: Likeness | None = None) -> None:
        self._model = model
        self._prompts = prompts
        self._likeness = likeness

    async def speak(self, move: Move, interview: Interview, case: Case, emit: Emit) -> Spoken:
        """Stream the words of a move and return them whole.

        What a move says word for word is spoken first, by code. A provider's failure costs nothing: a cut stream is
        retried once, then the curated words are used. A reply that breaks the rules of the interview is replaced by
        the curated words.
        """
        if self._model is None or move.verbatim:
            emit(Piece(move.text))
            return Spoken(move.text)
        prompt = self._prompts.render("interviewer", **_voice_inputs(move, interview, case))
        try:
            reply, usage = await self._stream_twice(self._model, prompt, _Led(move, emit))
        except ModelError as error:
            return _curated(move, str(error), str(error), emit)
        fault = reply_fault(reply, move, interview, case) or await self._repeated(reply, move, interview)
        if fault:  # the fault may name what was given away, so the candidate only learns that there was one
            return _curated(move, fault, REPLACED, emit)
        return Spoken(f"{move.lead} {reply}".strip(), self._model.name, prompt.ref, usage)

    async def _repeated(self, reply: str, move: Move, interview: Interview) -> str | None:
        """Return a fault if a model asked by another name what was asked before."""
        if self._likeness is None or move.kind not in ASKS_ANEW:
            return None
        return REPEATED if await self._likeness.repeats(reply, interview.questions()) else None

    async def _stream_twice(self, model: ChatModel, prompt: Prompt, led: "_Led") -> tuple[str, Usage | None]:
        pieces: list[str] = []

        def emit_and_keep(piece: str) -> None:
            pieces.append(piece)
            led.emit(Piece(piece))

        led.begin()
        try:
            usage = await _stream(model, prompt, emit_and_keep)
        except ModelRefused:
            raise
        except ModelError as error:
            if not pieces:  # the adapter has retried the connection already; only a cut stream is tried again
                raise
            pieces.clear()
            led.emit(Restart(str(error)))
            led.begin()
            usage = await _stream(model, prompt, emit_and_keep)
        return "".join(pieces).strip(), usage


@dataclass(frozen=True)
class _Led:
    """Where a reply goes, behind the words of its move that code speaks."""

    move: Move
    emit: Emit

    def begin(self) -> None:
        if self.move.lead:
            self.emit(Piece(f"{self.move.lead} "))


async def _stream(model: ChatModel, prompt: Prompt, keep: Callable[[str], None]) -> Usage | None:
    usage = None
    async for piece in model.stream(prompt):
        if isinstance(piece, Usage):
            usage = piece
        else:
            keep(piece)
    return usage


def _curated(move: Move, reason: str, told: str, emit: Emit) -> Spoken:
    emit(Restart(told))
    emit(Piece(move.text))
    return Spoken(move.text, fallback=reason)


def _voice_inputs(move: Move, interview: Interview, case: Case) -> dict[str, object]:
    """What the voice may see: the topic, the transcript and the curated words, never notes or expectations."""
    return {
        "case_title": case.title,
        "level": interview.started.level,
        "transcript": [{"id": t.id, "role": t.role, "text": t.text} for t in interview.turns],
        "move": {"kind": move.kind, "says": move.says, "question_expected": move.asks, "quote": move.quote},
    }

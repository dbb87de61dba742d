"""Give a decided move its words: by a model where there is one, by the curated text where it fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from interviewer.domain.errors import ModelError, ModelRefused
from interviewer.domain.events import OFFLINE, PromptRef, Usage
from interviewer.domain.interview import Interview
from interviewer.domain.moves import Move
from interviewer.domain.ports import ChatModel, Likeness, Prompt, PromptLibrary, Waiting
from interviewer.domain.problem import Case
from interviewer.domain.reply_check import ASKS_ANEW, REPEATED, reply_fault
from interviewer.services.updates import Emit, Notice, Piece, Restart
from interviewer.services.voices import Voice

REPLACED = "The model's wording broke a rule of the interview; the curated question stands instead."


@dataclass(frozen=True)
class Spoken:
    """The words of one move and where they came from."""

    text: str
    by: str = OFFLINE
    prompt: PromptRef | None = None
    usage: Usage | None = None
    fallback: str | None = None
    """Why another voice was used than the one that should have spoken."""


class Speech:
    """Words moves. Voices are asked in their order; without one every move is spoken in its curated words."""

    def __init__(self, voices: Sequence[Voice], prompts: PromptLibrary, likeness: Likeness | None = None) -> None:
        self._voices = tuple(voices)
        self._prompts = prompts
        self._likeness = likeness

    async def speak(self, move: Move, interview: Interview, case: Case, emit: Emit) -> Spoken:
        """Stream the words of a move and return them whole.

        What a move says word for word is spoken first, by code. A model's failure costs nothing: a cut stream is
        retried once, then the next voice speaks, and in the end the curated words are used. A reply that breaks the
        rules of the interview is replaced by the curated words.
        """
        reasons: list[str] = []
        for voice in () if move.verbatim else self._voices:
            if not voice.may_word(move.kind):
                continue
            prompt = self._prompts.render(voice.prompt, **voice.inputs(move, interview, case))
            try:
                reply, usage = await self._stream_twice(voice.model, prompt, _Led(move, emit))
            except ModelError as error:
                reasons.append(str(error))
                emit(Restart(str(error)))
                continue
            fault = await self._fault(voice, reply, move, interview, case)
            if fault:  # it may name what was given away, so the candidate only learns that there was one
                reasons.append(fault)
                emit(Restart(REPLACED))
                break
            text = f"{move.lead} {reply}".strip()
            return Spoken(text, voice.model.name, prompt.ref, usage, " ".join(reasons) or None)
        emit(Piece(move.text))
        return Spoken(move.text, fallback=" ".join(reasons) or None)

    async def _fault(self, voice: Voice, reply: str, move: Move, interview: Interview, case: Case) -> str | None:
        return (
            reply_fault(reply, move, interview, case)
            or await self._repeated(reply, move, interview)
            or await voice.fault(reply, move)
        )

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

        def wait(reason: str) -> None:
            led.emit(Notice(reason, passing=True))

        led.begin()
        try:
            usage = await _stream(model, prompt, emit_and_keep, wait)
        except ModelRefused:
            raise
        except ModelError as error:
            if not pieces:  # the adapter has retried the connection already; only a cut stream is tried again
                raise
            pieces.clear()
            led.emit(Restart(str(error)))
            led.begin()
            usage = await _stream(model, prompt, emit_and_keep, wait)
        return "".join(pieces).strip(), usage


@dataclass(frozen=True)
class _Led:
    """Where a reply goes, behind the words of its move that code speaks."""

    move: Move
    emit: Emit

    def begin(self) -> None:
        if self.move.lead:
            self.emit(Piece(f"{self.move.lead} "))


async def _stream(
    model: ChatModel, prompt: Prompt, keep: Callable[[str], None], wait: Callable[[str], None]
) -> Usage | None:
    usage = None
    async for piece in model.stream(prompt):
        if isinstance(piece, Usage):
            usage = piece
        elif isinstance(piece, Waiting):
            wait(piece.reason)
        else:
            keep(piece)
    return usage

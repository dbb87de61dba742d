"""Does a local model word moves as well as they were written? 100 moves, curated against worded, from the same input.

Run `INTERVIEWER_LOCAL_MODEL=FILE interviewer bench wording`. With `--out F.json` the pairs are written to F.jsonl, in
an order that does not tell which is which. The column `reading` says what a reader found who saw no key: "no worse",
"worse", or null where nobody has read the pair; readings of `wording.jsonl` are kept for pairs that come out the same.
"""

import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.local_file import named_file
from interviewer.bootstrap import App, build
from interviewer.domain.errors import ConfigError, ModelError
from interviewer.domain.events import OFFLINE
from interviewer.domain.interview import Interview
from interviewer.domain.moves import Move
from interviewer.domain.problem import Case
from interviewer.domain.reply_check import reply_fault
from interviewer.services.candidates.candidate import Candidate, Said
from interviewer.services.candidates.cast import persona
from interviewer.services.candidates.simulation import simulate
from interviewer.services.clock import SteppingClock
from interviewer.services.speech import Spoken
from interviewer.services.updates import Emit
from interviewer.services.voices import Voice
from interviewer.settings import load_settings

WANTED: Mapping[str, int] = {"probe": 40, "advance": 25, "hint": 20, "redirect": 15}
"""Moves of each kind."""
ASIDES = ("Can you just tell me the answer?", "By the way, what is the weather like where you are?")
CASES = 8
"""Problems that the moves come from."""
ENOUGH, SHARE = 10, 0.9
"""A kind may be worded if at least so many pairs were read, and this share of all worded replies is no worse."""
READ = Path(__file__).with_name("wording.jsonl")


@dataclass(frozen=True)
class Moment:
    """A move that was due, and the state it was due in."""

    move: Move
    interview: Interview
    case: Case


class Recorder:
    """Speaks in curated words and keeps what was to be worded."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []

    async def speak(self, move: Move, interview: Interview, case: Case, emit: Emit) -> Spoken:
        """Keep the move unless it must be said word for word."""
        if not move.verbatim:
            self.moments.append(Moment(move, interview, case))
        return Spoken(move.text)


@dataclass
class Distracted:
    """Answers as a persona does, and says something beside the point now and then."""

    persona: Candidate
    said: int = 0

    async def says(self, interview: Interview, case: Case) -> Said | None:
        """Return the next message."""
        self.said += 1
        if self.said % 6 == 0:
            return Said(ASIDES[self.said // 6 % len(ASIDES)])
        return await self.persona.says(interview, case)


def run(out: Path | None = None) -> dict[str, Any]:
    """Word the moves, check them, print and return the summary; writes it, and the pairs, if `out` is given.

    Raises:
        ConfigError: no local model is configured, or it cannot be loaded.
    """
    file = named_file()
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/interviews.sqlite"  # what is simulated is kept nowhere
        local = load_settings(model=f"local:{file}", database_url=store)
        pairs, about = asyncio.run(_measure(local))
    results = {**about, **summary(pairs)}
    print(json.dumps(results, indent=2), file=sys.stderr)
    if out:
        out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        lines = (json.dumps(pair, ensure_ascii=False) for pair in pairs)
        out.with_suffix(".jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return results


async def _measure(settings: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    clock = SteppingClock()
    app = build(settings, clock=clock)
    await app.load_local()
    try:
        (voice,) = app.voices
        if app.local is None or app.local.state:
            raise ConfigError(str(app.local and app.local.state))
        about = {"model": app.local.name, "parameters": app.local.parameters}
        earlier = {(p["id"], p["a"], p["b"]): p["reading"] for p in read_pairs(READ)}
        pairs = [await _pair(voice, number, m) for number, m in enumerate(await _moments(app, clock))]
    finally:
        await app.close()
    return [pair | {"reading": earlier.get((pair["id"], pair["a"], pair["b"]))} for pair in pairs], about


async def _moments(app: App, clock: SteppingClock) -> list[Moment]:
    """Hold interviews and draw the moves wanted, each time the same."""
    recorder = Recorder()
    silent = replace(app.conductor, turn_taker=replace(app.conductor.turn_taker, speech=recorder), mode=OFFLINE)
    for seed, case in enumerate(app.knowledge.cases()[:CASES]):
        who = ("medium", "thin", "stuck")[seed % 3]
        await simulate(silent, clock, Distracted(persona(who, seed)), case.id, "senior", 45, seed)
    chance = random.Random(6)
    drawn: list[Moment] = []
    for kind, count in WANTED.items():
        of_kind = {moment.move.says: moment for moment in recorder.moments if moment.move.kind == kind}
        drawn += chance.sample(list(of_kind.values()), min(count, len(of_kind)))
    return drawn


async def _pair(voice: Voice, number: int, moment: Moment) -> dict[str, Any]:
    move, interview, case = moment.move, moment.interview, moment.case
    inputs = voice.inputs(move, interview, case)
    worded, failure = await _worded(voice, inputs)
    fault = failure or reply_fault(worded, move, interview, case) or await voice.fault(worded, move)
    assert voice.nearness
    near = round(await voice.nearness.nearness(worded, move.says), 3) if worded else None
    curated_first = random.Random(number).random() < 0.5
    first, second = (move.says, worded) if curated_first else (worded, move.says)
    return {
        "id": number, "case": case.id, "kind": move.kind, "answer": inputs["answer"], "a": first, "b": second,
        "curated": "a" if curated_first else "b", "likeness": near, "fault": fault,
    }  # fmt: skip


async def _worded(voice: Voice, inputs: Mapping[str, object]) -> tuple[str, str | None]:
    from interviewer.adapters.prompts import FilePrompts

    prompt = FilePrompts(load_settings().prompts_dir).render(voice.prompt, **inputs)
    try:
        return "".join([piece async for piece in voice.model.stream(prompt) if isinstance(piece, str)]).strip(), None
    except ModelError as error:
        return "", str(error)


def summary(pairs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Count, per kind of move, what passed the checks and what a reader found; a kind is allowed if both are good."""
    kinds = {kind: _of_kind([p for p in pairs if p["kind"] == kind]) for kind in WANTED}
    return {
        "pairs": len(pairs),
        "kinds": kinds,
        "faults": dict(Counter(str(p["fault"]).partition(" (")[0] for p in pairs if p["fault"]).most_common()),
        "may_word": [kind for kind, found in kinds.items() if found["allowed"]],
    }


def _of_kind(pairs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    passed = [p for p in pairs if not p["fault"]]
    read = [p for p in pairs if p["reading"]]
    fine = [p for p in read if p["reading"] == "no worse"]
    passed_and_read = [p for p in read if not p["fault"]]
    passed_and_fine = [p for p in fine if not p["fault"]]
    return {
        "n": len(pairs), "passed": len(passed), "read": len(read), "no_worse": len(fine),
        "passed_and_read": len(passed_and_read), "passed_and_no_worse": len(passed_and_fine),
        "allowed": len(read) >= ENOUGH and len(fine) >= SHARE * len(read),
    }  # fmt: skip


def read_pairs(file: Path) -> Iterable[dict[str, Any]]:
    """Read pairs as `run` writes them; none if there is no such file."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [json.loads(line) for line in text.splitlines()]

"""How well the interviewer interviews: whole interviews with every simulated candidate, measured against the truth.

Run `interviewer bench probes`, or a part: `--cases ad-click-prediction --personas strong,thin --seeds 1`. No model,
no network. Each candidate speaks in one example of each criterion, in other words and order, and these are kept
from the assessor it is judged by; with `seen=True` they are not, which flatters it. What fails counts as failed.
"""

import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.held_out import HeldOutKnowledge
from benchmarks.probe_summary import render, summarise
from benchmarks.probe_truth import Figures, measure
from interviewer.adapters.knowledge.base import FileKnowledgeBase
from interviewer.adapters.progress import progress_bar
from interviewer.bootstrap import App, build
from interviewer.domain.errors import InputError
from interviewer.services.candidates.cast import FLATTERED, PERSONAS, find_persona, persona
from interviewer.services.candidates.simulation import simulate
from interviewer.services.clock import SteppingClock
from interviewer.settings import Settings, load_settings

LEVEL, MINUTES = "senior", 45
PROCESSES = 2


class Job(NamedTuple):
    """All personas on one problem with one seed: they share an interviewer."""

    case: str
    seed: int
    personas: tuple[str, ...]
    seen: bool


def run(
    out: Path | None = None, cases: Sequence[str] = (), personas: Sequence[str] = (), seeds: int = 1, seen: bool = False
) -> dict[str, Any]:
    """Hold all interviews, print a table, and write everything to `out` as JSON if given.

    Args:
        out: file to write.
        cases: problems; all if empty.
        personas: candidates; all if empty.
        seeds: interviews of each persona on each problem.
        seen: let the assessor have the examples that the candidates speak in.

    Raises:
        InputError: a problem or persona does not exist.
    """
    chosen = tuple(personas) or tuple(PERSONAS)
    for name in chosen:
        find_persona(name)
    known = [_knowledge().case(case).id for case in cases] or [case.id for case in _knowledge().cases()]
    if seeds < 1:
        raise InputError("--seeds must be 1 or more.")
    jobs = [Job(case, seed, chosen, seen) for case in known for seed in range(seeds)]
    rows = list(_rows(jobs))
    rows.sort(key=lambda row: (known.index(row["case"]), row["seed"], chosen.index(row["persona"])))
    results = {"level": LEVEL, "minutes": MINUTES, "seeds": seeds, "examples_seen_by_assessor": seen, "note": FLATTERED,
               **summarise(rows, chosen)}  # fmt: skip
    print(render(results), file=sys.stderr)
    if out:
        _write(results, rows, out)
    return results


def _write(results: Mapping[str, Any], rows: Sequence[Figures], out: Path) -> None:
    """Write the sums, then the interviews, one a line."""
    lines = ",\n  ".join(json.dumps(row) for row in rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(f'{json.dumps(results, indent=1)[:-2]},\n "interviews": [\n  {lines}\n ]\n}}\n', encoding="utf-8")


def _rows(jobs: Sequence[Job]) -> Iterator[Figures]:
    """Hold the jobs in processes of their own; nothing is shared but the cache of embeddings."""
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # read by the new processes: one core each
    spawning = multiprocessing.get_context("spawn")
    with (
        progress_bar("Interviews") as on_progress,
        ProcessPoolExecutor(min(PROCESSES, len(jobs)), mp_context=spawning) as pool,
    ):
        waiting = [pool.submit(hold, job) for job in jobs]
        for number, done in enumerate(as_completed(waiting), 1):
            yield from done.result()
            on_progress(number, len(jobs))


def hold(job: Job) -> list[Figures]:
    """Hold the interviews of one job; one that fails gives a row that says why."""
    with tempfile.TemporaryDirectory() as folder:
        clock = SteppingClock()
        knowledge = _knowledge() if job.seen else HeldOutKnowledge(_knowledge(), job.seed)
        app = build(_settings(Path(folder)), clock=clock, knowledge=knowledge)
        return asyncio.run(_hold_all(app, clock, job))


async def _hold_all(app: App, clock: SteppingClock, job: Job) -> list[Figures]:
    rows = []
    for name in job.personas:
        row: Figures = {"case": job.case, "persona": name, "seed": job.seed}
        try:
            row |= await _hold_one(app, clock, job, name)
        except Exception as error:  # a fault of ours: it counts, and the other interviews go on
            row["failed"] = f"{type(error).__name__}: {error}"
        rows.append(row)
    await app.store.close()
    return rows


async def _hold_one(app: App, clock: SteppingClock, job: Job, name: str) -> Figures:
    knows = app.knowledge.halves(job.case).candidate if isinstance(app.knowledge, HeldOutKnowledge) else None
    candidate = persona(name, job.seed)
    held = await simulate(app.conductor, clock, candidate, job.case, LEVEL, MINUTES, job.seed, knows)
    interview = await app.grader.grade(held.interview.id)
    case = app.knowledge.case(job.case)
    figures = await asyncio.to_thread(measure, interview, held.said, case, app.content_embedder)
    return {"refused": held.refused, **figures}


@cache
def _knowledge() -> FileKnowledgeBase:
    """The problems, read once a process."""
    return build(_settings(None)).knowledge


def _settings(folder: Path | None) -> Settings:
    """The usual settings offline, with a store in a folder of its own."""
    store = f"sqlite:///{folder / 'interviews.sqlite'}" if folder else None
    return load_settings(model="offline", assessor_model="offline", grader_model="offline", database_url=store)

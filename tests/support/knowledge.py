"""Small knowledge folders and cases for tests: complete, valid, and without a complaint from lint.

`write_case(folder, "tiny")` writes a framework (once) and a case; keyword arguments change one thing at a time:

    write_case(folder, "tiny", head={"facts": []})                       # a field of case.md
    write_case(folder, "tiny", phases={"data": {"question": "Why?"}})    # a field of a phase file
    write_case(folder, "tiny", criteria={"data.labels": {"weight": 9}})  # a field of a criterion
    write_case(folder, "tiny", files={"3-data.md": None})                # a whole file: text, bytes, or None to drop it

A value of None drops the field.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.domain.problem import Case

PHASES = ("clarify", "frame", "data", "model", "evaluate", "serve", "monitor")
MINUTES = (5, 5, 10, 10, 6, 5, 4)
THEMES = {
    "clarify": ("goal", "traffic", "deadline", "mistakes", "scope"),
    "frame": ("target", "inputs", "horizon", "alternatives", "necessity"),
    "data": ("labels", "sampling", "leakage", "freshness", "gaps"),
    "model": ("baseline", "architecture", "loss", "calibration", "shrinking"),
    "evaluate": ("split", "slices", "metric", "experiment", "guardrails"),
    "serve": ("path", "budget", "cache", "fallback", "capacity"),
    "monitor": ("drift", "delay", "feedback", "alerts", "rollback"),
}
LEVELS = ("mid", "mid", "senior", "senior", "staff")
DIAGRAM = (
    '```mermaid\nflowchart LR\n  A["Request"] --> B["Model"]\n  B --> C["Answer"]\n```\nThe request meets the model.'
)
Fields = Mapping[str, Any]


def tiny_case(case_id: str = "tiny") -> Case:
    """Return a valid case with 7 phases of 5 criteria (`data.labels`, ... see THEMES), without files."""
    with tempfile.TemporaryDirectory() as folder:
        write_case(Path(folder), case_id)
        return load_knowledge(Path(folder)).cases[0]


def write_framework(folder: Path) -> None:
    """Write the seven framework files and one topic."""
    for number, (phase, minutes) in enumerate(zip(PHASES, MINUTES, strict=True), start=1):
        front = {
            "id": phase,
            "title": f"The {phase} step",
            "minutes": minutes,
            "about": ", ".join(THEMES[phase]),
            "transitions": [f"Let us turn to the {phase} step.", f"The {phase} step comes next."],
            "generic_hint": f"Start with the simplest part of the {phase} step.",
        }
        write_document(
            folder / f"framework/{number}-{phase}.md", front, f"## Walking the {phase} step\nTake it in order."
        )
    topic = "# Umbrellas\nWhat keeps the rain away.\n\n## Folding umbrellas\nThey fit in a bag and break in a gale."
    write_document(folder / "topics/umbrellas.md", {}, topic)


def write_case(
    folder: Path,
    case_id: str = "tiny",
    *,
    head: Fields | None = None,
    phases: Mapping[str, Fields] | None = None,
    criteria: Mapping[str, Fields] | None = None,
    files: Mapping[str, str | bytes | None] | None = None,
) -> Path:
    """Write a complete case, with changes (see the top of this file), and the framework if it is missing.

    Returns:
        The folder of the case.
    """
    if not (folder / "framework").exists():
        write_framework(folder)
    home = folder / "cases" / case_id
    write_document(home / "case.md", _changed(_head(case_id), head), _overview(case_id))
    for number, phase in enumerate(PHASES, start=1):
        front = _changed(_phase(phase, criteria or {}), (phases or {}).get(phase))
        write_document(home / f"{number}-{phase}.md", front, _notes(phase, case_id))
    for name, content in (files or {}).items():
        if content is None:
            (home / name).unlink()
        else:
            (home / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return home


def write_document(path: Path, front: Fields, body: str) -> None:
    """Write a Markdown file with front matter (none if empty)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fence = f"---\n{yaml.safe_dump(dict(front), sort_keys=False, width=1000)}---\n" if front else ""
    path.write_text(f"{fence}{body}\n", encoding="utf-8")


def _head(case_id: str) -> dict[str, Any]:
    return {
        "title": f"The {case_id} problem",
        "summary": "Decide which umbrella to recommend.",
        "difficulty": "easy",
        "tags": ["tiny", "umbrellas"],
        "opening": "We rent umbrellas in a rainy town. Design what recommends one; begin where you like.",
        "facts": [
            {
                "id": f"fact-{theme}",
                "about": f"{theme} of the rental, {theme} today",
                "answer": f"The {theme} is {n} a day.",
            }
            for n, theme in enumerate((*THEMES["clarify"], *THEMES["monitor"]), start=100)
        ],
        "curveballs": [
            _curveball("small-shop", "model", "The shop's computer is now smaller. What changes?", "shrinking"),
            _curveball("busy-day", "serve", "It rains for a week and everybody comes at once. What now?", "capacity"),
        ],
    }


def _curveball(curveball_id: str, phase: str, says: str, theme: str) -> dict[str, str]:
    return {"id": curveball_id, "phase": phase, "says": says, "criterion": f"{phase}.{theme}"}


def _phase(phase: str, changes: Mapping[str, Fields]) -> dict[str, Any]:
    entries = [_criterion(phase, theme, level) for theme, level in zip(THEMES[phase], LEVELS, strict=True)]
    return {
        "question": f"How would you go about step {PHASES.index(phase) + 1} for the umbrellas?",
        "criteria": [_changed(entry, changes.get(entry["id"])) for entry in entries],
    }


def _criterion(phase: str, theme: str, level: str) -> dict[str, Any]:
    number = PHASES.index(phase) * 5 + THEMES[phase].index(theme) + 1
    return {
        "id": f"{phase}.{theme}",
        "expects": f"Says how the {theme} of the rental is settled, and why it comes before the rest.",
        "level": level,
        "weight": 1 + number % 3,
        "vocabulary": [theme, f"{theme} plan", f"settle the {theme}"],
        "probes": [
            f"Here is open point {number}: what would you do about it first?",
            f"Suppose open point {number} goes wrong on a Monday; who would notice?",
        ],
        "hint": f"Think of what a shopkeeper would ask about open point {number}.",
        "shown_by": [
            f"First I settle the {theme} with the shop, because every later choice hangs on it.",
            f"We fix the {theme} in week one. If it is wrong, what we recommend is wrong too, so I want it in writing.",
            f"My {theme} plan is short: measure it for 7 days, agree on a number, and only then build anything.",
        ],
        "not_shown_by": [
            f"The {theme} is always important and we should be careful with it.",
            "I would take a large transformer and tune it on all the data that we have.",
            f"The {theme} can wait until the end, since nothing else depends on it.",
        ],
        "teaches": f"#{phase}-and-{theme}",
    }


def _overview(case_id: str) -> str:
    text = f"## What is being built\nA rental shop for {case_id} recommends umbrellas.\n\n{DIAGRAM}\n"
    return text + "\n## What interviewers look for per level\nMid candidates name the parts, senior ones weigh them."


def _notes(phase: str, case_id: str) -> str:
    sections = [
        f"## {phase.capitalize()} and {theme}\n"
        f"The {theme} decides what the shop for {case_id} can promise. In a town with 40,000 people and 200 rainy days "
        f"a year, a {theme} that is off by a tenth costs about 900 rentals a season, which is more than the whole "
        f"model earns. Write the {theme} down, name who owns it, and check it every month.\n\n"
        f"A shop that skips the {theme} finds out late: the shelves are full of the wrong umbrellas, nobody can say "
        f"why, and the repair takes longer than the first build would have taken. Teams that measure it for one week "
        f"before they begin lose seven days and save a quarter of a year, so the trade is easy to defend."
        for theme in THEMES[phase]
    ]
    example = f"## Strong answer example\nI would begin the {phase} step with {THEMES[phase][0]}, then go on in order."
    return "\n\n".join((*sections, DIAGRAM, example))


def _changed(fields: dict[str, Any], changes: Fields | None) -> dict[str, Any]:
    merged = {**fields, **(changes or {})}
    return {key: value for key, value in merged.items() if value is not None}

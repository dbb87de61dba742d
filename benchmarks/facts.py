"""How well clarifying questions find the facts they ask for, and how rarely a fact is told that nobody asked for.

`benchmarks/facts.jsonl` holds messages with the ids of all facts they ask for: none for questions that the sheet does
not cover, for questions about the design, for small talk, requests to hear the question again, and answers. Twelve
problems are `dev`, where the finder was made; four are `test`: their questions were measured before, in earlier
forms of the finder, and were not read while it was changed. The questions have two authors. The first wrote
`asked_as` too, which flatters: what the finder does without them is measured beside it. The second had no sight of
`asked_as`.
`python -m benchmarks.facts` measures `dev` alone and prints what went wrong.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measures import with_interval
from interviewer.adapters.assess.listener import OfflineListener
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.adapters.knowledge.vector_cache import CachedEmbedder
from interviewer.domain.problem import Case
from interviewer.settings import load_settings

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "benchmarks" / "facts.jsonl"
TEST = frozenset({"people-you-may-know", "similar-listings", "video-recommendation", "visual-search"})
INTENTS = {"off_topic": "off_topic", "again": "asks_again", "answer": "answer"}
"""How a message of some kinds must be taken; all others are questions."""
SEED = 5


@dataclass(frozen=True)
class Asking:
    """One message with what it asks for."""

    case: str
    kind: str
    text: str
    facts: frozenset[str]

    @property
    def split(self) -> str:
        """`dev` or `test`, the same for all messages of a problem."""
        return "test" if self.case in TEST else "dev"


@dataclass(frozen=True)
class Told:
    """What a system makes of a message: the facts it tells, and how it takes the message (None: it does not tell)."""

    facts: frozenset[str]
    intent: str | None = None


def load_askings(path: Path = QUESTIONS) -> tuple[Asking, ...]:
    """Read the labelled messages, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(Asking(r["case"], r["kind"], r["text"], frozenset(r["facts"])) for r in rows)


def run(
    out: Path | None = None,
    splits: Sequence[str] = ("dev", "test"),
    embedder: Embedder | None = None,
    askings: Sequence[Asking] | None = None,
    knowledge: Path = ROOT / "knowledge",
) -> dict[str, object]:
    """Measure the finding of facts, print a table, and write the result.

    Args:
        out: file for the result; None writes none.
        splits: which of the two are measured.
        embedder: by default the installed MiniLM.
        askings: labelled messages; by default those of `benchmarks/facts.jsonl`.
        knowledge: folder of the problems.

    Returns:
        Counts and `results`: split to system to measures. `hit` is the share of messages whose facts are exactly right.
    """
    cases = {case.id: case for case in load_knowledge(knowledge).cases}
    model = embedder or MiniLM()
    kept = model if embedder else CachedEmbedder(model, load_settings().data_dir / "embeddings.sqlite")
    asked = [asking for asking in askings or load_askings() if asking.split in splits]
    plain = {case.id: _plain(case) for case in cases.values()}
    listener, untold, wordy = OfflineListener(model, kept), OfflineListener(model, kept), OfflineListener(None)
    systems = {
        "finder": [_heard(listener, asking, cases[asking.case]) for asking in asked],
        "no asked_as": [_heard(untold, asking, plain[asking.case]) for asking in asked],
        "words alone": [_heard(wordy, asking, cases[asking.case]) for asking in asked],
        "nearest about": [_nearest(kept, asking, cases[asking.case]) for asking in asked],
        "always none": [Told(frozenset())] * len(asked),
    }
    results: dict[str, dict[str, dict[str, object]]] = {}
    for split in splits:
        places = [place for place, asking in enumerate(asked) if asking.split == split]
        half = [asked[place] for place in places]
        results[split] = {name: _figures(half, [told[p] for p in places]) for name, told in systems.items()}
    report: dict[str, object] = {
        "messages": {split: sum(asking.split == split for asking in asked) for split in splits},
        "embedding": model.name,
        "results": results,
    }
    print(_table(results), file=sys.stderr)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def _heard(listener: OfflineListener, asking: Asking, case: Case) -> Told:
    phase = case.phases[0]
    reading = listener.hear_now(asking.text, phase.question, case, phase, ())
    return Told(frozenset(reading.facts), reading.intent)


def _plain(case: Case) -> Case:
    """Return the case without its own phrasings of questions."""
    return case.model_copy(update={"facts": tuple(f.model_copy(update={"asked_as": ()}) for f in case.facts)})


def _nearest(embedder: Embedder, asking: Asking, case: Case) -> Told:
    """Tell the fact whose `about` has the highest cosine to the message, whatever the message says."""
    vectors = embedder.embed([asking.text, *(fact.about for fact in case.facts)])
    return Told(frozenset({case.facts[int((vectors[1:] @ vectors[0]).argmax())].id}))


def _figures(askings: Sequence[Asking], told: Sequence[Told]) -> dict[str, object]:
    hits = np.array([t.facts == a.facts for a, t in zip(askings, told, strict=True)], dtype=float)
    right = sum(len(t.facts & a.facts) for a, t in zip(askings, told, strict=True))
    figures: dict[str, object] = {
        "hit": with_interval(lambda _, hit: float(hit.mean()), hits, hits, [a.case for a in askings], SEED),
        "precision": _share(right, sum(len(t.facts) for t in told)),
        "recall": _share(right, sum(len(a.facts) for a in askings)),
    }
    kinds = sorted({a.kind for a in askings})
    figures["hit_by_kind"] = {k: _share(*_count(hits, [a.kind == k for a in askings])) for k in kinds}
    if all(t.intent for t in told):
        taken = [t.intent == INTENTS.get(a.kind, "question") for a, t in zip(askings, told, strict=True)]
        figures["taken_rightly"] = _share(sum(taken), len(taken))
    return figures


def _count(hits: np.ndarray, chosen: Sequence[bool]) -> tuple[int, int]:
    return int(hits[np.array(chosen)].sum()), sum(chosen)


def _share(part: int, whole: int) -> dict[str, float | int | None]:
    return {"value": round(part / whole, 4) if whole else None, "of": whole}


def _table(results: Mapping[str, Mapping[str, Mapping[str, object]]]) -> str:
    lines = [f"{'':6}{'':16}{'hit':>22}{'precision':>11}{'recall':>8}{'taken':>8}"]
    for split, systems in results.items():
        for name, figures in systems.items():
            hit: dict = figures["hit"]  # pyright: ignore[reportAssignmentType]
            rest = [_cell(figures.get(key)) for key in ("precision", "recall", "taken_rightly")]
            low, high = hit["interval"]
            value = f"{hit['value']:.3f} [{low:.3f}, {high:.3f}]"
            lines.append(f"{split:6}{name:16}{value:>22}{rest[0]:>11}{rest[1]:>8}{rest[2]:>8}")
        kinds: dict = systems["finder"]["hit_by_kind"]  # pyright: ignore[reportAssignmentType]
        lines.append(
            f"{split:6}" + ", ".join(f"{kind} {_cell(figure)} of {figure['of']}" for kind, figure in kinds.items())
        )
    return "\n".join(lines)


def _cell(figure: object) -> str:
    value = figure.get("value") if isinstance(figure, dict) else None
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    run(splits=("dev",))

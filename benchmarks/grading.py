"""What the offline assessor's grades are worth: own examples, attacks, and answers graded by people.

Run `interviewer bench grading`. Every own figure comes from models fitted without the case it is measured on; the
shared sets are measured on questions that no coefficient has seen. Base rate, length alone, TF-IDF alone and embedding
cosine alone stand beside each figure. `python -m benchmarks.grading_page` makes `docs/grading.md` of the results.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.criterion_fit import SEED
from benchmarks.criterion_rows import Scored, score_items, words_alone
from benchmarks.development import development_figures
from benchmarks.follow_ups import follow_up_figures
from benchmarks.own_examples import load_phases
from benchmarks.own_measures import HeldOut, details, held_out, learning_curve, summary
from benchmarks.pair_fit import SetRows, load_rows
from benchmarks.shared_measures import set_figures
from interviewer.adapters.assess.calibration import PairModel, load_fitted
from interviewer.adapters.assess.entailment import installed_entailment
from interviewer.adapters.assess.order import load_order
from interviewer.adapters.assess.rarity import Rarity, load_rarity
from interviewer.adapters.knowledge.embedding import Embedder, MiniLM
from interviewer.adapters.knowledge.markdown import load_knowledge

KNOWLEDGE = Path("knowledge")
DATA = Path("../shared/data")


def run(data: Path | None = None, out: Path | None = None, embedder: Embedder | None = None) -> dict[str, Any]:
    """Measure everything, print it, and write it to `out` as JSON if given.

    Args:
        data: folder of the shared sets; left out if it is not there.
        out: file to write.
        embedder: by default the installed MiniLM.
    """
    used, rarity, folder = embedder or MiniLM(), load_rarity(), data or DATA
    cases = load_knowledge(KNOWLEDGE).cases
    phases = load_phases(cases, used, rarity, load_order(), SEED)
    scored = score_items(phases)
    own = {"semantic": held_out(scored), "lexical": held_out(words_alone(phases, scored))}
    sets = load_rows(folder, used, rarity, installed_entailment()) if folder.is_dir() else []
    results = report(own, scored, sets, load_fitted("semantic").pairs, used, rarity, folder)
    write(results, out)
    return results


def report(
    own: Mapping[str, HeldOut], scored: Sequence[Scored], sets: Sequence[SetRows], pairs: PairModel,
    embedder: Embedder, rarity: Rarity, folder: Path,
) -> dict[str, Any]:  # fmt: skip
    """Turn what was judged into figures.

    Args:
        own: held-out judgements by kind of model.
        scored: the items behind them, for the learning curve.
        sets: the shared sets; none leaves their figures out.
        pairs: the model that judges them.
        embedder: measures what needs no fit of ours.
        rarity: the table of word weights.
        folder: of the shared sets.
    """
    results: dict[str, Any] = {
        "seed": SEED,
        "embedder": embedder.name,
        "own": {
            "cases": sorted({one.item.case for one in scored}),
            **{kind: {"summary": summary(held), **details(held, SEED)} for kind, held in own.items()},
            "learning_curve": learning_curve(scored, own["semantic"]),
        },
        "development_answers": development_figures(SEED),
    }
    if sets:
        results["shared"] = {one.name: set_figures(one, pairs) for one in sets}
        results["follow_ups"] = follow_up_figures(folder, embedder, rarity, SEED)
    return results


def write(results: Mapping[str, Any], out: Path | None) -> None:
    """Print results to standard error and write them to a file, if one is given."""
    text = json.dumps(results, indent=1, default=_plain) + "\n"
    print(text, file=sys.stderr)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no JSON form")

"""Makes `docs/grading.md` and its charts from `benchmarks/results/grading.json`; no figure is written by hand.

python -m benchmarks.grading_page
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.reliability_chart import Figures, reliability_svg

RESULTS = Path("benchmarks/results/grading.json")
SECOND = Path("benchmarks/results/second_look.json")
DOCS = Path("docs")
OWN = {
    "semantic": "words and vectors",
    "lexical": "words alone",
}
BY = {"second": "words, vectors, cross-encoder", "first": "words and vectors"}
PARTS = {
    "examples": "good against poor examples of the same criterion",
    "examples_against_siblings": "good examples against good ones of other criteria",
    "composites": "synthetic answers, several criteria together",
    "composites_against_other_phases": "the same against good answers to other phases",
}
SECOND_PARTS = {
    "examples": PARTS["examples"],
    "examples_against_other_criteria": PARTS["examples_against_siblings"],
    "composites": PARTS["composites"],
    "composites_against_other_phases": PARTS["composites_against_other_phases"],
}
SETS = {
    "realsumm_units": "REALSumm units",
    "digiklausur_nn": "DigiKlausur",
    "semeval_scientsbank": "SciEntsBank",
    "semeval_beetle": "Beetle",
    "saf_en": "SAF, not empty",
}
SPLITS = {"test_uq": "unseen questions", "test_ud": "unseen domains"}
AIMS: tuple[tuple[str, str, float], ...] = (
    ("realsumm_units", "kappa", 0.63), ("realsumm_units", "auc", 0.89), ("digiklausur_nn", "quadratic_kappa", 0.63),
    ("semeval_scientsbank", "macro_f1", 0.78), ("semeval_beetle", "macro_f1", 0.70),
    ("saf_en", "three_way_macro_f1", 0.70),
)  # fmt: skip
OWN_AIMS = (("auc", 0.95), ("balanced_accuracy", 0.88))
FOLLOW_UP_AIM = 0.72
TITLES = {
    "auc": "AUC", "kappa": "kappa", "quadratic_kappa": "quadratic kappa", "macro_f1": "macro-F1",
    "three_way_macro_f1": "three-way macro-F1", "balanced_accuracy": "balanced accuracy",
}  # fmt: skip


def load(results: Path = RESULTS, second: Path = SECOND) -> dict[str, Any]:
    """Read what was measured of the first look and of both."""
    first = json.loads(results.read_text(encoding="utf-8"))
    return first | {"second_look": json.loads(second.read_text(encoding="utf-8"))}


def page(results: Figures) -> str:
    """Return the page as Markdown."""
    return "\n".join([*_head(results), *_aims(results), *_own(results), *_shared(results), *_rest(results)]) + "\n"


def charts(results: Figures) -> dict[str, str]:
    """Return the reliability charts as SVG by file name."""
    own = results["own"]
    made = {"grading-own.svg": reliability_svg("own", "Own examples, case left out", own["semantic"]["examples"])}
    for name, title in SETS.items():
        if name in results.get("shared", {}):
            figures = results["shared"][name]["test_uq"]
            made[f"grading-{name}.svg"] = reliability_svg(name, f"{title}, unseen questions", _judged(figures))
    return made


def _head(results: Figures) -> list[str]:
    return [
        "# What grades are worth",
        "",
        "Made by `python -m benchmarks.grading_page` from `benchmarks/results/grading.json`, which",
        "`interviewer bench grading --data DIR --out benchmarks/results/grading.json` writes.",
        "Intervals are 95 % bootstrap over questions or criteria.",
        f"Seed {results['seed']}, embeddings `{results['embedder']}`, {len(results['own']['cases'])} problems.",
        "",
    ]


def _aims(results: Figures) -> Iterator[str]:
    examples = results["second_look"]["examples"]
    yield from ("## Against the aims", "", "| what | measured | aim | reached |", "|---|---|---|---|")
    for measure, aim in OWN_AIMS:
        yield _aim(f"own examples, problem left out: {TITLES[measure]}", examples[measure], aim)
    for name, measure, aim in AIMS:
        if name in results.get("shared", {}):
            figures = _judged(results["shared"][name]["test_uq"])
            yield _aim(f"{SETS[name]}: {TITLES[measure]}", figures[measure], aim)
    if "follow_ups" in results:
        yield _aim("FollowQG: true follow-up among five", results["follow_ups"]["accuracy"], FOLLOW_UP_AIM)
    yield ""


def _aim(what: str, figure: Figures, aim: float) -> str:
    return f"| {what} | {_value(figure)} | {aim:.2f} | {'yes' if figure['value'] >= aim else 'no'} |"


def _own(results: Figures) -> Iterator[str]:
    own = results["own"]
    yield from ("## The problems' own examples", "", f"What was judged: {own['semantic']['summary']['what']}.", "")
    yield from ("![Reliability on own examples](grading-own.svg)", "")
    cheap = list(own["semantic"]["examples"]["cheap_auc"])
    yield "| what | judged by | n | base rate | AUC | balanced accuracy | macro-F1 | calibration error |"
    yield "|---|---|---|---|---|---|---|---|"
    for part, title in PARTS.items():
        for kind in OWN:
            f = own[kind][part]
            measures = " | ".join(_value(f[m]) for m in ("auc", "balanced_accuracy", "macro_f1", "calibration_error"))
            yield f"| {title} | {OWN[kind]} | {f['n']} | {f['base_rate']:.2f} | {measures} |"
    yield from (
        "",
        "AUC of single scores, beside the above. `sentence_alone` sees the words of a text and no criterion at all:",
    )
    yield from ("where it is high, register gives the label away, and the second line is the fairer figure.", "")
    yield from (f"| what | {' | '.join(cheap)} |", f"|---|{'---|' * len(cheap)}")
    for part, title in PARTS.items():
        scores = own["semantic"][part]["cheap_auc"]
        yield f"| {title} | {' | '.join(f'{scores[name]:.3f}' for name in cheap)} |"
    yield ""
    yield from _second(results["second_look"])
    yield from _attacks(own)
    yield from _curve(own)


def _second(second: Figures) -> Iterator[str]:
    yield from ("### With the second look", "", f"What was judged: {second['summary']['what']}.", "")
    yield "| what | n | base rate | AUC, both looks | AUC, first look | balanced accuracy | calibration error |"
    yield "|---|---|---|---|---|---|---|"
    for part, title in SECOND_PARTS.items():
        f = second[part]
        measures = ("auc", "auc_first_look", "balanced_accuracy", "calibration_error")
        yield f"| {title} | {f['n']} | {f['base_rate']:.2f} | {' | '.join(_value(f[m]) for m in measures)} |"
    shown, count = second["attacks_shown"]
    yield from ("", f"Of {count} criteria held against texts that deserve nothing, {shown} were taken for shown.", "")


def _attacks(own: Figures) -> Iterator[str]:
    yield "Texts that deserve nothing (orders, lists, salads, answers to something else), with the case left out:"
    yield ""
    for kind in OWN:
        f = own[kind]["attacks"]
        lifted = f["lifted_above_1"]
        yield f"- {OWN[kind]}: {lifted} of {f['n']} ({100 * lifted / f['n']:.1f} %) lift a phase above score 1."
    by_kind = own["semantic"]["attacks"]["by_kind"]
    said = ", ".join(f"{name.removeprefix('attack: ')} {n} of {of}" for name, (n, of) in by_kind.items() if n)
    yield from ("", f"Which: {said or 'none'}.", "")
    yield "These are of models fitted without a case; `tests/attacks` runs texts of its own against the shipped one."
    yield ""


def _curve(own: Figures) -> Iterator[str]:
    points = own["learning_curve"]
    said = ", ".join(f"{p['auc']:.3f} from {p['cases']:.0f}" for p in points)
    yield f"Learning curve, AUC on the examples of one group of problems, words and vectors: {said} other problems."
    yield ""
    yield from _errors(own["semantic"]["examples"]["errors"])


def _shared(results: Figures) -> Iterator[str]:
    if "shared" not in results:
        return
    yield from ("## Answers graded by people, questions unseen", "")
    yield "`benchmarks/README.md` gives credit to the sets. Borders between grades are chosen on training questions."
    yield from ("", "| set | judged by | n (questions) | base rate | AUC | kappa | macro-F1 | balanced accuracy |")
    yield "|---|---|---|---|---|---|---|---|"
    for title, by, figures, f in _judgements(results):
        measures = " | ".join(_value(f[m]) for m in ("auc", "kappa", "macro_f1", "balanced_accuracy"))
        rows = f"{figures['n']} ({figures['questions']}) | {figures['base_rate']:.2f}"
        yield f"| {title} | {by} | {rows} | {measures} |"
    yield from ("", "| set | judged by | Pearson | RMSE | calibration error | quadratic kappa | three-way macro-F1 |")
    yield "|---|---|---|---|---|---|---|"
    for title, by, _, f in _judgements(results):
        graded = [_value(f[m]) if m in f else "" for m in ("quadratic_kappa", "three_way_macro_f1")]
        error = _value(f["calibration_error"])
        yield f"| {title} | {by} | {_value(f['pearson'])} | {f['rmse']:.3f} | {error} | {' | '.join(graded)} |"
    yield from ("", "AUC of single scores, beside the above:", "")
    yield from ("| set | length | TF-IDF | cosine | recall of rare words |", "|---|---|---|---|---|")
    for title, figures in _splits(results):
        scores = [f"{figures['cheap_auc'][name]:.3f}" for name in ("length", "tfidf", "cosine", "recall")]
        yield f"| {title} | {' | '.join(scores)} |"
    yield ""
    for name, title in SETS.items():
        if name in results["shared"]:
            yield from (f"### {title}", "", f"![Reliability on {title}](grading-{name}.svg)", "")
            yield from _errors(_judged(results["shared"][name]["test_uq"])["errors"])


def _splits(results: Figures) -> Iterator[tuple[str, Figures]]:
    for name, title in SETS.items():
        for split, figures in results["shared"].get(name, {}).items():
            yield f"{title}, {SPLITS[split]}", figures


def _judgements(results: Figures) -> Iterator[tuple[str, str, Figures, Figures]]:
    """Yield for each split and each way of judging it: title, who judged, the split's figures, the judgement's."""
    for title, figures in _splits(results):
        for judged in ("second", "first"):
            if judged in figures:
                yield title, BY[judged], figures, figures[judged]


def _errors(errors: Mapping[str, Mapping[str, Sequence[float]]]) -> Iterator[str]:
    for title, kinds in errors.items():
        said = ", ".join(f"{kind} {100 * wrong:.0f} % of {count:.0f}" for kind, (wrong, count) in kinds.items())
        yield f"- Errors {title}: {said}."
    yield ""


def _rest(results: Figures) -> Iterator[str]:
    if "follow_ups" in results:
        f = results["follow_ups"]
        alone = ", ".join(f"{name} {value:.3f}" for name, value in f["alone"].items())
        yield from ("## What is worth asking next", "")
        yield f"FollowQG, {f['n']} held-out answers: the true follow-up is first among five in {_value(f['accuracy'])} "
        yield from (f"of cases (chance {f['chance']:.2f}; alone: {alone}).", "")
    d = results["development_answers"]
    shares = ", ".join(f"{kind} {share:.2f}" for kind, share in d["mean_share_of_criteria"].items())
    yield from ("## Development answers", "")
    yield f"`benchmarks/answers.jsonl`, {d['n']} answers that were looked at while the assessor was made: no test."
    yield f"Strong against weak by the share of criteria shown: AUC {_value(d['strong_against_weak_auc'])},"
    yield f"length alone {d['length_alone_auc']:.3f}. Mean share by kind: {shares}."


def _judged(figures: Figures) -> Figures:
    return figures.get("second") or figures["first"]


def _value(figure: Figures) -> str:
    low, high = figure["interval"]
    return f"{figure['value']:.3f} [{low:.3f}, {high:.3f}]"


@click.command()
@click.option("--results", type=click.Path(path_type=Path, exists=True), default=RESULTS)
@click.option("--docs", type=click.Path(path_type=Path), default=DOCS)
def main(results: Path, docs: Path) -> None:
    """Write the page and its charts."""
    measured = load(results)
    docs.mkdir(parents=True, exist_ok=True)
    for name, chart in charts(measured).items():
        (docs / name).write_text(chart, encoding="utf-8")
    (docs / "grading.md").write_text(page(measured), encoding="utf-8")


if __name__ == "__main__":
    main()

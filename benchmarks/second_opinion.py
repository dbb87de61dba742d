"""Is a small local model worth asking in grading? Its yes/no log-odds as one more feature of the offline assessor.

Run `INTERVIEWER_LOCAL_MODEL=FILE python -m benchmarks.second_opinion`. Dev data: examples of the problems, as many good
as poor ones, each judged against its own criterion with another good example as reference. The base is the offline
assessor's probability for pairs, which never saw the example itself. Problems are left out in turn; the border between
good and poor is fitted on the others.
"""

import asyncio
import json
import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from benchmarks.local_file import named_file
from benchmarks.measures import auc, kappa
from interviewer.adapters.models.local.runtime import LocalRuntime
from interviewer.bootstrap import App, build
from interviewer.domain.errors import ConfigError
from interviewer.domain.events import OFFLINE
from interviewer.settings import load_settings

CRITERIA = 50
"""Criteria drawn; each gives two good and two poor examples."""
SEED = 6
WORTH_IT = 0.02
"""Kappa that must be gained for the feature to be kept."""
RESULTS = Path(__file__).parent / "results" / "second_opinion.json"
QUESTION = (
    "Criterion: {criterion}\nAnswer of a candidate: {answer}\n\n"
    "Does the answer show what the criterion asks for? Answer with one word, Yes or No."
)


def run(out: Path | None = RESULTS) -> dict[str, Any]:
    """Measure, print, and write to `out` as JSON.

    Raises:
        ConfigError: no local model is configured, or it cannot be loaded.
    """
    file = named_file()
    app = build(load_settings(model=OFFLINE))
    rows = list(_rows(app))
    base = np.array([_logit(row["probability"]) for row in app.offline_assessor.assess_pairs(rows)])
    asked, parameters = asyncio.run(_ask_all(file, rows))
    labels = np.array([row["label"] for row in rows])
    groups = np.array([row["case"] for row in rows])
    alone = _held_out(base[:, None], labels, groups)
    both = _held_out(np.stack([base, asked], axis=1), labels, groups)
    gain = round(both["kappa"] - alone["kappa"], 4)
    results = {
        "model": file.name, "parameters": parameters, "examples": len(rows), "problems": len(set(groups)),
        "share_good": round(float(labels.mean()), 3), "model_alone_auc": round(auc(labels, asked), 4),
        "assessor": alone, "assessor_and_model": both, "kappa_gain": gain, "kept": gain > WORTH_IT,
    }  # fmt: skip
    print(json.dumps(results, indent=2), file=sys.stderr)
    if out:
        out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return results


def _rows(app: App) -> Iterator[dict[str, Any]]:
    criteria = [(case.id, c) for case in app.knowledge.cases() for p in case.phases for c in p.criteria]
    for case, criterion in random.Random(SEED).sample(criteria, CRITERIA):
        for label, texts in ((1, criterion.shown_by), (0, criterion.not_shown_by)):
            for place in range(2):
                yield {
                    "id": f"{case}/{criterion.id}/{label}/{place}", "case": case, "label": label,
                    "criterion": criterion.expects, "answer": texts[place], "reference": criterion.shown_by[2],
                }  # fmt: skip


async def _ask_all(file: Path, rows: list[dict[str, Any]]) -> tuple[np.ndarray, int]:
    """Return the log-odds of yes against no, and the model's size."""
    import httpx2

    runtime = LocalRuntime(file)
    await runtime.start()
    if runtime.served is None:
        raise ConfigError(str(runtime.problem))
    served = runtime.served
    headers = {"authorization": f"Bearer {served.key}"}
    async with httpx2.AsyncClient(base_url=served.url, headers=headers, timeout=600, trust_env=False) as client:
        odds = [await _odds(client, row) for row in rows]
    await runtime.close()
    return np.array(odds), served.parameters


async def _odds(client: Any, row: dict[str, Any]) -> float:
    asked = QUESTION.format(criterion=row["criterion"], answer=row["answer"])
    body = {"messages": [{"role": "user", "content": asked}], "max_tokens": 1, "logprobs": True, "top_logprobs": 50}
    answer = (await client.post("/chat/completions", json=body | {"temperature": 0.0})).json()
    heard = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    mass = {"yes": 1e-6, "no": 1e-6}
    for token in heard:
        word = token["token"].strip().lower()
        if word in mass:
            mass[word] += math.exp(token["logprob"])
    return math.log(mass["yes"] / mass["no"])


def _held_out(features: np.ndarray, labels: np.ndarray, groups: np.ndarray) -> dict[str, float]:
    """Return AUC and kappa of a logistic model, each problem judged by what was fitted on the others."""
    p = np.zeros(len(labels))
    for group in sorted(set(groups)):
        train, test = groups != group, groups == group
        scale = StandardScaler().fit(features[train])
        fitted = LogisticRegression().fit(scale.transform(features[train]), labels[train])
        p[test] = fitted.predict_proba(scale.transform(features[test]))[:, 1]
    return {"auc": round(auc(labels, p), 4), "kappa": round(kappa(labels, (p >= 0.5).astype(int)), 4)}


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


if __name__ == "__main__":
    run()

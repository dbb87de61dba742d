"""Where the exchanges of short transcripts without phases are placed."""

import pytest

from interviewer.adapters.assess.placing import PhasePlacer
from interviewer.services.importing import Exchange, HeldTurn
from tests.support.assessing import content_embedder, real_cases, real_model

WHOLE = [
    ("Design a system that predicts ad clicks.", "First, how many users do we have, and what do advertisers pay for?", "clarify"),
    ("200 million a day, per click.", "Then I'd output the probability of a click for a user, an ad and a context.", "frame"),
    ("What data would you use?", "Impression logs with clicks as labels, negatives downsampled, user history.", "data"),
    ("And the model?", "Logistic regression first, then a network with embeddings, trained on log loss.", "model"),
    ("How do you know it works?", "Log loss and calibration on the next day, then an A/B test on revenue.", "evaluate"),
    ("How would you deploy it?", "Online scoring with features from a store and 20 ms for ranking.", "serve"),
    ("What could go wrong later?", "Drift. I'd watch calibration per hour and retrain daily.", "monitor"),
]  # fmt: skip


@pytest.mark.parametrize("rows", [WHOLE, WHOLE[3:5], WHOLE[2:3], WHOLE[::2]])
async def test_exchanges_are_placed_by_what_was_answered(rows: list[tuple[str, str, str]]) -> None:
    case = next(case for case in real_cases() if case.id == "ad-click-prediction")
    exchanges = [Exchange(HeldTurn("interviewer", q), HeldTurn("candidate", a)) for q, a, _ in rows]
    placer = PhasePlacer(real_model(), content_embedder())
    assert await placer.place(exchanges, [None] * len(rows), case) == [phase for _, _, phase in rows]
    fixed = ["monitor"] * len(rows)
    assert await placer.place(exchanges, fixed, case) == fixed

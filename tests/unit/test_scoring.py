import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.domain.errors import ContentError
from interviewer.domain.problem import LEVELS, Section
from interviewer.domain.rubric import Communication, PhaseResult, Quote, Verdict
from interviewer.domain.scoring import band, majority, score_phase, signal, standing, to_score

SILENT = Communication(status="not_assessed", reason="no model")


def verdict(slug: str, kind: str = "shown", prompted: str | None = "unprompted", **kwargs: object) -> Verdict:
    fields = {
        "id": f"data.{slug}", "expects": "Says it.", "level": "mid", "weight": 2, "verdict": kind,
        "prompted": prompted if kind in ("shown", "partial") else None,
        "quote": Quote(turn=1, start=0, end=2, text="ab") if kind in ("shown", "partial") else None,
        "teaches": Section(file="f.md", heading="H"), "reason": "because", **kwargs,
    }  # fmt: skip
    return Verdict.model_validate(fields)


def phase(name: str, score: int | None, status: str = "graded") -> PhaseResult:
    return PhaseResult.model_validate(
        {"phase": name, "status": status, "score": score, "band": None, "points": 1, "possible": 2,
         "minutes_used": 1, "minutes_budget": 1, "criteria": ()}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "prompted", "points"),
    [("shown", "unprompted", 2), ("shown", "probe", 1.7), ("shown", "hint", 1.2), ("partial", "unprompted", 1),
     ("partial", "probe", 0.85), ("missing", None, 0), ("wrong", None, 0)],
)  # fmt: skip
def test_points_are_weight_times_factors(kind, prompted, points):
    scored = score_phase([verdict("a", kind, prompted)], "mid")
    assert scored.points == pytest.approx(points)
    assert scored.possible == 2


def test_borders_of_the_score():
    assert [to_score(share) for share in (0, 0.2499, 0.25, 0.5499, 0.55, 0.8499, 0.85, 1.3)] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_four_needs_something_unprompted():
    prompted = [verdict(str(i), prompted="probe", weight=3) for i in range(5)]
    assert score_phase(prompted, "mid").score == 4 - 1
    assert score_phase([*prompted, verdict("x", weight=3)], "mid").score == 4


def test_above_the_level_adds_and_never_subtracts():
    base = [verdict("a"), verdict("b", "missing")]
    with_staff_missing = [*base, verdict("c", "missing", level="staff", weight=3)]
    with_staff_shown = [*base, verdict("c", level="staff", weight=3)]
    assert score_phase(with_staff_missing, "mid") == score_phase(base, "mid")
    assert score_phase(with_staff_shown, "mid").points > score_phase(base, "mid").points


def test_not_assessed_is_left_out_and_alone_is_no_score():
    assert score_phase([verdict("a"), verdict("b", "not_assessed")], "mid").possible == 2
    assert score_phase([verdict("b", "not_assessed")], "mid").score is None


def test_a_criterion_twice_is_refused():
    with pytest.raises(ContentError):
        score_phase([verdict("a"), verdict("a")], "mid")


KINDS = st.sampled_from(["shown", "partial", "missing", "wrong", "not_assessed", "not_reached"])
PROMPTED = st.sampled_from(["unprompted", "probe", "hint"])
LEVEL = st.sampled_from(LEVELS)


@given(st.lists(st.tuples(KINDS, PROMPTED, LEVEL, st.integers(1, 3)), min_size=1, max_size=9), LEVEL)
def test_arithmetic_holds_for_any_verdicts(rows, level):
    verdicts = [verdict(str(i), kind, how, level=lowest, weight=w) for i, (kind, how, lowest, w) in enumerate(rows)]
    scored = score_phase(verdicts, level)
    assert 0 <= scored.points <= sum(v.weight for v in verdicts)
    assert scored == score_phase(verdicts[::-1], level)
    for place, one in enumerate(verdicts):
        if one.verdict == "missing":
            better = [*verdicts]
            better[place] = verdict(one.id.split(".")[1], "shown", level=one.level, weight=one.weight)
            assert (score_phase(better, level).score or 0) >= (scored.score or 0)


def test_majority_of_equals_is_the_lower():
    settled = majority([verdict("a", "shown"), verdict("a", "missing")])
    assert settled.verdict.verdict == "missing"
    assert settled.agreement == 0.5


def test_majority_leaves_out_what_was_not_assessed():
    runs = [verdict("a", "not_assessed"), verdict("a", "shown"), verdict("a", "shown")]
    assert majority(runs).verdict.verdict == "shown"
    assert majority(runs[:1]).agreement is None


def test_band_of_one_run_follows_borderline_probabilities():
    sure = [verdict("a", probability=0.95), verdict("b", "missing", probability=0.05)]
    assert band([sure], "mid") == (2, 2)
    unsure = [verdict("a", probability=0.6), verdict("b", "missing", probability=0.4)]
    assert band([unsure], "mid") == (2, 3)


def test_too_few_phases_are_not_enough_evidence():
    phases = [phase("a", 4), phase("b", 4), phase("c", 4), phase("d", None, "not_reached")]
    assert standing(phases, None).status == "not_enough_evidence"
    assert standing([*phases, phase("e", 2)], None).status == "graded"


def test_flipping_verdicts_are_not_enough_evidence():
    phases = [phase(str(i), 3) for i in range(7)]
    assert standing(phases, 0.5).status == "not_enough_evidence"
    assert standing(phases, 0.9).status == "graded"


def test_nothing_graded_is_not_assessed():
    assert standing([phase("a", None, "not_assessed")], None).status == "not_assessed"


@pytest.mark.parametrize(
    ("scores", "expected"),
    [((4, 4, 4, 4, 4, 4, 4), "strong_hire"), ((4, 4, 4, 4, 4, 4, 2), "hire"), ((3, 3, 3, 3, 3, 3, 3), "hire"),
     ((3, 3, 3, 2, 2, 2, 3), "lean_hire"), ((2, 2, 2, 2, 2, 2, 2), "lean_no_hire"), ((4, 4, 4, 4, 4, 4, 1), "lean_no_hire"),
     ((2, 2, 2, 2, 2, 2, 1), "no_hire"), ((1, 1, 1, 1, 1, 1, 1), "no_hire")],
)  # fmt: skip
def test_signal_from_mean_and_floor(scores, expected):
    assert signal([phase(str(i), s) for i, s in enumerate(scores)], SILENT) == expected


def test_strong_hire_needs_every_phase():
    phases = [phase(str(i), 4) for i in range(6)] + [phase("g", None, "not_reached")]
    assert signal(phases, SILENT) == "hire"


@given(st.lists(st.integers(1, 4), min_size=4, max_size=7), st.integers(0, 6))
def test_a_better_phase_never_lowers_the_signal(scores, place):
    order = ["no_hire", "lean_no_hire", "lean_hire", "hire", "strong_hire"]
    better = list(scores)
    better[place % len(scores)] = 4
    before = signal([phase(str(i), s) for i, s in enumerate(scores)], SILENT)
    after = signal([phase(str(i), s) for i, s in enumerate(better)], SILENT)
    assert order.index(after) >= order.index(before)

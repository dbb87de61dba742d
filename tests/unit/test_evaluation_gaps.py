"""What is left to practise: what the level expects first, and what lies above it only where nothing else is left."""

from interviewer.domain.evaluation import evaluate
from interviewer.domain.evidence import check
from interviewer.domain.interview import apply
from interviewer.domain.rubric import Communication, Judgement
from tests.support.cases import START, asked, opened, spoke, tiny_case

CASE = tiny_case()
ANSWER = "I would use the alphaterm and the betaterm here."


def gaps(shown: tuple[str, ...]) -> list[str]:
    """Return the gaps of a mid-level interview of one phase in which some criteria were shown."""
    interview = apply(opened(spoke(ANSWER), level="mid"), asked("Why?", move="probe"))
    verdicts = {
        c.id: check(
            Judgement(criterion=c.id, reason="", quote=ANSWER if c.id in shown else None,
                      verdict="shown" if c.id in shown else "missing", turn=1),
            c, interview.turns,
        ).verdict
        for c in CASE.phase("clarify").criteria
    }  # fmt: skip
    talk = Communication(status="not_assessed", reason="")
    return [gap.criterion for gap in evaluate(interview, CASE, [verdicts], talk, START).gaps]


def test_what_the_level_expects_hides_what_is_above_it():
    assert gaps(("clarify.alpha",)) == ["clarify.beta"]


def test_where_all_was_shown_the_next_level_is_named_first():
    assert gaps(("clarify.alpha", "clarify.beta")) == ["clarify.gamma", "clarify.omega", "clarify.delta"]

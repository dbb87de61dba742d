"""Reading what vendors answer: structure, waits, and texts that may hold a key."""

from hypothesis import given
from hypothesis import strategies as st

from interviewer.adapters.assess.model import Judgements
from interviewer.adapters.models.structured import read_answer
from interviewer.adapters.models.vendor_errors import redact, retry_after_s
from interviewer.domain.errors import ModelError

JUDGED = '{"judgements": [{"criterion": "a.b", "reason": "r", "quote": null, "turn": null, "verdict": "missing"}]}'


@given(cut=st.integers(min_value=0, max_value=len(JUDGED) - 1))
def test_a_truncated_answer_is_never_completed(cut: int) -> None:
    assert read_answer(JUDGED[:cut], Judgements)[0] is None


def test_thoughts_and_fences_around_an_answer_are_tolerated() -> None:
    value, problem = read_answer(f"<think>{{maybe}}</think>Here:\n```json\n{JUDGED}\n```", Judgements)
    assert value is not None, problem


def test_a_problem_names_fields_not_words() -> None:
    _, problem = read_answer('{"judgements": "the candidate\'s secret words"}', Judgements)
    assert "judgements" in problem
    assert "secret" not in problem


def test_keys_of_any_vendor_are_redacted() -> None:
    assert redact("sent my-own-token and Bearer abcdef", "my-own-token") == "sent [key] and [key]"
    assert "gsk" not in redact("bad gsk_abcdefgh1234", None)


class _Answered(Exception):
    def __init__(self, headers: dict[str, str]) -> None:
        self.response = type("Response", (), {"headers": headers})()


def test_waits_are_read_in_every_form() -> None:
    dates = {"date": "Mon, 02 Nov 2026 09:00:00 GMT", "retry-after": "Mon, 02 Nov 2026 09:00:07 GMT"}
    assert retry_after_s(_Answered(dates)) == 7
    assert retry_after_s(_Answered({"retry-after": "3"})) == 3
    assert retry_after_s(_Answered({"retry-after-ms": "250"})) == 0.25
    assert retry_after_s(_Answered({"retry-after": "soon"})) is None
    assert retry_after_s(ModelError("none")) is None

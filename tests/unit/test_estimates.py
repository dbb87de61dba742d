"""Numbers of a candidate against the fact sheet: what is marked, and above all what is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.adapters.quantities import PintQuantities
from interviewer.domain.errors import InputError
from interviewer.domain.estimates import compare, doubts_in, estimates_of, find_estimates
from interviewer.domain.policy import next_move
from interviewer.domain.problem import Case, Derived, Fact
from tests.support.cases import START, asked, heard, opened, spoke, tiny_case

QUANTITIES = PintQuantities()
PIECES = "so 1 ² 9e999 46k , per a second / $ half million GPU - TB 3:00 = requests ٣ ½"
SCALE = "About 200 million people a day make 20 requests each, 120 thousand requests a second at peak."


def derived(**changes: object) -> Derived:
    fields = {
        "id": "average", "what": "requests a second on average", "about": ("requests", "qps"), "unless": ("peak",),
        "value": "46300 / second", "from": "200e6 * 20 / day", "facts": ("scale",),
    }  # fmt: skip
    return Derived.model_validate(fields | changes)


def case_with(*estimates: Derived) -> Case:
    tiny = tiny_case()
    facts = (Fact(id="scale", about="users, load", answer=SCALE), *tiny.facts)
    return tiny.model_copy(update={"facts": facts, "estimates": estimates or (derived(),)})


def marks(text: str, *estimates: Derived) -> dict[str, str]:
    return {f.stated.words: f.verdict for f in find_estimates(text, case_with(*estimates), QUANTITIES)}


@pytest.mark.parametrize(
    ("text", "words", "verdict"),
    [
        ("200 million times 20 is 4 billion a day, so about 46k QPS on average.", "46k QPS", "right"),
        ("That makes roughly 46,000 requests per second.", "46,000 requests per second", "right"),
        ("So we have about four billion requests a day.", "four billion requests a day", "right"),
        ("That gives around 200 thousand requests per second.", "200 thousand requests per second", "rough"),
        ("So on average we see about 900 requests per second.", "900 requests per second", "off"),
        ("So that is about 30 to 50 thousand requests per second.", "30 to 50 thousand requests per second", "right"),
    ],
)
def test_a_result_is_marked(text: str, words: str, verdict: str) -> None:
    assert marks(text) == {words: verdict}


@pytest.mark.parametrize(
    "text",
    [
        "We have 120 thousand requests a second at peak.",
        "So the peak is about 500 thousand requests per second.",
        "Is it about 500 requests per second?",
        "If a server takes 500 requests per second, we need about a hundred.",
        "So each shard gets about 500 requests per second per replica.",
        "So about 100 requests per user.",
        "In 2019 it was about 0.8 AUC with a learning rate of 1e-4, so I take the top 100 of ResNet-50 at p99.",
        "So about 300 bookings per second.",
        "We log about 2 percent of requests, so 40 features per second arrive.",
        "So we get about 300 photo requests a second through the small model.",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert marks(text) == {}


def test_verdicts_have_their_borders() -> None:
    (number,) = QUANTITIES.read("so 100 GB")
    expected = {1.9e11: "right", 2.1e11: "rough", 9.9e11: "rough", 1.1e12: "off", 5.1e10: "right", 9e9: "off"}
    assert {value: compare(number, value) for value in expected} == expected


def test_other_assumptions_are_not_called_rough() -> None:
    memory = derived(
        id="memory", about=("vectors",), value="51 GB", assuming="256 numbers of 4 bytes each",
        **{"from": "50e6 * 256 * 4 * byte"},
    )  # fmt: skip
    assert marks("All vectors take about 13 GB.", memory) == {}
    assert marks("All vectors take about 45 GB.", memory) == {"45 GB": "right"}
    assert marks("All vectors take about 5 TB.", memory) == {"5 TB": "off"}


def test_the_last_word_on_a_number_stands_and_is_quoted_word_for_word() -> None:
    first, last = "So about 900 requests per second.", "Sorry, that makes  about 46k requests per second."
    interview = opened(spoke(first), heard(1), asked("And?"), spoke(last), heard(3))
    (estimate,) = estimates_of(interview, case_with(), QUANTITIES)
    assert (estimate.turn, estimate.verdict, estimate.stated) == (3, "right", "46k requests per second")
    assert estimate.text in last
    assert estimate.expected == "about 46300 / second: requests a second on average (200 million × 20 / day)"


def test_a_number_that_was_told_and_never_used_is_named() -> None:
    told = (spoke("How many users?"), heard(1, intent="question"), asked(SCALE, move="answer"))
    silent = opened(*told, spoke("I would train a model."), heard(3))
    (estimate,) = estimates_of(silent, case_with(), QUANTITIES)
    assert (estimate.verdict, estimate.turn, estimate.text, estimate.stated) == ("never_used", 2, SCALE, "")
    using = opened(*told, spoke("With 200 million people I shard by user."), heard(3))
    assert estimates_of(using, case_with(), QUANTITIES) == ()
    assert estimates_of(opened(spoke("I would train a model."), heard(1)), case_with(), QUANTITIES) == ()


def test_a_number_that_is_off_is_asked_about_once_and_twice_an_interview() -> None:
    case = case_with()

    def said(text: str, turn: int, *estimates: str) -> list[object]:
        doubts = doubts_in(opened(spoke(text)), case, QUANTITIES)
        assert [d.quote for d in doubts] == ["So about 900 requests per second"]
        doubts = tuple(d.model_copy(update={"estimate": e}) for d in doubts for e in estimates or (d.estimate,))
        return [spoke(text), heard(turn).model_copy(update={"doubts": doubts})]

    def asks(*events: object) -> str | None:
        return next_move(opened(*events), case, START).estimate

    off = "So about 900 requests per second."
    walk = next_move(opened(*said(off, 1)), case, START)
    assert walk.kind == "probe"
    assert walk.text == 'You said "So about 900 requests per second": walk me through how you get to that number.'
    first = [*said(off, 1), asked("?", move="probe").model_copy(update={"estimate": "average"})]
    assert asks(*first, *said(off, 3)) is None
    assert asks(*first, *said(off, 3, "other")) == "other"
    second = [*first, *said(off, 3, "other"), asked("?", move="probe").model_copy(update={"estimate": "other"})]
    assert asks(*second, *said(off, 5, "third")) is None
    assert doubts_in(opened(spoke("So about 46k requests per second.")), case, QUANTITIES) == ()


@pytest.mark.parametrize(
    "text", ["", "200e6 *", "9**9**9", "3 parsecs", "__import__('os')", "(1", "x" * 300, "1 / 0", "2 TB + 3 day"]
)
def test_a_computation_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        QUANTITIES.amount(text)


def test_numbers_are_read_in_many_forms() -> None:
    text = "half a million rows, 5-10 TB, 600 inference GPUs, 90k GPU-hours, $16M a day, 3e9 rows, twenty-five cores"
    read = {s.words: (s.low, s.high) for s in QUANTITIES.read(text)}
    day = 86_400
    expected = {
        "half a million": (5e5, 5e5), "5-10 TB": (5e12, 1e13), "600 inference GPUs": (600, 600),
        "90k GPU-hours": (90e3 * 3600, 90e3 * 3600), "$16M a day": (16e6 / day, 16e6 / day), "3e9": (3e9, 3e9),
        "twenty-five cores": (25, 25),
    }  # fmt: skip
    assert read.keys() == expected.keys()
    for words, amounts in expected.items():
        assert read[words] == pytest.approx(amounts)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES.split())).map(" ".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    for stated in QUANTITIES.read(text):
        assert stated.words in text
        assert stated.sentence in text
    find_estimates(text, case_with(), QUANTITIES)

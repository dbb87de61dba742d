"""Simulated candidates: the same seed says the same words, each persona keeps to its character, truth is known."""

import base64
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.adapters.models.scripted import ScriptedModel
from interviewer.domain.errors import InputError
from interviewer.domain.interview import Interview
from interviewer.domain.problem import Case
from interviewer.services.candidates.candidate import Candidate, Said, Script
from interviewer.services.candidates.cast import PERSONAS, persona
from interviewer.services.candidates.knowing import Habits, Knowing, knows, near_misses
from interviewer.services.candidates.modelled import Modelled
from interviewer.services.candidates.wording import Manner, paraphrase, sentences_of, spoken
from tests.support.cases import asked, opened, spoke, tiny_case
from tests.support.fakes import PlainPrompts

LONG = (
    "I would keep all 40 million clicks and drop most of the rest because a row of the rest says little. If the base "
    "rate of 1.5 percent shifts, the output has to be put right afterwards. Users see 12 ads per day, so I'd log them."
)


def question(move: str = "advance", phase: str = "data", criterion: str | None = None) -> Interview:
    return opened(spoke(), asked(f"And now {phase} {criterion}?", move=move, phase=phase, criterion=criterion))  # type: ignore[arg-type]


async def say(who: Candidate, interview: Interview | None = None, case: Case | None = None) -> Said:
    said = await who.says(interview or question(), case or tiny_case())
    assert said is not None
    return said


@pytest.mark.parametrize("name", PERSONAS)
async def test_the_same_seed_says_the_same_and_another_seed_something_else(name: str):
    async def words(seed: int) -> list[str]:
        who = persona(name, seed)
        turns = [question(phase=p) for p in ("clarify", "frame", "data", "model", "evaluate", "serve")]
        return [(await say(who, turn)).text for turn in turns]

    assert await words(1) == await words(1)
    assert len({tuple(await words(seed)) for seed in range(5)}) > 1


def test_an_unknown_persona_names_those_that_exist():
    with pytest.raises(InputError, match=r"strong, medium, thin, stuck, rambling"):
        persona("genius", 1)


@given(st.integers(0, 10_000))
def test_who_knows_more_knows_all_that_others_know(seed: int):
    criteria = [c for p in tiny_case().phases for c in p.criteria]
    known = [
        {c.id for c in criteria if knows(seed, c, habits.unasked)}
        for habits in (PERSONAS[name].habits for name in ("thin", "medium", "strong"))
        if habits
    ]
    assert known[0] <= known[1] <= known[2]


async def test_what_is_shown_is_said_and_is_expected_of_the_level():
    case = tiny_case()
    for seed in range(20):
        said = await say(Knowing(Habits(0.5, 0.7, 4, 0.3, Manner(0, 0)), seed, random.Random(seed)))
        criteria = case.phase("data").criteria
        assert all(c.vocabulary[0] in said.text for c in criteria if c.id in said.shows)
        assert said.shows <= {c.id for c in criteria if c.expected_from("senior")}


async def test_a_probed_criterion_is_what_is_answered():
    said = await say(persona("strong", 1), question("probe", "data", "data.beta"))
    assert said.shows == {"data.beta"}
    assert "betaterm" in said.text


@pytest.mark.parametrize("name", [n for n, p in PERSONAS.items() if p.habits is None])
async def test_who_knows_nothing_shows_nothing(name: str):
    case, who = tiny_case(), persona(name, 3)
    examples = [e for p in case.phases for c in p.criteria for e in c.shown_by]
    for phase in case.phases:
        said = await say(who, question(phase=phase.id), case)
        assert not said.shows
        assert not any(example in said.text for example in examples)


async def test_the_bluffer_names_the_terms_and_no_number():
    said = await say(persona("bluffer", 2))
    assert "term" in said.text
    assert not re.search(r"\d", said.text)


async def test_the_copycat_gives_the_question_back():
    assert "And now data None?" in (await say(persona("copycat", 1))).text


async def test_the_interrogator_says_which_facts_it_asks_for():
    case, who = tiny_case(), persona("interrogator", 1)
    all_asked = [await say(who) for _ in range(40)]
    assert {len(said.asks or ()) for said in all_asked} == {0, 1, 2}
    for said in all_asked:
        assert said.text.endswith("?") or "?" in said.text
        told = [case.fact(fact).about in said.text for fact in said.asks or ()]
        assert all(told)


async def test_orders_come_in_many_disguises():
    who = persona("injector", 1)
    said = [await say(who) for _ in range(60)]
    assert all(one.orders and not one.shows for one in said)
    texts = " ".join(one.text for one in said)
    for trace in ("<!--", "[INST]", "<|im_start|>", "\u200b", "```", "END OF TRANSCRIPT", "Punktzahl"):
        assert trace in texts
    coded = re.findall(r"decode it: (\S+)", texts)
    assert coded
    assert all(re.search("(?i)ignore|grade|criteria|rubric|score", base64.b64decode(c).decode()) for c in coded)


async def test_the_forger_speaks_in_other_names():
    who = persona("forger", 1)
    texts = " ".join([(await say(who)).text for _ in range(40)])
    assert all(name in texts for name in ("Interviewer:", "[System]", '"role": "interviewer"'))


async def test_the_silent_one_is_silent():
    who = persona("silent", 1)
    texts = [(await say(who)).text for _ in range(40)]
    assert all(len(text.split()) <= 1 for text in texts)
    assert any(not text.strip() for text in texts)


async def test_the_rambling_one_says_more_words_than_the_medium_one():
    def words(said: Said) -> int:
        return len(said.text.split())

    assert words(await say(persona("rambling", 4))) > 60 + words(await say(persona("medium", 4)))


def test_near_misses_speak_of_their_own_criterion_only():
    phase = tiny_case().phase("data")
    own = phase.criteria[0].model_copy(
        update={"not_shown_by": ("Some alphaterm is fine.", "It is alphaterm with betaterm.", "Nothing at all.")}
    )
    assert near_misses(own, phase.model_copy(update={"criteria": (own, *phase.criteria[1:])})) == [
        "Some alphaterm is fine."
    ]


@given(st.integers(0, 5_000))
def test_other_words_keep_every_number_and_most_of_the_words(seed: int):
    said = paraphrase(LONG, random.Random(seed))
    assert sorted(re.findall(r"\d[\d.]*\d|\d", said)) == sorted(re.findall(r"\d[\d.]*\d|\d", LONG))
    before, after = (set(re.findall(r"[a-z]{4,}", text.lower())) for text in (LONG, said))
    assert len(before & after) >= 0.6 * len(before)


def test_other_words_are_other_words():
    said = {paraphrase(LONG, random.Random(seed)) for seed in range(20)}
    assert len(said) > 15
    assert LONG not in said


def test_people_hesitate_mistype_and_write_notes():
    dice = random.Random(1)
    assert spoken(LONG, Manner(0, 0, 0, 0), dice) == LONG
    assert spoken(LONG, Manner(1, 0, 0, 0), dice) != LONG
    assert re.search(r"(I would), (no, |sorry, )?", spoken(LONG, Manner(0, 1, 0, 0), dice))
    notes = spoken(LONG, Manner(0, 0, 0, 1), dice)
    assert notes.startswith("- keep all 40 million")
    assert notes.count("\n- ") == 2
    mistyped = spoken(LONG, Manner(0, 0, 1, 0), dice).split()
    assert sum(a != b for a, b in zip(mistyped, LONG.split(), strict=True)) > 5


def test_a_full_stop_in_a_number_ends_no_sentence():
    assert sentences_of("It is 0.05 at most. Then it stops! Why?") == ["It is 0.05 at most.", "Then it stops!", "Why?"]


async def test_a_model_is_told_what_its_persona_knows_and_no_example():
    seen: list[str] = []

    def reply(prompt: object) -> str:
        seen.append(str(prompt))
        return "Spoken by a model."

    case = tiny_case()
    strong = Modelled(ScriptedModel(reply), PlainPrompts(), "strong", 1)
    said = await say(strong, question(), case)
    assert said.text == "Spoken by a model."
    assert said.shows
    for criterion in case.phase("data").criteria:
        assert (criterion.expects in seen[0]) == (criterion.id in said.shows)
    assert not any(e in seen[0] for p in case.phases for c in p.criteria for e in c.shown_by)
    assert not (await say(Modelled(ScriptedModel(reply), PlainPrompts(), "injector", 1), question(), case)).shows
    assert not any(c.expects in seen[1] for c in case.phase("data").criteria)


async def test_a_script_is_read_in_order_and_ends():
    script = Script.of(["one", "two"])
    assert [await script.says(question(), tiny_case()) for _ in range(3)] == [Said("one"), Said("two"), None]

"""Files become cases; what is broken is named with file, line and mend, and the rest works."""

from pathlib import Path

import pytest

from interviewer.adapters.knowledge.frontmatter import parse_document
from interviewer.adapters.knowledge.markdown import ORDER, load_knowledge
from interviewer.domain.errors import ContentError
from interviewer.domain.problem import Section
from tests.support.knowledge import THEMES, write_case, write_document, write_framework


def problems_of(folder: Path) -> list[str]:
    return [str(problem) for problem in load_knowledge(folder).problems]


def line_of(path: Path, text: str) -> int:
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_a_case_is_its_files(tmp_path: Path):
    write_case(tmp_path, "tiny")
    loaded = load_knowledge(tmp_path)
    assert loaded.problems == ()
    case = loaded.cases[0]
    assert [p.id for p in case.phases] == list(THEMES)
    assert case.phase("data").minutes == 10
    assert case.criterion("data.labels").teaches == Section(file="cases/tiny/3-data.md", heading="Data and labels")
    assert (case.phase("serve").example_answer or "").startswith("I would begin the serve step")
    assert "## What is being built" in case.overview


def test_cases_come_in_order_of_importance_then_by_name(tmp_path: Path):
    for case_id in ("zebra", "aardvark", ORDER[3], ORDER[1]):
        write_case(tmp_path, case_id)
    assert [c.id for c in load_knowledge(tmp_path).cases] == [ORDER[1], ORDER[3], "aardvark", "zebra"]


def test_teaches_may_lead_to_a_topic(tmp_path: Path):
    write_case(tmp_path, criteria={"data.labels": {"teaches": "topics/umbrellas.md#folding-umbrellas"}})
    teaches = load_knowledge(tmp_path).cases[0].criterion("data.labels").teaches
    assert teaches == Section(file="topics/umbrellas.md", heading="Folding umbrellas")


def test_notes_are_indexed_and_secrets_are_not(tmp_path: Path):
    write_case(tmp_path, head={"opening": "The opening stays unsaid."})
    loaded = load_knowledge(tmp_path)
    indexed = "\n".join((*(p.text for p in loaded.passages), *(e.text for e in loaded.entries)))
    case = loaded.cases[0]
    assert "what the shop for tiny can promise" in indexed
    for secret in (case.opening, *(f.answer for f in case.facts), *(c.says for c in case.curveballs)):
        assert secret not in indexed
    shown = "\n".join(p.text for p in loaded.passages)
    assert not any(c.expects in shown or c.hint in shown for p in case.phases for c in p.criteria)
    assert not any(p.example_answer and p.example_answer in indexed for p in case.phases)


def test_keys_lead_to_notes_and_are_not_shown(tmp_path: Path):
    write_case(tmp_path)
    loaded = load_knowledge(tmp_path)
    passages = {p.id: p for p in loaded.passages}
    criterion = loaded.cases[0].criterion("data.labels")
    keys = [e for e in loaded.entries if e.text in (*criterion.probes, *criterion.shown_by)]
    assert len(keys) == 5
    assert {passages[key.passage].heading for key in keys} == {"Data and labels"}
    assert not any(text in p.text for p in loaded.passages for text in criterion.shown_by)


def test_questions_of_a_topic_lead_to_its_sections(tmp_path: Path):
    write_framework(tmp_path)
    front = {"title": "Hats", "asks": {"straw-hats": ["What do I wear in the sun?"]}}
    write_document(tmp_path / "topics/hats.md", front, "## Straw hats\nThey are light.")
    loaded = load_knowledge(tmp_path)
    key = next(e for e in loaded.entries if e.text == "What do I wear in the sun?")
    assert key.passage == "topics/hats.md#straw-hats"
    assert next(p for p in loaded.passages if p.topic == "hats").path == ("Hats",)


def test_questions_of_a_case_lead_to_its_sections_and_to_no_other_case(tmp_path: Path):
    path = write_case(tmp_path) / "3-data.md"
    asks = "asks:\n  data-and-labels:\n    - Who tells us that it rained?\n  no-such-heading:\n    - Why?\n"
    path.write_text(path.read_text().replace("---\n", f"---\n{asks}", 1))
    loaded = load_knowledge(tmp_path)
    key = next(e for e in loaded.entries if e.text == "Who tells us that it rained?")
    assert (key.passage, key.case, key.field) == ("cases/tiny/3-data.md#data-and-labels", "tiny", "question")
    assert [str(p) for p in loaded.problems if "no-such-heading" in str(p)]
    assert loaded.cases, "what cannot be found by a question is still a problem to be interviewed on"


def test_passage_ids_are_unique_and_stable(tmp_path: Path):
    write_case(tmp_path)
    ids = [p.id for p in load_knowledge(tmp_path).passages]
    assert len(set(ids)) == len(ids)
    assert "cases/tiny/3-data.md#data-and-labels" in ids
    assert ids == [p.id for p in load_knowledge(tmp_path).passages]


def test_the_content_hash_changes_with_the_content(tmp_path: Path):
    home = write_case(tmp_path)
    before = load_knowledge(tmp_path).content_hash
    assert load_knowledge(tmp_path).content_hash == before
    (home / "3-data.md").write_text((home / "3-data.md").read_text() + "\nMore.\n")
    assert load_knowledge(tmp_path).content_hash != before


@pytest.mark.parametrize(
    ("changes", "file", "anchor", "words"),
    [
        ({"head": {"facts": []}}, "case.md", "facts:", "`facts` has 0, expected at least 8"),
        ({"head": {"difficulty": "brutal"}}, "case.md", "difficulty:", "`difficulty` is 'brutal', expected 'easy', "),
        ({"head": {"colour": "red"}}, "case.md", "colour:", "unknown field `colour`; expected `title`, `summary`"),
        ({"head": {"title": None}}, "case.md", "summary:", "`title` is missing"),
        ({"head": {"opening": 7}}, "case.md", "opening:", "`opening` is 7, expected text; put it in quotes"),
        ({"phases": {"data": {"question": ""}}}, "3-data.md", "question:", "`question` is empty, expected text"),
        ({"phases": {"data": {"criteria": None}}}, "3-data.md", "question:", "`criteria` is missing"),
        ({"criteria": {"data.labels": {"weight": 9}}}, "3-data.md", "weight: 9", "`criteria[data.labels].weight` is 9"),
        (
            {"criteria": {"data.labels": {"hint": None}}},
            "3-data.md",
            "id: data.labels",
            "[data.labels].hint` is missing",
        ),
        (
            {"criteria": {"data.labels": {"probs": []}}},
            "3-data.md",
            "probs:",
            "unknown field `criteria[data.labels].probs`",
        ),
        ({"criteria": {"data.labels": {"id": "data.sampling"}}}, "3-data.md", None, "`data.sampling` exists already"),
        ({"criteria": {"data.labels": {"id": "labels"}}}, "3-data.md", "id: labels", "expected phase.slug"),
        ({"criteria": {"data.labels": {"id": "serve.x"}}}, "3-data.md", "id: serve.x", "begins with `data.`"),
        ({"criteria": {"data.labels": {"teaches": "#data-and-label"}}}, "3-data.md", None, "such as #data-and-labels"),
        ({"criteria": {"data.labels": {"teaches": "topics/no.md#x"}}}, "3-data.md", "topics/no.md#x", "not there"),
        ({"criteria": {"data.labels": {"teaches": "labels"}}}, "3-data.md", None, "names no heading"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, changes: dict, file: str, anchor: str | None, words: str):
    home = write_case(tmp_path, "tiny", **changes)
    write_case(tmp_path, "other")
    loaded = load_knowledge(tmp_path)
    problem = next(p for p in loaded.problems if words in str(p))
    assert problem.file == f"cases/tiny/{file}"
    if anchor:
        assert problem.line == line_of(home / file, anchor)
    assert [c.id for c in loaded.cases] == ["other"]


def test_all_mistakes_of_a_case_are_named_at_once(tmp_path: Path):
    write_case(
        tmp_path,
        head={"title": None, "difficulty": "x"},
        criteria={"data.labels": {"weight": 0}, "serve.path": {"level": "boss"}},
    )
    assert len(problems_of(tmp_path)) == 4


@pytest.mark.parametrize(
    ("curveball", "words"),
    [
        ({"phase": "nowhere"}, "no phase `nowhere`, expected one of clarify, frame"),
        ({"criterion": "model.nothing"}, "no criterion `model.nothing` in this case"),
        ({"criterion": "serve.path"}, "not of the curveball's phase `model`"),
    ],
)
def test_a_curveball_needs_its_phase_and_criterion(tmp_path: Path, curveball: dict, words: str):
    ball = {"id": "a", "phase": "model", "says": "What now?", "criterion": "model.loss", **curveball}
    write_case(tmp_path, head={"curveballs": [ball, {**ball, "id": "b", "phase": "model", "criterion": "model.loss"}]})
    assert any(words in problem for problem in problems_of(tmp_path))


def test_a_criterion_names_facts_that_exist(tmp_path: Path):
    write_case(tmp_path, criteria={"clarify.goal": {"facts": ["nothing"]}})
    assert any("no fact `nothing` in case.md, expected one of" in problem for problem in problems_of(tmp_path))


def test_equal_ids_are_named(tmp_path: Path):
    fact = {"id": "same", "about": "x", "answer": "1"}
    write_case(tmp_path, head={"facts": [dict(fact) for _ in range(8)]})
    assert sum("`facts[same]` exists already" in p for p in problems_of(tmp_path)) == 7


def test_a_broken_framework_makes_all_cases_unusable_and_says_so(tmp_path: Path):
    write_case(tmp_path)
    (tmp_path / "framework/3-data.md").unlink()
    loaded = load_knowledge(tmp_path)
    assert loaded.cases == ()
    assert any(p.startswith("framework/3-data.md:1: the file is missing") for p in problems_of(tmp_path))
    assert any("the framework is broken" in p for p in problems_of(tmp_path))
    assert any(p.topic == "umbrellas" for p in loaded.passages)


def test_a_topic_with_an_unknown_field_is_left_out(tmp_path: Path):
    write_case(tmp_path)
    write_document(tmp_path / "topics/hats.md", {"tittle": "Hats"}, "## Straw\nLight.")
    loaded = load_knowledge(tmp_path)
    assert [str(p) for p in loaded.problems] == [
        "topics/hats.md:2: unknown field `tittle`; expected `title`, `summary`, `tags`, `asks`"
    ]
    assert len(loaded.cases) == 1
    assert not any(p.topic == "hats" for p in loaded.passages)


def test_a_missing_folder_is_said(tmp_path: Path):
    with pytest.raises(ContentError, match="no such folder"):
        load_knowledge(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: a\n", 1, "not closed"),
        ("---\ntitle: a\nsays: one: two\n---\n", 3, "not valid YAML"),
        ("---\ntitle: a\ntitle: b\n---\n", 3, "`title` stands twice"),
        ("---\n- a\n---\n", 2, "not a mapping"),
        ("---\na: [1, 2\n---\n", 3, "not valid YAML"),
        ("---\na: !!python/object:os.system x\n---\n", 2, "not valid YAML"),
    ],
)
def test_front_matter_that_cannot_be_read(text: str, line: int, words: str):
    with pytest.raises(ContentError, match=words) as caught:
        parse_document(text, "x.md")
    assert caught.value.line == line


def test_lines_count_from_the_top_of_the_file():
    document = parse_document("---\na:\n  - id: x\n    b: 1\n---\nbody\n", "x.md")
    assert document.line("a", 0, "b") == 4
    assert document.line("a", 0, "missing") == 3
    assert document.body_line == 6
    assert document.body == "body\n"
    assert document.place(("a", 0, "b")) == "a[x].b"


def test_what_follows_from_the_facts_is_worked_out(tmp_path: Path) -> None:
    fine = {
        "id": "load", "what": "requests", "about": ["requests"], "value": "200 / day", "from": "100 * 2 / day",
        "facts": ["fact-goal"], "assuming": "2 requests each",
    }  # fmt: skip
    bad = [
        fine | {"id": "a", "value": "900 / day"}, fine | {"id": "b", "from": "100 * 7 / day", "value": "700 / day"},
        fine | {"id": "c", "value": "200 parsec"}, fine | {"id": "d", "facts": ["nowhere"], "assuming": "100, 2"},
    ]  # fmt: skip
    write_case(tmp_path, "tiny", head={"estimates": [fine]})
    assert load_knowledge(tmp_path).cases[0].estimates[0].computed == "100 * 2 / day"
    write_case(tmp_path, "tiny", head={"estimates": [fine, *bad]})
    said = [problem.what for problem in load_knowledge(tmp_path).problems]
    expected = ("gives something else", "has 7, which is in none", '"200 parsec" cannot be worked out', "is no fact")
    assert len(said) == len(expected)
    for sentence, part in zip(said, expected, strict=True):
        assert part in sentence

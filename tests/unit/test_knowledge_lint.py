"""Each rule of the format complains about the one thing that breaks it, and about nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from interviewer.adapters.knowledge.lint import check
from interviewer.adapters.knowledge.markdown import load_knowledge
from tests.support.knowledge import DIAGRAM, THEMES, write_case

HEAVY = ("numpy", "chromadb", "onnxruntime", "tokenizers", "bm25s", "sqlalchemy", "gradio")


def test_a_clean_folder_has_no_problem(tmp_path: Path):
    write_case(tmp_path)
    assert check(tmp_path) == []


LEAK = "Would you settle the labels first?"
ANSWER = "First I settle the labels with the shop, because every later choice hangs on it."


@pytest.mark.parametrize(
    ("changes", "file", "words"),
    [
        ({"criteria": {"data.labels": {"probes": [LEAK, "What else?"]}}}, "3-data.md", 'says "settle the labels"'),
        ({"criteria": {"data.labels": {"hint": "Think of LABELS."}}}, "3-data.md", 'hint` says "labels"'),
        ({"criteria": {"data.gaps": {"vocabulary": ["gap"], "hint": "Mind the gaps."}}}, "3-data.md", 'says "gap"'),
        ({"phases": {"data": {"question": "Which labels?"}}}, "3-data.md", '`question` says "labels"'),
        ({"criteria": {"data.labels": {"probes": ["Why? How?", "What else?"]}}}, "3-data.md", "has 2 question marks"),
        ({"criteria": {"data.labels": {"probes": ["Say more.", "What else?"]}}}, "3-data.md", "has 0 question marks"),
        ({"phases": {"data": {"question": "Tell me."}}}, "3-data.md", "`question` has 0 question marks"),
        ({"criteria": {"data.labels": {"hint": "What about the shop?"}}}, "3-data.md", "asks, expected a statement"),
        ({"criteria": {"data.gaps": {"level": "mid"}}}, "3-data.md", "no criterion of level staff"),
        ({"criteria": {"data.labels": {"expects": "I settle the labels"}}}, "3-data.md", "repeats `expects`"),
        ({"criteria": {"data.labels": {"expects": "Says that every later choice hangs on it."}}}, "3-data.md", "(6 words in a row)"),
        ({"criteria": {"data.labels": {"not_shown_by": [ANSWER, "No.", "Well."]}}}, "3-data.md", "stands twice, also in `criteria[data.labels].shown_by[0]`"),
        ({"criteria": {"data.gaps": {"shown_by": [ANSWER, "I fill them.", "We ask the shop."]}}}, "3-data.md", "stands twice, also in `data.labels`"),
        ({"criteria": {"data.labels": {"shown_by": ["Same here.", "same here", "No."]}}}, "3-data.md", "stands twice"),
        ({"phases": {"data": {"question": "Say, what first?"}, "model": {"question": "Say, what first?"}}}, "4-model.md", "the same words as in cases/tiny/3-data.md, question"),
        ({"head": {"opening": "What? Why?"}}, "case.md", "the opening asks more than one question"),
        ({"files": {"notes.md": "## x\ny"}}, "notes.md", "unknown file"),
        ({"files": {"8-more.md": "---\na: 1\n---\nx"}}, "8-more.md", "unknown file"),
    ],
)  # fmt: skip
def test_rules(tmp_path: Path, changes: dict, file: str, words: str):
    write_case(tmp_path, **changes)
    problems = check(tmp_path)
    assert {p.file for p in problems} == {f"cases/tiny/{file}"}
    assert any(words in p.what for p in problems), problems
    assert load_knowledge(tmp_path).cases, "a case that only lint complains about can be played"


def test_a_leak_is_named_on_its_line(tmp_path: Path):
    home = write_case(tmp_path, criteria={"data.labels": {"probes": ["What else?", LEAK]}})
    lines = (home / "3-data.md").read_text().splitlines()
    assert {lines[p.line - 1].strip() for p in check(tmp_path)} == {f"- {LEAK}"}


def test_a_fact_needs_a_number(tmp_path: Path):
    facts = [{"id": f"f{i}", "about": "x", "answer": f"{i} a day"} for i in range(8)]
    facts[2]["answer"] = "Quite a few of them."
    write_case(tmp_path, head={"facts": facts})
    assert [p.what for p in check(tmp_path)] == ["`facts[f2].answer` has no number, expected one to reckon with"]


def test_ways_to_ask_are_short_and_tell_facts_apart(tmp_path: Path) -> None:
    facts: list[dict[str, object]] = [{"id": f"f{i}", "about": "x", "answer": f"{i} a day"} for i in range(8)]
    facts[1]["asked_as"] = ["How many are there?", " ".join(["word"] * 21)]
    facts[2]["asked_as"] = ["How many are there"]
    write_case(tmp_path, head={"facts": facts})
    assert [p.what for p in check(tmp_path)] == [
        "`facts[f1].asked_as[1]` is longer than 20 words, expected one short question",
        "`facts[f2].asked_as[0]` asks in the same words as `f1`, expected every way to ask once",
    ]


def test_a_curveball_is_played_in_a_late_phase_and_asks_once(tmp_path: Path):
    balls = [
        {"id": "a", "phase": "data", "says": "It changes.", "criterion": "data.gaps"},
        {"id": "b", "phase": "serve", "says": "The capacity halves; what now?", "criterion": "serve.capacity"},
    ]
    write_case(tmp_path, head={"curveballs": balls})
    whats = "\n".join(p.what for p in check(tmp_path))
    assert "a curveball in `data` is never played" in whats
    assert "`curveballs[a].says` has 0 question marks" in whats
    assert '`curveballs[b].says` says "capacity"' in whats


def body(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("case.md", DIAGRAM, "", "no Mermaid diagram of the whole system"),
        ("6-serve.md", DIAGRAM, "", "no Mermaid diagram of the serving path"),
        ("5-evaluate.md", "## Strong answer example", "## An example", 'no section "## Strong answer example"'),
        ("5-evaluate.md", '["Request"]', '["Request]', "a quotation mark is not closed"),
        ("5-evaluate.md", '["Request"]', "[Request (mobile)]", "a bracket inside a label"),
        ("5-evaluate.md", '["Request"]', '["Request"', "do not match"),
        ("5-evaluate.md", "flowchart LR", "drawing", "a diagram of no known kind"),
        (
            "5-evaluate.md",
            "## Evaluate and slices",
            "## Evaluate and split",
            'heading "Evaluate and split" stands twice',
        ),
    ],
)
def test_notes(tmp_path: Path, name: str, old: str, new: str, words: str):
    home = write_case(tmp_path)
    body(home / name, old, new)
    assert any(words in p.what and p.file == f"cases/tiny/{name}" for p in check(tmp_path)), check(tmp_path)


def test_a_thin_case_is_counted(tmp_path: Path):
    home = write_case(tmp_path)
    for number, phase in enumerate(THEMES, start=1):
        name = f"{number}-{phase}.md"
        text = (home / name).read_text()
        notes = "".join(f"## {phase.capitalize()} and {theme}\nShort.\n\n" for theme in THEMES[phase])
        (home / name).write_text(text[: text.index("## ")] + notes)
    whats = [p.what for p in check(tmp_path)]
    assert any("words, expected 2500" in what for what in whats)
    assert sum("has 1 words, expected 40" in what for what in whats) == 35


def test_what_cannot_be_loaded_is_listed_too(tmp_path: Path):
    write_case(tmp_path, head={"difficulty": "x"})
    write_case(tmp_path, "other", criteria={"data.labels": {"hint": "Why?"}})
    found = [p for p in check(tmp_path) if "nearly the same" not in p.what]
    assert {p.file for p in found} == {"cases/tiny/case.md", "cases/other/3-data.md"}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"level": None}, "`criteria[data.gaps].level` is missing"),
        ({"level": "junior"}, "expected 'mid', 'senior' or 'staff'"),
        ({"teaches": ""}, 'names no heading, expected "#heading-slug"'),
        ({"teaches": "#nowhere"}, 'no heading "#nowhere" in cases/tiny/3-data.md, expected one of its headings'),
        ({"teaches": "topics/umbrellas.md#nowhere"}, 'no heading "#nowhere" in topics/umbrellas.md'),
    ],
)
def test_a_criterion_has_a_level_and_a_heading_that_exists(tmp_path: Path, field: dict, words: str):
    home = write_case(tmp_path, criteria={"data.gaps": field})
    [problem] = check(tmp_path)
    assert words in problem.what
    assert problem.file == "cases/tiny/3-data.md"
    block = (home / "3-data.md").read_text().partition("id: data.gaps")[0]
    assert problem.line > block.count("\n")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("See [bags](#bags).", 'a link to "#bags", which is no heading of cases/tiny/3-data.md, expected one of'),
        ("See [bags](../../topics/bags.md).", "a link to topics/bags.md, which is not there"),
        ("See [it](../../topics/umbrellas.md#bags).", 'a link to "#bags", which is no heading of topics/umbrellas.md'),
        ("More in `topics/bags.md`.", "a link to topics/bags.md, which is not there"),
    ],
)
def test_a_link_leads_somewhere(tmp_path: Path, link: str, words: str):
    home = write_case(tmp_path)
    body(home / "3-data.md", "## Data and gaps\n", f"## Data and gaps\n{link}\n")
    [problem] = check(tmp_path)
    assert words in problem.what
    assert (home / "3-data.md").read_text().splitlines()[problem.line - 1] == link


@pytest.mark.parametrize(
    "link",
    [
        "See [gaps](#data-and-gaps), [it](../../topics/umbrellas.md#folding-umbrellas) and [all](https://example.org/x).",
        "More in `topics/umbrellas.md`.",
    ],
)
def test_a_link_that_leads_somewhere_is_fine(tmp_path: Path, link: str):
    home = write_case(tmp_path)
    body(home / "3-data.md", "## Data and gaps\n", f"## Data and gaps\n{link}\n")
    assert check(tmp_path) == []


def test_checking_loads_no_heavy_vendor(tmp_path: Path):
    write_case(tmp_path)
    code = (
        "import sys; from pathlib import Path; from interviewer.adapters.knowledge.lint import check\n"
        f"assert check(Path({str(tmp_path)!r})) == []\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")

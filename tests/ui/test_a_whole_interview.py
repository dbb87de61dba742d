"""A whole interview in a real browser, until the report is downloaded and every quote is checked."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from interviewer.adapters.knowledge.markdown import load_knowledge
from interviewer.domain.problem import Case
from tests.support.openai_server import OpenAIServer
from tests.support.room import ROOT, Room
from tests.support.scripted_roles import BRIDGE

pytestmark = pytest.mark.ui
MOST_TURNS = 45


@pytest.fixture(scope="module")
def case() -> Case:
    cases = load_knowledge(ROOT / "knowledge").cases
    return next(c for c in cases if c.id == "ad-click-prediction")


def hold(room: Room, case: Case) -> None:
    """Answer with what a strong candidate would say, phase by phase, until the report is there."""
    phases = {phase.title: [c.shown_by[0] for c in phase.criteria] for phase in case.phases}
    for _ in range(MOST_TURNS):
        if room.report.is_visible():
            return
        left = phases[room.phase]
        said, left[:] = left[:3], left[3:]
        room.say(" ".join(said) or "That is all I have to say on this part.")
    raise AssertionError("the interview did not come to its end")


def check_report(report: dict[str, Any], case: Case, interview_id: str) -> None:
    """Hold a downloaded report against the promises of its format."""
    turns = report["turns"]
    assert report["schema_version"] == 1
    assert (report["interview"]["id"], report["interview"]["case"]) == (interview_id, case.id)
    evaluation = report["evaluation"]
    assert evaluation["status"] == "graded"
    assert evaluation["signal"] in {"strong_hire", "hire", "lean_hire", "lean_no_hire", "no_hire"}
    assert [p["phase"] for p in evaluation["phases"]] == [p.id for p in case.phases]
    verdicts = [v for p in evaluation["phases"] for v in p["criteria"]]
    quotes = [v["quote"] for v in verdicts if v["quote"]] + [s["quote"] for s in evaluation["strengths"]]
    assert len(quotes) > 10, "a strong candidate is quoted often"
    for quote in quotes:
        assert turns[quote["turn"]]["role"] == "candidate"
        assert turns[quote["turn"]]["text"][quote["start"] : quote["end"]] == quote["text"]
    for verdict in verdicts:
        assert verdict["quote"] or verdict["verdict"] not in ("shown", "partial"), verdict["id"]


def finish(room: Room, case: Case, screenshots: Path, name: str) -> dict[str, Any]:
    room.page.screenshot(path=screenshots / f"{name}-report.png", full_page=True)
    expect(room.report).to_contain_text("Scores by phase")
    assert room.page.locator("#report svg").count() == 3
    expect(room.page.locator("#example")).to_contain_text("A strong answer to")
    report = json.loads(room.download("json"))
    check_report(report, case, room.id)
    assert room.download("md").startswith(b"# Interview report")
    assert room.download("pdf").startswith(b"%PDF-")
    return report


def test_without_a_model(room: Room, offline_page: str, case: Case, screenshots: Path) -> None:
    room.open(offline_page)
    expect(room.page.locator("#notices")).to_contain_text("offline")
    room.start(offline_page, case.title)
    hold(room, case)
    report = finish(room, case, screenshots, "offline")
    assert report["interview"]["mode"] == report["grading"]["mode"] == "offline"
    assert report["evaluation"]["communication"]["status"] == "not_assessed"
    expect(room.report).to_contain_text("graded without a language model")


def test_with_a_model(room: Room, model_page: str, provider: OpenAIServer, case: Case, screenshots: Path) -> None:
    room.start(model_page, case.title)
    hold(room, case)
    report = finish(room, case, screenshots, "model")
    assert report["interview"]["model"] == report["grading"]["model"] == "openai:scripted"
    assert report["grading"]["runs"] == 3
    spoken = [t for t in report["turns"] if t["role"] == "interviewer" and t["by"] == "openai:scripted"]
    assert spoken, "the model never spoke"
    assert all(turn["text"].startswith(BRIDGE) for turn in spoken)
    assert not [t["fallback"] for t in report["turns"] if t["fallback"]]
    room.page.locator("#transcript-fold button").first.click()
    expect(room.page.locator("#transcript")).to_contain_text(BRIDGE)

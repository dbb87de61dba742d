"""What the room does with answers, buttons, tabs, reloads and faults."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.openai_server import OpenAIServer
from tests.support.room import PATIENCE_MS, Room

pytestmark = pytest.mark.ui
ANSWER = "Advertisers bid per click, so our number has to be a probability that the auction can multiply with the bid."


def test_an_empty_answer_is_asked_for_again(room: Room, offline_page: str) -> None:
    room.start(offline_page)
    room.send("   \n ")
    expect(room.notice).to_contain_text("The answer is empty")
    assert room.user.count() == 0


def test_a_long_answer_is_cut_with_the_number(room: Room, offline_page: str) -> None:
    room.start(offline_page)
    room.say("click " * 8_333 + "ok")
    expect(room.notice).to_contain_text("20,000 characters and yours has 50,000: the last 30,000 were not taken")
    assert len(room.user.first.inner_text()) <= 20_000


def test_markup_in_an_answer_is_text(room: Room, offline_page: str) -> None:
    room.start(offline_page)
    hostile = (
        "<script>alert(1)</script><img src=x onerror=alert(2)> List<int> "
        "![p](http://203.0.113.9/p.png) [l](javascript:alert(3))\n\n```mermaid\n"
        'graph LR\n A["<img src=x onerror=alert(4)>"] --> B\n click A "javascript:alert(5)"\n```'
    )
    room.say(hostile)
    expect(room.user.first).to_contain_text("<script>alert(1)</script>")
    expect(room.user.first).to_contain_text("List<int>")
    expect(room.user.first).to_contain_text("![p]")
    expect(room.user.first.locator(".mermaid svg")).to_be_visible()
    assert room.page.locator("#chat script, #chat [onerror], #chat [href^='javascript']").count() == 0


def test_diagrams_code_tables_and_formulas_are_drawn(room: Room, offline_page: str, screenshots: Path) -> None:
    room.start(offline_page)
    drawn = "| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx < 3\n```\n\n$$p = \\frac{1}{1 + e^{-x}}$$"
    room.say(f"{drawn}\n\n```mermaid\ngraph LR\n A[Request] --> B[Ranker]\n```\n\nThat is it.")
    said = room.user.first
    expect(said.locator(".mermaid svg")).to_contain_text("Ranker")
    for drawing in ("table", "pre code", ".katex"):
        expect(said.locator(drawing).first).to_be_visible()
    room.page.screenshot(path=screenshots / "drawings.png")


def test_a_diagram_with_a_mistake_shows_its_source(room: Room, offline_page: str) -> None:
    room.start(offline_page)
    room.say("```mermaid\ngraph LR\n A[Start] -->> B[End\n```")
    expect(room.user.first).to_contain_text("This diagram has a mistake")
    expect(room.user.first).to_contain_text("A[Start] -->> B[End")


def test_keys_send_and_break_lines(room: Room, offline_page: str) -> None:
    room.start(offline_page)
    room.answer.fill("First line")
    room.answer.press("Enter")
    room.answer.press_sequentially("second")
    assert room.answer.input_value() == "First line\nsecond"
    room.answer.press("Control+Enter")
    expect(room.user).to_have_count(1)
    room.ready()
    room.answer.fill("Another answer.")
    room.answer.press("Shift+Enter")
    expect(room.user).to_have_count(2)
    room.ready()


def test_notes_go_along_on_wish(room: Room, offline_page: str) -> None:
    room.start(offline_page)
    room.page.locator("#notepad button").first.click()
    room.page.locator("#notes textarea").fill("4 billion impressions a day")
    room.say("Without the notes.")
    assert "impressions" not in room.user.first.inner_text()
    room.page.locator("#send-notes input").check()
    room.say("With the notes.")
    expect(room.user.nth(1)).to_contain_text("Notes:")
    expect(room.user.nth(1)).to_contain_text("4 billion impressions a day")
    assert not room.page.locator("#send-notes input").is_checked()
    assert room.page.locator("#notes textarea").input_value() == "4 billion impressions a day"


def test_hint_skip_pause_and_end(room: Room, offline_page: str, screenshots: Path) -> None:
    room.start(offline_page)
    first = room.phase
    room.press("hint")
    assert room.phase == first
    room.press("skip")
    assert room.phase != first
    expect(room.page.locator("#rail .leg.done")).to_have_count(1)
    room.page.locator("#pause").click()
    expect(room.page.locator("#pause")).to_have_text("Resume")
    expect(room.page.locator("#rail .clocks")).to_have_attribute("data-running", "no")
    room.page.locator("#pause").click()
    expect(room.page.locator("#pause")).to_have_text("Pause")
    expect(room.page.locator("#rail .clocks")).to_have_attribute("data-running", "yes")
    room.page.locator("#end").click()
    room.page.locator("#keep-going").click()
    expect(room.page.locator("#end-now")).to_be_hidden()
    room.end()
    expect(room.report).to_contain_text("Not enough evidence")
    room.page.locator("#regrade").click()
    expect(room.report).to_contain_text("This is grading number 2", timeout=PATIENCE_MS)
    room.page.screenshot(path=screenshots / "not-enough.png", full_page=True)
    room.page.locator("#again").click()
    expect(room.page.locator("#start-button")).to_be_visible()
    assert "interview=" not in room.page.url


def test_the_clock_counts_down_in_the_browser(room: Room, offline_page: str) -> None:
    room.start(offline_page)
    clock = room.page.locator("#rail [data-left]").first
    expect(clock).to_have_text(re.compile(r"44:5\d"))
    shown = clock.inner_text()
    expect(clock).not_to_have_text(shown)


def test_a_reload_brings_everything_back(room: Room, offline_page: str, context: BrowserContext) -> None:
    room.start(offline_page)
    room.say(ANSWER)
    room.press("skip")
    said, phase = room.transcript(), room.phase
    room.answer.fill("half an answer")
    expect(room.answer).to_have_value("half an answer")
    room.page.wait_for_function("() => (localStorage.getItem('ml-design-interviewer-draft') || '').length > 100")
    room.page.reload()
    room.ready()
    assert (room.transcript(), room.phase) == (said, phase)
    expect(room.answer).to_have_value("half an answer")
    room.say(ANSWER)
    assert room.transcript()[: len(said)] == said
    elsewhere = Room(context.new_page()).open(offline_page)
    elsewhere.ready()
    assert elsewhere.transcript() == room.transcript(), "the address without an id opens this browser's interview"


def test_a_second_tab_cannot_answer_the_same_turn(room: Room, offline_page: str, context: BrowserContext) -> None:
    room.start(offline_page)
    other = Room(context.new_page()).open(f"{offline_page}/?interview={room.id}")
    other.ready()
    assert other.transcript() == room.transcript()
    room.say(ANSWER)
    other.send("Too late, from the other tab.")
    expect(other.notice).to_contain_text("answered already")
    expect(other.answer).to_have_value("Too late, from the other tab.")
    assert other.transcript() == room.transcript()
    other.page.locator("#send").click()
    expect(other.user).to_have_count(2)
    other.ready()


def test_a_reload_in_mid_reply_loses_nothing(room: Room, model_page: str, provider: OpenAIServer) -> None:
    room.start(model_page)
    provider.first_token_s = 3.0
    room.send(ANSWER)
    expect(room.user).to_have_count(1)
    room.page.reload()
    expect(room.user).to_have_count(1, timeout=PATIENCE_MS)
    assert room.bot.count() == 1, "the reply is still being made"
    expect(room.bot).to_have_count(2, timeout=PATIENCE_MS)
    room.ready()
    assert sum(bool(request.get("stream")) for request in provider.requests) == 1


def test_a_failing_provider_is_said_and_costs_nothing(room: Room, model_page: str, provider: OpenAIServer) -> None:
    room.start(model_page)
    provider.fail("status", times=20, status=401, only="stream")
    room.say(ANSWER)
    expect(room.notice).to_contain_text("given offline")
    provider.heal()
    room.say(ANSWER)
    expect(room.notice).not_to_contain_text("given offline")


def test_an_unknown_interview_is_said(room: Room, offline_page: str) -> None:
    room.open(f"{offline_page}/?interview={'0' * 32}")
    expect(room.page.locator("#start-notice")).to_contain_text("There is no interview with this id")


def test_an_address_opens_its_interview_in_another_browser(room: Room, offline_page: str, browser: Browser) -> None:
    room.start(offline_page)
    room.say(ANSWER)
    elsewhere = browser.new_context()
    other = Room(elsewhere.new_page()).open(f"{offline_page}/?interview={room.id}")
    other.ready()
    assert other.transcript() == room.transcript()
    elsewhere.close()

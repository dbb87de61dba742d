"""Pictures of the page to look at, and that nothing runs out of the window in them."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.room import Room

pytestmark = pytest.mark.ui
SIZES = {"desktop": (1280, 860), "tablet": (820, 1180), "phone": (390, 844)}


@pytest.mark.parametrize(
    ("size", "scheme"), [("desktop", "light"), ("desktop", "dark"), ("tablet", "light"), ("phone", "dark")]
)
def test_fits_the_window(browser: Browser, offline_page: str, screenshots: Path, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    profile = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    room = Room(profile.new_page())
    room.open(offline_page)
    _picture(room, screenshots / f"{size}-{scheme}-start.png", width)
    room.start(offline_page)
    room.say("I would ask about **goal**, `scale` and latency.\n\n```mermaid\ngraph LR\n A[Request] --> B[Rank]\n```")
    expect(room.page.locator("#chat .mermaid svg .node").last).to_be_visible()
    _picture(room, screenshots / f"{size}-{scheme}-room.png", width)
    room.end()
    room.page.locator("details.phase summary").first.click()
    _picture(room, screenshots / f"{size}-{scheme}-report.png", width)
    profile.close()


def _picture(room: Room, path: Path, width: int) -> None:
    room.page.screenshot(path=path, full_page=True)
    assert room.page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"

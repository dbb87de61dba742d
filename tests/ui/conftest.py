"""Servers and browsers of the page's tests. One offline server for all; its interviews do not see each other."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

from tests.support.openai_server import OpenAIServer
from tests.support.room import PATIENCE_MS, ROOT, Room, launch, serving

SCREENSHOTS = ROOT / "test-results"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if os.environ.get("INTERVIEWER_SKIP_UI") == "1":
        pytest.skip("INTERVIEWER_SKIP_UI=1 leaves the tests of the page out")
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def contents(shared_data: Path, small_knowledge: Path) -> dict[str, str]:
    """Settings that name what the servers of the tests share."""
    return {"INTERVIEWER_DATA_DIR": str(shared_data), "INTERVIEWER_KNOWLEDGE_DIR": str(small_knowledge)}


@pytest.fixture(scope="session")
def offline_page(browser: Browser, contents: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page without a model."""
    settings = {"INTERVIEWER_MODEL": "offline", **contents}
    with serving(tmp_path_factory.mktemp("offline"), settings) as address:
        yield address


@pytest.fixture(scope="session")
def scripted_provider() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.fixture(scope="session")
def model_page(
    browser: Browser,
    scripted_provider: OpenAIServer,
    contents: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a page whose model is the scripted provider."""
    settings = {
        **contents,
        "INTERVIEWER_MODEL": "openai:scripted",
        "OPENAI_BASE_URL": scripted_provider.url,
        "OPENAI_API_KEY": "sk-test",
    }
    with serving(tmp_path_factory.mktemp("model"), settings) as address:
        yield address


@pytest.fixture
def provider(scripted_provider: OpenAIServer) -> Iterator[OpenAIServer]:
    """The scripted provider, healthy and quick before and after each test."""
    _heal(scripted_provider)
    yield scripted_provider
    _heal(scripted_provider)


def _heal(server: OpenAIServer) -> None:
    server.heal()
    server.first_token_s = server.token_s = 0.0
    server.requests.clear()


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    """One browser profile, so that the page's scripts are fetched and compiled once, and what went wrong in it."""
    wrong: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        wrong.append(f"a script opened a dialog: {dialog.message}")
        dialog.dismiss()

    context = browser.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    context.on("request", lambda r: None if _local(r.url) else wrong.append(f"external request: {r.url}"))
    context.on("weberror", lambda e: wrong.append(f"error on the page: {e.error}"))
    context.on("dialog", dismiss)
    yield context, wrong
    context.close()


@pytest.fixture
def context(profile: tuple[BrowserContext, list[str]]) -> Iterator[BrowserContext]:
    """The profile without pages and memory; a request to anything but loopback, or a script that fails, fails the test."""
    context, wrong = profile
    wrong.clear()
    yield context
    for page in context.pages:
        page.evaluate("localStorage.clear()")
        page.close()
    context.clear_cookies()
    assert not wrong, "\n".join(wrong)


def _local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def room(page: Page) -> Room:
    return Room(page)


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where the tests leave pictures to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS

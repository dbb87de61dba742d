"""With INTERVIEWER_AUTH the whole server asks for a login, and nobody sees another user's interview."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.room import PATIENCE_MS, fetch, serving


@pytest.fixture(scope="module")
def guarded_page(contents: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = {"INTERVIEWER_MODEL": "offline", "INTERVIEWER_AUTH": "ada:lovelace,bob:builder", **contents}
    with serving(tmp_path_factory.mktemp("guarded"), settings) as address:
        yield address


@pytest.mark.parametrize("path", ["/", "/config", "/report/0.json", "/page/page.js", "/gradio_api/info"])
def test_nothing_is_told_without_a_login(guarded_page: str, path: str):
    assert fetch(guarded_page + path).status_code == 401
    assert fetch(guarded_page + path, auth=("ada", "wrong")).status_code == 401
    assert fetch(guarded_page + path, auth=("nobody", "")).status_code == 401
    assert fetch(guarded_page + "/healthz").status_code == 200


def test_an_interview_belongs_to_its_user(guarded_page: str, browser: Browser):
    ada = browser.new_context(http_credentials={"username": "ada", "password": "lovelace"}).new_page()
    ada.goto(guarded_page)
    ada.locator("#start-button").click(timeout=PATIENCE_MS)
    expect(ada.locator("#chat")).to_contain_text("We run", timeout=PATIENCE_MS)
    ada.wait_for_url("**interview=**")
    address = ada.url
    bob = browser.new_context(http_credentials={"username": "bob", "password": "builder"}).new_page()
    bob.goto(address)
    expect(bob.locator("#start-notice")).to_contain_text("no interview with this id", timeout=PATIENCE_MS)
    ada.reload()
    expect(ada.locator("#chat")).to_contain_text("We run", timeout=PATIENCE_MS)
    ada.context.close()
    bob.context.close()

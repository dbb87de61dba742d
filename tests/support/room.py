"""The page as a person uses it: a server of its own, a browser, and the room as an object with verbs."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

ROOT = Path(__file__).parents[2]
ENTRY = ROOT / "app.py"
PATIENCE_MS = 60_000
"""How long a condition may take; two busy cores are slow, a hang is not awaited for ever."""
ONCE_MORE_MS = 10_000
"""How long a person looks at an answer that is not taken."""
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def launch(playwright: Playwright) -> Browser:
    """Start the installed Chromium; playwright's own build is not needed."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, (
        "The tests of the page need Chromium: install it (apt-get install chromium), name it in CHROMIUM, "
        "or set INTERVIEWER_SKIP_UI=1 to leave these tests out."
    )
    return playwright.chromium.launch(executable_path=found, args=list(_FLAGS))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(address: str, auth: tuple[str, str] | None = None) -> httpx.Response:
    """Ask a server for an address, with the patience of the page's tests."""
    return httpx.get(address, auth=auth, timeout=PATIENCE_MS / 1000)


@contextmanager
def serving(data: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Run `python app.py` on a free port with a data folder of its own; yields the address."""
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("INTERVIEWER_", "OPENAI_"))}
    environment = {**inherited, "INTERVIEWER_DATA_DIR": str(data), **settings}
    log = (data / "server.log").open("w")
    command = [sys.executable, str(ENTRY), "--port", str(port)]
    process = subprocess.Popen(command, cwd=data, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _await_health(f"http://127.0.0.1:{port}", process, data / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _await_health(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, f"the server stopped: {log.read_text()}"
        try:
            if httpx.get(f"{address}/healthz", timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the server did not start: {log.read_text()}")


class Room:
    """An interview on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answer = page.locator("#answer textarea")
        self.notice = page.locator("#notice")
        self.bot = page.locator("#chat .bot-row")
        self.user = page.locator("#chat .user-row")
        self.report = page.locator("#report .report")

    def open(self, address: str) -> "Room":
        """Open an address and wait until the page is drawn."""
        self.page.goto(address)
        expect(self.page.locator("#start-button, #send, #report-screen").first).to_be_visible(timeout=PATIENCE_MS)
        return self

    def start(self, address: str, case: str = "Ad click prediction", minutes: int = 45) -> "Room":
        """Begin an interview."""
        self.open(address)
        self.page.locator("#case label", has_text=case).click()
        self.page.locator("#minutes label", has_text=f"{minutes} min").click()
        self.page.locator("#start-button").click()
        expect(self.bot).to_have_count(1, timeout=PATIENCE_MS)
        self.ready()
        return self

    def ready(self) -> None:
        """Wait until it is the candidate's turn, or the report is there."""
        send = self.page.locator("#send:enabled")
        expect(send.or_(self.report).first).to_be_visible(timeout=PATIENCE_MS)

    def send(self, text: str) -> None:
        """Type an answer and send it, without waiting for a reply."""
        self.answer.fill(text)
        self.page.locator("#send").click()

    def say(self, text: str) -> None:
        """Answer, and wait for the whole reply."""
        before, said = self.bot.count(), self.user.count()
        self.send(text)
        try:
            expect(self.user.nth(said).or_(self.report).first).to_be_visible(timeout=ONCE_MORE_MS)
        except AssertionError:  # Gradio drops a click while the last event is not quite over: a person clicks again
            self.page.locator("#send").click()
        expect(self.bot.nth(before).or_(self.report).first).to_be_visible(timeout=PATIENCE_MS)
        self.ready()

    def press(self, name: str) -> None:
        """Press Hint or Skip phase, and wait for the reply."""
        before = self.bot.count()
        self.page.locator(f"#{name}").click()
        expect(self.bot.nth(before).or_(self.report).first).to_be_visible(timeout=PATIENCE_MS)
        self.ready()

    def end(self) -> None:
        """End the interview and wait for its report."""
        self.page.locator("#end").click()
        self.page.locator("#end-now").click()
        expect(self.report).to_be_visible(timeout=PATIENCE_MS)

    @property
    def phase(self) -> str:
        """Title of the phase in progress."""
        return self.page.locator("#rail .leg.current .leg-title").inner_text()

    @property
    def id(self) -> str:
        """Id of the interview, from the address bar."""
        found = re.search(r"interview=([0-9a-f]{32})", self.page.url)
        assert found, f"no interview in the address {self.page.url}"
        return found[1]

    def transcript(self) -> list[str]:
        """Everything that was said, as shown."""
        return self.page.locator("#chat .message-content").all_inner_texts()

    def download(self, form: str) -> bytes:
        """Download the report through its link."""
        link: Locator = self.page.locator(f"#report a[href$='.{form}']")
        with self.page.expect_download(timeout=PATIENCE_MS) as info:
            link.click()
        return Path(info.value.path()).read_bytes()

"""The server behind the page: health, headers, downloads, addresses that are taken."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.room import ROOT, fetch

pytestmark = pytest.mark.ui


def test_health_and_readiness(offline_page: str) -> None:
    assert fetch(f"{offline_page}/healthz").json()["status"] == "ok"
    for _ in range(300):  # the index is built beside the page
        ready = fetch(f"{offline_page}/readyz")
        if ready.status_code == 200:
            break
        assert ready.status_code == 503
        assert "made ready" in ready.json()["index"]
        time.sleep(0.2)
    assert fetch(f"{offline_page}/readyz").json() == {"status": "ok", "store": "ok", "index": "ok", "model": "ok"}


@pytest.mark.parametrize("path", ["/", "/healthz", "/page/page.js", "/report/x.json", "/gradio_api/info", "/nothing"])
def test_every_answer_carries_the_security_headers(offline_page: str, path: str) -> None:
    headers = fetch(f"{offline_page}{path}").headers
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert "img-src 'self' data: blob:" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "name", ["0" * 32 + ".json", "x.md", "..%2f..%2fetc%2fpasswd.md", "0" * 32 + ".exe", "%00.pdf", "'.json"]
)
def test_no_report_no_details(offline_page: str, name: str) -> None:
    answer = fetch(f"{offline_page}/report/{name}")
    assert answer.status_code == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize("path", ["/gradio_api/file=/etc/passwd", "/gradio_api/file=app.py", "/monitoring", "/docs"])
def test_nothing_else_is_served(offline_page: str, path: str) -> None:
    assert fetch(f"{offline_page}{path}").status_code in (403, 404)


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, str(ROOT / "app.py"), "--port", port]
        environment = {"INTERVIEWER_DATA_DIR": str(tmp_path), "INTERVIEWER_MODEL": "offline", "PATH": ""}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2
    assert f"Cannot listen on 127.0.0.1, port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_importing_the_entry_builds_nothing() -> None:
    code = "import app, sys; print(sorted({'gradio', 'chromadb', 'openai', 'onnxruntime'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

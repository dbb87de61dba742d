"""The web server: the page at `/`, report downloads, health, and security headers on everything."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import PackageNotFoundError, version

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from interviewer.adapters.report.reports import FORMATS
from interviewer.bootstrap import App
from interviewer.domain.errors import InputError, InterviewerError
from interviewer.health import OK, health

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported; it would start telemetry threads
import gradio as gr

from interviewer.ui.login import Login, user_of
from interviewer.ui.page import build_page
from interviewer.ui.security import SecurityHeaders
from interviewer.ui.theme import ASSETS, STYLESHEET, page_theme

WARMING = "The search index and the models of the assessor are being made ready; try again in a moment."
THREADS = 200
"""Events of the page that may run at a time; Gradio's own limit is 40 for everybody together."""
SCRIPT = '<script src="/page/page.js" defer></script>'
NO_REPORT = (
    f"There is no report here: no such interview, or not graded yet, or not one of the formats {', '.join(FORMATS)}.\n"
)


def create_asgi(app: App) -> FastAPI:
    """Build the web application around an app; it is closed when the server stops.

    Raises:
        ConfigError: a setting is wrong.
    """
    app.check_settings()
    users = app.settings.users

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        server.state.warming = warming = asyncio.create_task(_warm_up(app))
        yield
        warming.cancel()
        await app.close()

    server = FastAPI(title="interviewer", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(server, app)
    page = build_page(app)
    page.max_threads = THREADS  # before queue(), which copies it
    page.queue(default_concurrency_limit=64, api_open=False, max_size=1_000)
    gr.mount_gradio_app(
        server, page, path="/", theme=page_theme(), css_paths=[STYLESHEET], head=SCRIPT, footer_links=[],
        run_history=False, enable_monitoring=False, show_error=False, max_file_size="1mb",
        auth_dependency=user_of if users else None,
    )  # fmt: skip
    if users:
        server.add_middleware(Login, users=users)
    server.add_middleware(SecurityHeaders)
    return server


def serve(app: App, listener: socket.socket) -> None:
    """Serve the page on a bound socket until the process is stopped.

    Raises:
        ConfigError: a setting is wrong.
    """
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(create_asgi(app), log_level="warning", ws="none", timeout_graceful_shutdown=10)
    print(f"The interviewer is ready at http://{shown}:{port}/ (Ctrl+C stops it).", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


async def _warm_up(app: App) -> None:
    """Load beside the first page views what the first answer to each problem would have to wait for."""
    with suppress(InterviewerError):  # whoever answers first meets the same error, and is told
        await app.prepare()
        for case in app.knowledge.cases():
            phase = case.phases[0]
            await app.listener.hear(phase.question, case.opening, case, phase, phase.criteria)


def _add_routes(server: FastAPI, app: App) -> None:
    known_version = _version()

    @server.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok", "version": known_version}

    @server.get("/readyz")
    async def readyz() -> JSONResponse:
        parts = await health(app)
        if not server.state.warming.done():
            parts["index"] = WARMING
        # Without an index interviews go on; without a store they cannot, and before the first answer would wait.
        able = parts["store"] == OK and parts["index"] != WARMING
        fine = all(state == OK for state in parts.values())
        return JSONResponse(
            {"status": "ok" if fine else "degraded" if able else "not ready", **parts}, 200 if able else 503
        )

    @server.get("/report/{interview_id}.{form}")
    async def report(interview_id: str, form: str, request: Request) -> Response:
        return await _download(app, user_of(request), interview_id, form)

    @server.get("/page/page.js")
    async def script() -> FileResponse:
        return FileResponse(ASSETS / "page.js", media_type="text/javascript", headers={"cache-control": "no-cache"})


def _version() -> str:
    try:
        return version("ml-design-interviewer")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "unknown"


async def _download(app: App, user: str | None, interview_id: str, form: str) -> Response:
    """Answer with the last grading's report; whoever knows the id may read it, or its user alone."""
    if form not in FORMATS:
        return PlainTextResponse(NO_REPORT, 404)
    try:
        interview = await app.journal.load_for(user, interview_id)
        if not interview.gradings:
            return PlainTextResponse(NO_REPORT, 404)
        report = app.reports.report(interview)
        content = await asyncio.to_thread(app.reports.render, report, form)
    except InputError:
        return PlainTextResponse(NO_REPORT, 404)
    except InterviewerError as error:
        return PlainTextResponse(f"{error}\n", 503)
    name = f"report-{interview.started.case}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=FORMATS[form].media_type, headers=headers)

"""HTTP Basic login for the whole server, where INTERVIEWER_AUTH names users; interviews then belong to their user."""

import base64
import binascii
import secrets
from collections.abc import Mapping

from gradio.context import LocalContext
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OPEN_PATHS = ("/healthz", "/readyz")
"""Answered without a login, for the machines that watch the server."""
_USER = "interviewer.user"


class Login:
    """ASGI middleware that lets nobody in without a known user and password."""

    def __init__(self, app: ASGIApp, users: Mapping[str, str]) -> None:
        self._app = app
        self._users = users

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request whose user is known; ask for a login otherwise."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS:
            user = self._user(HTTPConnection(scope))
            if user is None:
                asks = {"www-authenticate": 'Basic realm="interviewer", charset="UTF-8"'}
                await PlainTextResponse("Please log in.\n", 401, asks)(scope, receive, send)
                return
            scope = {**scope, _USER: user}
        await self._app(scope, receive, send)

    def _user(self, connection: HTTPConnection) -> str | None:
        scheme, _, credentials = connection.headers.get("authorization", "").partition(" ")
        try:
            user, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        known = self._users.get(user, "")
        right = secrets.compare_digest(password.encode(), known.encode())
        return user if scheme.lower() == "basic" and known and right else None


def user_of(request: Request) -> str | None:
    """Return the user of a request; None where nobody has to log in."""
    return request.scope.get(_USER)


def current_user() -> str | None:
    """Return the user whose event of the page is being handled."""
    request = LocalContext.request.get(None)
    return request.username if request else None

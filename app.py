"""Entry for servers: `python app.py`, or any ASGI server with `app:app`. Importing it builds nothing."""

import sys
from typing import Any

from interviewer.settings import load_settings


def __getattr__(name: str) -> Any:
    """Build the ASGI application when a server asks for `app`."""
    if name != "app":
        raise AttributeError(name)
    from interviewer.bootstrap import build
    from interviewer.ui.server import create_asgi

    return globals().setdefault("app", create_asgi(build(load_settings())))


if __name__ == "__main__":
    from interviewer.cli import main

    sys.argv.insert(1, "serve")
    main()

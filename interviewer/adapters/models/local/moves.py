"""Which moves a local model of some size may word: read from `moves.toml`, which a benchmark backs."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from interviewer.domain.events import MoveKind

FILE = Path(__file__).with_name("moves.toml")


class SizeClass(BaseModel):
    """One line of the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_parameters: int = Field(ge=0)
    moves: tuple[MoveKind, ...]
    measured: bool
    """Whether the wording benchmark was run with a model of this class."""


@cache
def size_classes() -> tuple[SizeClass, ...]:
    """Return all classes, the largest first."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["class"]
    classes = (SizeClass.model_validate(row) for row in rows)
    return tuple(sorted(classes, key=lambda c: -c.from_parameters))


def size_class(parameters: int) -> SizeClass:
    """Return the class of a model."""
    return next(c for c in size_classes() if parameters >= c.from_parameters)


def may_word(parameters: int | None, kind: MoveKind) -> bool:
    """Tell whether a model may word a move; one that is not loaded yet is asked, so that it can say so."""
    return parameters is None or kind in size_class(parameters).moves


def size_in_words(parameters: int) -> str:
    """Return a number of parameters as models are called: 135M, 1.5B."""
    return f"{parameters / 1e9:.1f}B" if parameters >= 1e9 else f"{parameters / 1e6:.0f}M"

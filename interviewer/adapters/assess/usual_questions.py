"""How people usually ask for what fact sheets hold, and what they ask that no sheet answers: a committed list."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class UsualQuestions:
    """Questions that fit any problem."""

    facts: tuple[tuple[frozenset[str], str], ...]
    """Ids under which sheets have such a fact, and one way to ask for it."""
    none: tuple[str, ...]
    """Questions about the company, the looks, the design or the interviewer."""


@cache
def load_usual_questions() -> UsualQuestions:
    """Read the committed list."""
    data = yaml.safe_load(
        files("interviewer.adapters.assess").joinpath("usual_questions.yaml").read_text(encoding="utf-8")
    )
    asked = tuple((frozenset(group["ids"]), question) for group in data["facts"] for question in group["asked_as"])
    return UsualQuestions(asked, tuple(data["none"]))

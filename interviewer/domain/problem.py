"""What an interview is about: a case, its phases, criteria and facts, and the passages that teach them.

All models are frozen and validated; files become these objects in `adapters.knowledge.markdown`.
"""

from typing import Annotated, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Level = Literal["mid", "senior", "staff"]
LEVELS: tuple[Level, ...] = ("mid", "senior", "staff")
Difficulty = Literal["easy", "medium", "hard"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
CriterionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9]+(-[a-z0-9]+)*$")]


class Content(BaseModel):
    """Base of everything an author writes: immutable, and unknown fields are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Content):
    """One line of the hidden fact sheet, told only when the candidate asks about it."""

    id: Slug
    about: Text
    """What a question must be about to be answered with this fact."""
    asked_as: tuple[Text, ...] = ()
    """Ways in which people ask for it, as short questions in other words than `about`."""
    answer: Text


class Derived(Content):
    """A quantity that follows from the fact sheet, to hold a candidate's estimate against."""

    model_config = ConfigDict(validate_by_name=True)

    id: Slug
    what: Text
    """What it is, as the report says it."""
    about: tuple[Text, ...] = Field(min_length=1)
    """A number is about it if what is said with it has all words of one of these."""
    unless: tuple[Text, ...] = ()
    """Words that make a sentence about something else."""
    value: Text
    """Number and unit, such as `46300 / second` or `3 TB`."""
    computed: Text = Field(alias="from")
    """How it follows, such as `200e6 * 20 / day`."""
    facts: tuple[Slug, ...] = Field(min_length=1)
    """Whose numbers it is computed from."""
    assuming: Text | None = None
    """What the computation takes besides, with its numbers."""


class Curveball(Content):
    """A constraint that changes in mid-interview; played at most once per interview."""

    id: Slug
    phase: Slug
    says: Text
    criterion: CriterionId


class Section(Content):
    """Where a passage stands: a knowledge file and one of its headings."""

    file: Text
    heading: Text


class Criterion(Content):
    """One thing that a strong answer does, phrased so that two people agree whether it was shown."""

    id: CriterionId
    expects: Text
    level: Level
    """Lowest level it is expected from."""
    weight: int = Field(ge=1, le=3)
    vocabulary: tuple[Text, ...] = Field(min_length=1)
    probes: tuple[Text, ...] = Field(min_length=2)
    """From open to narrow; none contains the expected answer."""
    facts: tuple[Slug, ...] = ()
    """What the sheet has on it: asking for one of these facts shows the criterion."""
    hint: Text
    shown_by: tuple[Text, ...] = Field(min_length=3)
    not_shown_by: tuple[Text, ...] = Field(min_length=3)
    teaches: Section

    @property
    def phase(self) -> str:
        """Id of the phase this criterion belongs to."""
        return self.id.split(".", 1)[0]

    def expected_from(self, level: Level) -> bool:
        """Tell whether a candidate of `level` must show this criterion."""
        return LEVELS.index(self.level) <= LEVELS.index(level)


class Phase(Content):
    """One phase of one case: the framework's step joined with the case's question and criteria."""

    id: Slug
    title: Text
    minutes: int = Field(gt=0)
    """Budget in a 45-minute interview; scales with the interview's length."""
    about: Text
    transitions: tuple[Text, ...] = Field(min_length=1)
    """Statements that lead into this phase, without praise."""
    generic_hint: Text
    question: Text
    criteria: tuple[Criterion, ...] = Field(min_length=5)
    example_answer: str | None = None
    """A strong answer to this phase of this case, from the body of the phase file."""


class Case(Content):
    """One interview problem with everything the interviewer and the grader know about it."""

    id: Slug
    title: Text
    summary: Text
    difficulty: Difficulty
    tags: tuple[Text, ...]
    opening: Text
    facts: tuple[Fact, ...] = Field(min_length=8)
    left_open: tuple[Text, ...] = ()
    """Clarifying questions that come near the facts and that none of them answers."""
    curveballs: tuple[Curveball, ...] = Field(min_length=2)
    estimates: tuple[Derived, ...] = ()
    phases: tuple[Phase, ...] = Field(min_length=1)
    overview: str = ""
    """Body of case.md: the problem in a page. Never shown before the interview has ended."""

    def phase(self, phase_id: str) -> Phase:
        """Return the phase with this id; raises KeyError if the case has none."""
        return next((p for p in self.phases if p.id == phase_id), None) or _missing(phase_id)

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion with this id; raises KeyError if the case has none."""
        found = (c for p in self.phases for c in p.criteria if c.id == criterion_id)
        return next(found, None) or _missing(criterion_id)

    def fact(self, fact_id: str) -> Fact:
        """Return the fact with this id; raises KeyError if the case has none."""
        return next((f for f in self.facts if f.id == fact_id), None) or _missing(fact_id)

    def curveball_of(self, criterion_id: str) -> Curveball | None:
        """Return the curveball that this criterion belongs to, if it belongs to one."""
        return next((c for c in self.curveballs if c.criterion == criterion_id), None)


class Passage(Content):
    """A retrievable piece of the knowledge base: one section or a part of a long one."""

    id: Text
    file: Text
    """Path relative to the knowledge folder."""
    heading: Text
    """Heading as written, without the hashes."""
    path: tuple[str, ...] = ()
    """Document title and headings above, outermost first."""
    text: Text
    case: str | None = None
    phase: str | None = None
    topic: str | None = None


class Hit(Content):
    """A passage found by a search, with its fused score (higher is better)."""

    passage: Passage
    score: float
    near: bool = False
    """Meaning was compared, and the passage speaks of what was asked; otherwise it is only the best there is."""


def _missing(key: str) -> NoReturn:
    raise KeyError(key)

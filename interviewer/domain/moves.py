"""A decided move with its curated words: what the policy returns and what a model may only reword."""

from dataclasses import dataclass

from interviewer.domain.events import EndedBy, MoveKind, Nudge


@dataclass(frozen=True)
class Move:
    """Exactly one thing the interviewer does."""

    kind: MoveKind
    phase: str
    """The phase the move belongs to; an `advance` belongs to the phase it opens."""
    says: str
    """The curated words: spoken as they are without a model, reworded by one."""
    lead: str = ""
    """Words before them that stay as they are: facts that were asked for, the time that is left."""
    question: str | None = None
    """The curated question in them; None if the move asks none of its own."""
    nudges: tuple[Nudge, ...] = ()
    """Which time `lead` mentions."""
    criterion: str | None = None
    curveball: str | None = None
    estimate: str | None = None
    """The derived quantity whose number the candidate is asked to go through."""
    quote: str | None = None
    """A phrase of the candidate's last answer that the question is tied to."""
    verbatim: bool = False
    """The words must not be changed (facts of the sheet, a changed constraint)."""
    ends: EndedBy | None = None
    """Set on `wrap_up`: why the interview is over."""

    @property
    def text(self) -> str:
        """All curated words of the move."""
        return f"{self.lead} {self.says}" if self.lead else self.says

    @property
    def asks(self) -> bool:
        """Tell whether the move ends in a question."""
        return "?" in self.says

"""Small events for tests that care about storing, not about interviews."""

from datetime import UTC, datetime, timedelta

from interviewer.domain.events import CandidateSpoke, InterviewerSpoke, Started

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def started(case: str = "ad-click-prediction") -> Started:
    return Started(at=AT, case=case, level="senior", minutes=45, mode="offline", model="offline")


def candidate(text: str, seconds: float = 0) -> CandidateSpoke:
    return CandidateSpoke(at=AT + timedelta(seconds=seconds), text=text)


def interviewer(text: str, seconds: float = 0, phase: str = "clarify") -> InterviewerSpoke:
    return InterviewerSpoke(at=AT + timedelta(seconds=seconds), text=text, move="probe", phase=phase)

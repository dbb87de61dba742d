"""The work of `interviewer assess`: answers in, verdicts and points out."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from interviewer.domain.errors import InputError
from interviewer.domain.evidence import check
from interviewer.domain.interview import Role, Turn
from interviewer.domain.rubric import Judgement
from interviewer.domain.scoring import score_phase
from interviewer.services.conductor import check_level

if TYPE_CHECKING:
    from interviewer.adapters.assess.offline import Answer
    from interviewer.bootstrap import App


def assess_records(app: "App", records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Assess answers, all in one batch.

    Args:
        app: the parts.
        records: each has `case`, `phase`, `level`, `answer`, and `question` and `id` if there are any.

    Raises:
        InputError: a field is missing or names something that does not exist.
    """
    asked = [check_record(app, record) for record in records]
    judged = app.offline_assessor.assess_many(
        [_answer(app, record, question) for record, question in zip(records, asked, strict=True)]
    )
    return [_result(app, *row) for row in zip(records, asked, judged, strict=True)]


def _answer(app: "App", record: dict[str, Any], question: str) -> "Answer":
    from interviewer.adapters.assess.offline import Answer

    case = app.knowledge.case(record["case"])
    return Answer(case, case.phase(record["phase"]), record["answer"], question)


def print_many(app: "App", records: list[dict[str, Any]]) -> None:
    """Print one result a line, in the order of the records."""
    for result in assess_records(app, records):
        print(json.dumps(result, ensure_ascii=False))


def _check_pair(number: int, record: dict[str, Any]) -> None:
    if not isinstance(record.get("id"), str | int) or isinstance(record["id"], bool):
        raise InputError(f'Record {number} needs "id", a text or a whole number.')
    for field in ("criterion", "answer"):
        if not isinstance(record.get(field), str):
            raise InputError(f'Record {number} needs "{field}" as text.')
    if not record["criterion"].strip():
        raise InputError(f'Record {number} has an empty "criterion".')
    for field in ("question", "reference"):
        if not isinstance(record.get(field), str | None):
            raise InputError(f'"{field}" of record {number} is no text.')


def print_pairs(app: "App", records: list[dict[str, Any]]) -> None:
    """Assess any criterion against any answer; prints one result a line."""
    for number, record in enumerate(records, 1):
        _check_pair(number, record)
    for result in app.offline_assessor.assess_pairs(records):
        print(json.dumps(result, ensure_ascii=False))


def check_record(app: "App", record: dict[str, Any]) -> str:
    """Check a record; return the question that was answered: its own, or the opening question of the phase."""
    for field in ("case", "phase", "level", "answer"):
        if not isinstance(record.get(field), str):
            raise InputError(f'A record needs "case", "phase", "level" and "answer" as text; "{field}" is missing.')
    if not isinstance(record.get("question"), str | None) or not isinstance(record.get("id"), str | int | None):
        raise InputError('"question" must be text, and "id" text or a whole number.')
    check_level(record["level"])
    case = app.knowledge.case(record["case"])
    phases = {phase.id: phase for phase in case.phases}
    if record["phase"] not in phases:
        raise InputError(f"There is no phase '{record['phase']}'; choose one of: {', '.join(phases)}.")
    return str(record.get("question") or phases[record["phase"]].question)


def _result(app: "App", record: dict[str, Any], question: str, judged: "Sequence[Judgement]") -> dict[str, Any]:
    case = app.knowledge.case(record["case"])
    rows: list[tuple[Role, str]] = [("interviewer", question), ("candidate", record["answer"])]
    turns = [Turn(number, role, record["phase"], text, app.clock.now()) for number, (role, text) in enumerate(rows)]
    asked = [j.model_copy(update={"turn": 1}) for j in judged if not case.curveball_of(j.criterion)]
    verdicts = [check(judgement, case.criterion(judgement.criterion), turns).verdict for judgement in asked]
    scored = score_phase(verdicts, check_level(record["level"]))
    result: dict[str, Any] = {"id": record["id"]} if "id" in record else {}
    return result | {
        "verdicts": [
            {
                "criterion": v.id,
                "verdict": v.verdict,
                "probability": v.probability,
                "quote": v.quote.model_dump(exclude={"turn"}) if v.quote else None,
            }
            for v in verdicts
        ],
        "points": scored.points,
        "possible": scored.possible,
        "score": scored.score,
    }

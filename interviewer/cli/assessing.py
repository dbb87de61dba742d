"""The work of `interviewer assess`: answers in, verdicts and points out."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from interviewer.cli.reading import Record, accepted
from interviewer.domain.errors import InputError
from interviewer.domain.evidence import check
from interviewer.domain.interview import Role, Turn
from interviewer.domain.rubric import Judgement
from interviewer.domain.scoring import score_phase
from interviewer.services.conductor import check_level

if TYPE_CHECKING:
    from interviewer.adapters.assess.offline import Answer
    from interviewer.bootstrap import App

BATCH_CHARACTERS = 60_000
"""Answers assessed at once, so that many long ones need no more memory than a few."""
_Fields = dict[str, Any]


def print_one(app: "App", fields: _Fields) -> None:
    """Assess one answer; prints one JSON document."""
    row = fields | {"question": check_fields(app, fields), "answer": accepted(fields["answer"], "yours")}
    print(json.dumps(_assess(app, [row])[0], ensure_ascii=False, indent=2))


def print_many(app: "App", records: Sequence[Record]) -> None:
    """Assess many answers; prints one result a line, in their order.

    Raises:
        InputError: a record lacks a field, or names something that does not exist; nothing is printed then.
    """
    checked = _checked(records, lambda fields: check_fields(app, fields))
    rows = _cut([fields | {"question": question} for fields, question in checked], ("answer", "question"))
    for batch in _batches(rows):
        for result in _assess(app, batch):
            print(json.dumps(result, ensure_ascii=False))


def print_pairs(app: "App", records: Sequence[Record]) -> None:
    """Assess any criterion against any answer; prints one result a line.

    Raises:
        InputError: a record lacks a field; nothing is printed then.
    """
    checked = _checked(records, _check_pair)
    rows = _cut([fields for fields, _ in checked], ("criterion", "answer", "question", "reference"))
    for batch in _batches(rows):
        for result in app.offline_assessor.assess_pairs(batch):
            print(json.dumps(result, ensure_ascii=False))


def check_fields(app: "App", fields: _Fields) -> str:
    """Check what is to be assessed; return the question that was answered, by default the phase's opening question.

    Raises:
        InputError: a field is missing, or names something that does not exist.
    """
    for field in ("case", "phase", "level", "answer"):
        if not isinstance(fields.get(field), str):
            raise InputError(f'A record needs "case", "phase", "level" and "answer" as text; "{field}" is missing.')
    if not isinstance(fields.get("question"), str | None) or not isinstance(fields.get("id"), str | int | None):
        raise InputError('"question" must be text, and "id" text or a whole number.')
    check_level(fields["level"])
    case = app.knowledge.case(fields["case"])
    phases = {phase.id: phase for phase in case.phases}
    if fields["phase"] not in phases:
        raise InputError(f"There is no phase '{fields['phase']}'; choose one of: {', '.join(phases)}.")
    return str(fields.get("question") or phases[fields["phase"]].question)


def _check_pair(fields: _Fields) -> str:
    if not isinstance(fields.get("id"), str | int) or isinstance(fields["id"], bool):
        raise InputError('A record needs "id", a text or a whole number.')
    for field in ("criterion", "answer"):
        if not isinstance(fields.get(field), str):
            raise InputError(f'A record needs "{field}" as text.')
    if not fields["criterion"].strip():
        raise InputError('The "criterion" is empty.')
    for field in ("question", "reference"):
        if not isinstance(fields.get(field), str | None):
            raise InputError(f'"{field}" must be text.')
    return fields["criterion"]


def _checked(records: Sequence[Record], checks: Callable[[_Fields], str]) -> list[tuple[_Fields, str]]:
    """Check every record before any is assessed; an error says where it stands."""
    rows = []
    for place, fields in records:
        try:
            rows.append((fields, checks(fields)))
        except InputError as error:
            raise InputError(f"{place}: {error}") from error
    return rows


def _cut(rows: Sequence[_Fields], texts: Sequence[str]) -> list[_Fields]:
    """Take every text up to the accepted length; says what is left out, with the record's id."""
    return [
        fields
        | {name: accepted(fields[name], f"the {name} of {fields.get('id')!r}") for name in texts if fields.get(name)}
        for fields in rows
    ]


def _batches(rows: Sequence[_Fields]) -> Iterator[list[_Fields]]:
    batch: list[_Fields] = []
    characters = 0
    for fields in rows:
        if batch and characters + len(fields["answer"]) > BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
        batch.append(fields)
        characters += len(fields["answer"])
    yield batch


def _assess(app: "App", rows: Sequence[_Fields]) -> list[_Fields]:
    judged = app.offline_assessor.assess_many([_answer(app, row) for row in rows])
    return [_result(app, *row) for row in zip(rows, judged, strict=True)]


def _answer(app: "App", fields: _Fields) -> "Answer":
    from interviewer.adapters.assess.offline import Answer

    case = app.knowledge.case(fields["case"])
    return Answer(case, case.phase(fields["phase"]), fields["answer"], fields["question"])


def _result(app: "App", fields: _Fields, judged: "Sequence[Judgement]") -> _Fields:
    case = app.knowledge.case(fields["case"])
    rows: list[tuple[Role, str]] = [("interviewer", fields["question"]), ("candidate", fields["answer"])]
    turns = [Turn(number, role, fields["phase"], text, app.clock.now()) for number, (role, text) in enumerate(rows)]
    asked = [j.model_copy(update={"turn": 1}) for j in judged if not case.curveball_of(j.criterion)]
    verdicts = [check(judgement, case.criterion(judgement.criterion), turns).verdict for judgement in asked]
    scored = score_phase(verdicts, check_level(fields["level"]))
    result: _Fields = {"id": fields["id"]} if "id" in fields else {}
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

"""Charts of a report as SVG, in pure Python: for the page, for HTML and for the PDF.

Each chart stands on its own card, so that it can be read on any background; inside an element with the
class `dark` it takes the dark palette. Text is never clipped: labels are wrapped to the room they have.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from interviewer.adapters.report.svg import (
    LABEL,
    SMALL,
    TINY,
    WIDTH,
    circle,
    columns_of,
    line,
    path,
    rect,
    svg,
    text,
    wrap,
)
from interviewer.adapters.report.wording import minutes_of, number, score_of
from interviewer.domain.report import Report
from interviewer.domain.rubric import PhaseResult

_CENTRE = (WIDTH / 2, 205.0)
_RADIUS = 95.0
_BAR_LEFT, _BAR_RIGHT, _BAR_ROW = 162.0, WIDTH - 145.0, 42.0
_AREA_LEFT, _AREA_RIGHT, _AREA_TOP, _AREA_BOTTOM = 50.0, WIDTH - 40.0, 56.0, 230.0
_LABEL_COLUMNS = 16
"""Columns of a label of two lines."""
_PITCH = LABEL + 3
"""From one line of a label to the next."""
_TINY_COLUMN = TINY * 0.62
"""Width of one column of the smallest text."""


def radar_svg(report: Report, titles: Mapping[str, str]) -> str:
    """Draw the phases' scores, 1 on the inner ring to 4 on the outer.

    A phase without a score is a gap in the figure and says why it has none; a band of more than one score
    is a broad stroke along the axis.
    """
    phases = report.evaluation.phases
    if not phases:
        return _empty("radar", "Scores by phase")
    angles = [2 * math.pi * index / len(phases) for index in range(len(phases))]
    parts = [circle(*_CENTRE, _RADIUS * ring / 4, "chart-grid") for ring in range(1, 5)]
    parts += [line(*_CENTRE, *_on(angle, 4), "chart-grid") for angle in angles]
    parts += _figure(phases, angles)
    parts += [text(_CENTRE[0] + 8, _CENTRE[1] - _RADIUS * n / 4 + 12, str(n), "chart-soft", TINY) for n in range(1, 5)]
    for phase, angle in zip(phases, angles, strict=True):
        parts += _radar_label(angle, titles.get(phase.phase, phase.phase), score_of(phase))
    described = "; ".join(f"{titles.get(p.phase, p.phase)}: {score_of(p)}" for p in phases)
    return svg("radar", 385, "Scores by phase, 1 to 4", described, parts)


def time_svg(report: Report, titles: Mapping[str, str]) -> str:
    """Draw the minutes used in each phase as bars before the minutes planned."""
    phases = report.evaluation.phases
    if not phases:
        return _empty("time", "Minutes used and planned")
    longest = max(1.0, *(max(p.minutes_used, p.minutes_budget) for p in phases))
    scale = (_BAR_RIGHT - _BAR_LEFT) / longest
    parts: list[str] = []
    for index, phase in enumerate(phases):
        y = 48 + index * _BAR_ROW
        used, planned = phase.minutes_used * scale, phase.minutes_budget * scale
        over = phase.minutes_used > phase.minutes_budget + 0.05
        parts += _lines(_BAR_LEFT - 10, y + 14, wrap(titles.get(phase.phase, phase.phase), _LABEL_COLUMNS, 2), "end")
        parts.append(rect(_BAR_LEFT, y, planned, 18, "chart-plan"))
        parts.append(rect(_BAR_LEFT, y + 4, used, 10, "chart-over" if over else "chart-bar"))
        parts.append(line(_BAR_LEFT + planned, y - 2, _BAR_LEFT + planned, y + 20, "chart-mark"))
        parts.append(text(_BAR_RIGHT + 12, y + 14, f"{minutes_of(phase)} min", "chart-ink", SMALL))
    described = "; ".join(f"{titles.get(p.phase, p.phase)}: {minutes_of(p)} minutes" for p in phases)
    return svg("time", 60 + len(phases) * _BAR_ROW, "Minutes used of minutes planned", described, parts)


def coverage_svg(report: Report, titles: Mapping[str, str]) -> str:
    """Draw how many criteria had been shown, fully or in part, as the interview went on.

    The horizontal axis is minutes since the start; turns, where the transcript has no times of its own.
    """
    phases = report.evaluation.phases
    total = sum(len(phase.criteria) for phase in phases)
    if not total or not report.turns:
        return _empty("coverage", "Criteria shown over time")
    moments, unit = _moments(report)
    earned = sorted(v.quote.turn for p in phases for v in p.criteria if v.quote and v.verdict in ("shown", "partial"))
    heights = [_AREA_BOTTOM - (_AREA_BOTTOM - _AREA_TOP) * count / total for count in range(len(earned) + 1)]
    points = [(_AREA_LEFT, _AREA_BOTTOM)]
    for turn, low, high in zip(earned, heights, heights[1:], strict=False):
        x = _across(moments[turn], moments[-1])
        points += [(x, low), (x, high)]
    points.append((_AREA_RIGHT, heights[-1]))
    end = f"{number(round(moments[-1], 1))} {unit}"
    parts = [
        *_phase_strip(report, titles, moments),
        line(_AREA_LEFT, _AREA_TOP, _AREA_RIGHT, _AREA_TOP, "chart-grid"),
        line(_AREA_LEFT, _AREA_BOTTOM, _AREA_RIGHT, _AREA_BOTTOM, "chart-axis"),
        path([*points, (_AREA_RIGHT, _AREA_BOTTOM)], "chart-area", closed=True),
        path(points, "chart-line"),
        text(_AREA_LEFT - 8, _AREA_TOP + 4, str(total), "chart-soft", SMALL, "end"),
        text(_AREA_LEFT - 8, _AREA_BOTTOM + 4, "0", "chart-soft", SMALL, "end"),
        text(_AREA_RIGHT + 6, heights[-1] + 4, str(len(earned)), "chart-ink"),
        text(_AREA_RIGHT, _AREA_BOTTOM + 40, end, "chart-soft", SMALL, "end"),
    ]
    described = f"{len(earned)} of {total} criteria were shown, fully or in part, within {end}"
    return svg("coverage", 286, "Criteria shown over time", described, parts)


def _figure(phases: Sequence[PhaseResult], angles: Sequence[float]) -> list[str]:
    """Draw the line through scored neighbours; between phases without a score there is nothing."""
    scored = [(phase, angle) for phase, angle in zip(phases, angles, strict=True) if phase.score is not None]
    points = {angle: _on(angle, phase.score or 0) for phase, angle in scored}
    parts: list[str] = []
    for run in _runs(phases, angles):
        whole = len(run) == len(phases)
        corners = [points[angle] for angle in run]
        parts.append(path(corners if whole else [*corners, _CENTRE], "chart-area", closed=True))
        parts.append(path([*corners, corners[0]] if whole else corners, "chart-line"))
    for phase, angle in scored:
        low, high = phase.band or (0, 0)
        parts += [line(*_on(angle, low), *_on(angle, high), "chart-band")] if low < high else []
        parts.append(circle(*points[angle], 4, "chart-dot"))
    return parts


def _runs(phases: Sequence[PhaseResult], angles: Sequence[float]) -> list[list[float]]:
    """Return the angles of neighbouring phases with a score, group by group; the last and the first are neighbours."""
    gap = next((index for index, phase in enumerate(phases) if phase.score is None), 0)
    turned = [(phases[i % len(phases)], angles[i % len(phases)]) for i in range(gap, gap + len(phases))]
    groups = groupby(turned, key=lambda pair: pair[0].score is not None)
    return [[angle for _, angle in group] for scored, group in groups if scored]


def _on(angle: float, score: float) -> tuple[float, float]:
    reach = _RADIUS * score / 4
    return _CENTRE[0] + reach * math.sin(angle), _CENTRE[1] - reach * math.cos(angle)


def _radar_label(angle: float, title: str, score: str) -> list[str]:
    across, up = math.sin(angle), math.cos(angle)
    anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
    x, y = _CENTRE[0] + (_RADIUS + 14) * across, _CENTRE[1] - (_RADIUS + 14) * up
    rows = wrap(title, _LABEL_COLUMNS, 2)
    y += 4 - _PITCH * (len(rows) if up > 0.8 else 0 if up < -0.8 else len(rows) / 2)
    below = text(x, y + _PITCH * len(rows), score, "chart-soft", SMALL, anchor)
    return [*_lines(x, y + _PITCH / 2 * (len(rows) - 1), rows, anchor), below]


def _lines(x: float, middle: float, rows: Sequence[str], anchor: str) -> list[str]:
    top = middle - _PITCH / 2 * (len(rows) - 1)
    return [text(x, top + _PITCH * index, row, "chart-ink", LABEL, anchor) for index, row in enumerate(rows)]


def _moments(report: Report) -> tuple[list[float], str]:
    minutes = [max(0.0, (turn.at - report.interview.started_at).total_seconds() / 60) for turn in report.turns]
    if len(set(minutes)) > 1 and minutes == sorted(minutes):
        return minutes, "minutes"
    return [float(turn.id + 1) for turn in report.turns], "turns"


def _across(moment: float, end: float) -> float:
    return _AREA_LEFT + (_AREA_RIGHT - _AREA_LEFT) * moment / max(end, 1e-9)


def _phase_strip(report: Report, titles: Mapping[str, str], moments: Sequence[float]) -> list[str]:
    """Draw where each phase began, with its name where there is room for it."""
    begins = [next(group) for _, group in groupby(report.turns, key=lambda turn: turn.phase)]
    places = [*(_across(moments[turn.id], moments[-1]) for turn in begins), _AREA_RIGHT]
    places[0] = _AREA_LEFT
    spans = list(zip(begins, places, places[1:], strict=False))
    names = {turn.phase: titles.get(turn.phase, turn.phase) for turn in begins}
    if any(columns_of(names[turn.phase]) * _TINY_COLUMN > right - left for turn, left, right in spans):
        names = {turn.phase: turn.phase for turn in begins}
    parts: list[str] = []
    for turn, left, right in spans:
        parts.append(line(left, _AREA_TOP, left, _AREA_BOTTOM + 6, "chart-grid"))
        fits = columns_of(names[turn.phase]) * _TINY_COLUMN <= right - left
        parts += [text(left + 3, _AREA_BOTTOM + 18, names[turn.phase], "chart-soft", TINY)] if fits else []
    return parts


def _empty(name: str, title: str) -> str:
    return svg(name, 80, title, "Nothing was graded.", [text(16, 56, "Nothing was graded.", "chart-soft", SMALL)])

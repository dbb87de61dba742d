"""Draws how often people gave credit for each probability that the assessor said."""

from collections.abc import Mapping, Sequence
from typing import Any

from interviewer.adapters.report.svg import SMALL, TINY, circle, line, path, svg, text

Figures = Mapping[str, Any]
LEFT, TOP, SIDE = 70, 50, 300
"""Place and size of the square, in user units."""


def reliability_svg(name: str, title: str, figures: Figures) -> str:
    """Draw mean credit over mean probability; the area of a dot grows with the number of rows."""
    bins: Sequence[Sequence[float]] = figures["reliability"]
    rows = sum(count for _, _, count in bins)
    points = [(LEFT + SIDE * p, TOP + SIDE * (1 - credit)) for p, credit, _ in bins]
    said = "; ".join(f"{p:.2f} said, {credit:.2f} found, {count} rows" for p, credit, count in bins)
    parts = [path([(LEFT, TOP + SIDE), (LEFT + SIDE, TOP)], "chart-axis")]
    for tenth in range(0, 11, 2):
        at = SIDE * tenth / 10
        parts += [
            line(LEFT, TOP + SIDE - at, LEFT + SIDE, TOP + SIDE - at, "chart-grid"),
            text(LEFT - 8, TOP + SIDE - at + 4, f"{tenth / 10:.1f}", "chart-soft", TINY, "end"),
            text(LEFT + at, TOP + SIDE + 18, f"{tenth / 10:.1f}", "chart-soft", TINY, "middle"),
        ]
    parts += [path(points, "chart-line")] if len(points) > 1 else []
    parts += [circle(x, y, 3 + 12 * (b[2] / rows) ** 0.5, "chart-dot") for (x, y), b in zip(points, bins, strict=True)]
    error = figures["calibration_error"]["value"]
    parts += [
        text(LEFT + SIDE / 2, TOP + SIDE + 38, "probability that the assessor gave", "chart-soft", SMALL, "middle"),
        text(LEFT + SIDE + 16, TOP + 20, "up: credit that", "chart-soft", SMALL),
        text(LEFT + SIDE + 16, TOP + 38, "people gave", "chart-soft", SMALL),
        text(LEFT + SIDE + 16, TOP + 66, f"error {error:.3f}", "chart-ink", SMALL),
    ]
    return svg(f"reliability-{name}", TOP + SIDE + 54, title, f"Calibration: {said}.", parts) + "\n"

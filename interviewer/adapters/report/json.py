"""The report as JSON: the form that other programs rely on."""

from interviewer.domain.report import Report


def render_json(report: Report) -> str:
    """Return the report as an indented JSON document; `Report.model_validate_json` reads it back."""
    return report.model_dump_json(indent=2) + "\n"

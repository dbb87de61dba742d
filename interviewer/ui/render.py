"""HTML from templates in which everything is escaped unless the template says otherwise."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("interviewer.ui", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_html(template: str, **values: object) -> str:
    """Fill a template of `ui/templates`.

    Args:
        template: file name.
        values: what the template names; plain text is escaped.
    """
    return _templates().get_template(template).render(**values)

"""The progress bar of the search index, on standard error."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interviewer.bootstrap import App


def build_index(app: "App") -> None:
    """Bring the search index and the embedded examples up to date, with a bar if there is much to do."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("Reading the knowledge base"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True)
    )
    task = None

    def on_progress(done: int, total: int) -> None:
        nonlocal task
        if total == 0:
            return
        if task is None:
            bar.start()
            task = bar.add_task("", total=total)
        bar.update(task, completed=done, total=total)

    try:
        app.knowledge.ensure_index(on_progress)
    finally:
        bar.stop()

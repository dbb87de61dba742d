"""A progress bar on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to be called with what is done and the total; the bar appears with the first call."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(TextColumn(title), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True))
    task = None

    def on_progress(done: int, total: int) -> None:
        nonlocal task
        if total and task is None:
            bar.start()
            task = bar.add_task("", total=total)
        if task is not None:
            bar.update(task, completed=done, total=total)

    try:
        yield on_progress
    finally:
        bar.stop()

"""The command that measures the interviewer itself."""

import inspect
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from interviewer.cli.common import as_json, print_json
from interviewer.domain.errors import InputError
from interviewer.settings import PACKAGE

BENCHMARKS = ("grading", "probes", "retrieval", "facts", "estimates", "latency", "wording", "local", "load", "growth")


@click.command()
@click.argument("name")
@click.option("--data", type=click.Path(path_type=Path), help="Folder with labelled data (grading).")
@click.option("--cases", help="Problems, separated by commas; by default all (probes).")
@click.option("--personas", help="Simulated candidates, separated by commas; by default all (probes).")
@click.option("--seeds", type=int, help="Interviews of each candidate on each problem (probes).")
@click.option("--seen", is_flag=True, default=None, help="Let the assessor have the candidates' examples (probes).")
@click.option("--interviews", type=int, help="Interviews at once (load).")
@click.option("--thinking-s", type=float, help="Seconds between two answers of one interview (load).")
@click.option("--turns", type=int, help="Answers in each interview (load).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File for the results as JSON.")
@as_json
def bench(name: str, as_json: bool, **options: Any) -> None:
    """Measure the interviewer itself; the benchmarks are part of the checkout."""
    if name not in BENCHMARKS:
        raise InputError(f"There is no benchmark '{name}'; choose one of: {', '.join(BENCHMARKS)}.")
    checkout = PACKAGE.parent
    if not (checkout / "benchmarks").is_dir():
        raise InputError("The benchmarks are not part of the installed package; run this in a checkout.")
    for listed in ("cases", "personas"):
        options[listed] = _listed(options[listed])
    given = {option: value for option, value in options.items() if value is not None}
    sys.path.insert(0, str(checkout))
    measure = import_module(f"benchmarks.{name}").run
    unknown = sorted(given.keys() - inspect.signature(measure).parameters.keys())
    if unknown:
        raise InputError(f"The benchmark '{name}' has no option --{unknown[0].replace('_', '-')}.")
    results = measure(**given)
    if as_json:
        print_json(results)


def _listed(names: str | None) -> tuple[str, ...] | None:
    """Cut a list that was given with commas."""
    return None if names is None else tuple(name.strip() for name in names.split(",") if name.strip())

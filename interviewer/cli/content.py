"""Commands on the knowledge base: search, check."""

import asyncio
import sys
from pathlib import Path

import click

from interviewer.cli.common import as_json, build_app, print_json, say
from interviewer.domain.errors import InputError
from interviewer.settings import load_settings


@click.command()
@click.argument("question")
@click.option("--case", "case_id", help="Only this problem and the shared topics.")
@click.option("-k", "count", default=5, show_default=True, type=click.IntRange(1, 50), help="Passages to return.")
@as_json
def search(question: str, case_id: str | None, count: int, as_json: bool) -> None:
    """Find the passages that answer a question."""
    if not question.strip():
        raise InputError("The question is empty.")
    app = build_app()
    if case_id:
        app.knowledge.case(case_id)
    app.build_index()
    hits = asyncio.run(app.knowledge.search(question, case_id, count))
    if as_json:
        print_json(
            [
                {"file": h.passage.file, "heading": h.passage.heading, "score": h.score, "text": h.passage.text}
                for h in hits
            ]
        )
        return
    for hit in hits:
        print(f"{hit.score:.4f}  {hit.passage.file} # {hit.passage.heading}\n        {hit.passage.text[:160]!r}")


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@as_json
def check(path: Path | None, as_json: bool) -> None:
    """Check the knowledge base: one line for whatever is wrong, exit code 1 if anything is."""
    from interviewer.adapters.knowledge.lint import check as check_folder
    from interviewer.bootstrap import build
    from interviewer.notices import NO_EMBEDDINGS

    settings = load_settings()
    folder = path or settings.knowledge_dir
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.")
    embedder = build(settings).content_embedder
    if embedder is None:
        say(f"Criteria and probes are not compared by meaning. {NO_EMBEDDINGS}")
    problems = check_folder(folder, embedder)
    if as_json:
        print_json([{"file": p.file, "line": p.line, "problem": p.what} for p in problems])
    else:
        for problem in problems:
            print(f"{problem.file}:{problem.line}: {problem.what}")
        say(f"{len(problems)} problems in {folder}" if problems else f"{folder} is fine.")
    sys.exit(1 if problems else 0)

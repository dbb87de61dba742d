"""Applies all rules to a folder."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.adapters.knowledge.frontmatter import Problem
from interviewer.adapters.knowledge.lint.examples import EXAMPLE_RULES
from interviewer.adapters.knowledge.lint.leaks import LEAK_RULES
from interviewer.adapters.knowledge.lint.notes import NOTES_RULES, document_problems
from interviewer.adapters.knowledge.lint.sentences import repeated_sentences
from interviewer.adapters.knowledge.lint.shape import SHAPE_RULES, stray_files
from interviewer.adapters.knowledge.lint.subject import Subject
from interviewer.adapters.knowledge.markdown import build, read_folder

if TYPE_CHECKING:
    from interviewer.adapters.knowledge.embedding import Embedder

_RULES: Sequence[Callable[[Subject], Iterator[Problem]]] = (*SHAPE_RULES, *NOTES_RULES, *LEAK_RULES, *EXAMPLE_RULES)


def check(folder: Path, embedder: "Embedder | None" = None) -> list[Problem]:
    """Return everything that is wrong in a knowledge folder, by file and line.

    Args:
        folder: any knowledge folder, the program's own or another.
        embedder: compares criteria and probes by meaning; None leaves these comparisons out.

    Raises:
        ContentError: there is no such folder.
        KnowledgeError: the embedding model is not the one that was expected.
    """
    files = read_folder(folder)
    loaded = build(files)
    problems = [*loaded.problems, *stray_files(files), *repeated_sentences(files)]
    for document in files.documents.values():
        problems += document_problems(document, files)
    subjects = [Subject(case, files) for case in loaded.cases]
    for subject in subjects:
        problems += [problem for rule in _RULES for problem in rule(subject)]
    if embedder is not None:
        from interviewer.adapters.knowledge.lint.meaning import compare_meanings

        problems += compare_meanings(subjects, embedder)
    return sorted(set(problems))

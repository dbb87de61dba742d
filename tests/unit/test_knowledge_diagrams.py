"""A Mermaid block is found with its line and with the words below it, and carries them where it is drawn."""

import pytest

from interviewer.adapters.knowledge.diagrams import check_diagrams, diagrams, with_text_alternatives
from interviewer.adapters.knowledge.frontmatter import parse_document

BLOCK = '```mermaid\nflowchart LR\n  A["Log"] --> B["Model"]\n```\n'
TOLD = "The log feeds\nthe model; nothing else does."


def test_a_block_is_found_with_its_line_and_words():
    [diagram] = diagrams(f"Before.\n\n{BLOCK}\n{TOLD}\n\nAfter.", first_line=10)
    assert diagram.line == 13
    assert diagram.source == 'flowchart LR\n  A["Log"] --> B["Model"]\n'
    assert diagram.words == "The log feeds the model; nothing else does."


@pytest.mark.parametrize("below", ["", "\n## Next\nMore.", "| a | b |", "- one", BLOCK, "$$x$$"])
def test_what_is_no_sentence_is_no_text_alternative(below: str):
    assert diagrams(BLOCK + below)[0].words is None


@pytest.mark.parametrize("own", ["accDescr: The log feeds the model.", "accDescr {\n  The log.\n}"])
def test_an_author_may_describe_a_diagram_inside(own: str):
    block = BLOCK.replace("LR\n", f"LR\n  {own}\n")
    assert diagrams(block)[0].described
    assert with_text_alternatives(f"{block}{TOLD}", "Logs") == f"{block}{TOLD}"


def test_what_a_screen_reader_says_stands_in_the_block():
    text = with_text_alternatives(f"Before.\n{BLOCK}{TOLD}\n\n{BLOCK}## Next", "Logs and models")
    assert text.startswith(
        "Before.\n```mermaid\nflowchart LR\n  accTitle: Diagram: Logs and models\n"
        '  accDescr: The log feeds the model; nothing else does.\n  A["Log"]'
    )
    assert text.endswith(f"{TOLD}\n\n{BLOCK}## Next"), "a block without words below it stays as it is"


def test_a_mute_diagram_is_named_with_its_line():
    document = parse_document(f"---\na: 1\n---\n# Logs\n{BLOCK}{TOLD}\n\n{BLOCK}", "topics/logs.md")
    [problem] = check_diagrams(document)
    assert (problem.line, problem.what) == (
        13,
        "a diagram without a text alternative, expected a sentence below it that says what it shows",
    )

"""Markdown bodies become sections, and sections become passages."""

import pytest

from interviewer.adapters.knowledge.diagrams import describe_diagrams
from interviewer.adapters.knowledge.sections import parse_sections, slug_of, split_blocks

BODY = """Before any heading.

# Top
Intro.

## First *part*
One.

```python
# not a heading
## neither
```

> ## quoted
> text

### Detail
Deep.

## Second part
Two.
"""


def test_headings_in_code_and_quotes_are_text():
    assert [s.heading for s in parse_sections(BODY)] == ["", "Top", "First *part*", "Detail", "Second part"]


def test_a_section_knows_its_place():
    detail = parse_sections(BODY, first_line=10)[3]
    assert detail.above == ("Top", "First *part*")
    assert detail.line == 10 + BODY.splitlines().index("### Detail")


def test_a_section_holds_what_is_below_it_and_its_blocks_do_not():
    first = parse_sections(BODY)[2]
    assert "Deep." in first.text
    assert "Two." not in first.text
    assert not any("Deep." in block for block in first.blocks)
    assert any("# not a heading" in block for block in first.blocks)


def test_equal_headings_get_different_slugs():
    assert [s.slug for s in parse_sections("## Same\na\n\n## Same\nb")] == ["same", "same-1"]


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Negative downsampling", "negative-downsampling"),
        ("Online, batch & in between", "online-batch--in-between"),
        ("What's `AUC`?", "whats-auc"),
        ("Retrieval + ranking", "retrieval--ranking"),
        ("Über_alles 2", "über_alles-2"),
    ],
)
def test_slugs_are_those_of_github(heading: str, slug: str):
    assert slug_of(heading) == slug


def test_short_blocks_are_joined_and_long_ones_split():
    paragraph = "word " * 30
    texts = split_blocks([paragraph.strip()] * 5, limit=70)
    assert [len(t.split()) for t in texts] == [60, 60, 30]


def test_a_long_paragraph_is_split_between_sentences():
    sentence = "Every sentence here has exactly eight words inside."
    texts = split_blocks([" ".join([sentence] * 10)], limit=24)
    assert all(len(t.split()) <= 24 for t in texts)
    assert " ".join(texts) == " ".join([sentence] * 10)


def test_a_long_list_is_split_between_its_lines():
    block = "\n".join(f"- item {i} with some words" for i in range(20))
    texts = split_blocks([block], limit=30)
    assert all(line.startswith("- item") for text in texts for line in text.splitlines())
    assert "\n".join(texts).replace("\n\n", "\n") == block


def test_nothing_is_lost_in_splitting():
    blocks = [f"Sentence number {i} says something of its own. Another follows {i}." for i in range(50)]
    words = " ".join(split_blocks(blocks, limit=40)).split()
    assert words == " ".join(blocks).split()


def test_a_diagram_is_searched_by_its_labels():
    text = 'See:\n```mermaid\nflowchart LR\n  A["Click log"] -->|daily| B["Training<br/>job"]\n  B --> A\n```\nDone.'
    assert describe_diagrams(text) == "See:\nDiagram: Click log, daily, Training job.\nDone."


def test_an_empty_body_has_no_sections():
    assert parse_sections("") == ()
    assert parse_sections("\n\n") == ()

"""What Markdown becomes on a printed page."""

import pytest

from interviewer.adapters.report.arrows import arrows_of
from interviewer.adapters.report.blocks import Code, Table, Words, blocks_of

NOTES = """## Heading

First line
and **second** line.

1. one
2. two
   - deeper

| name | cost |
| --- | --- |
| cache | 2 ms |

```python
x = 1
```
"""
CHART = """```mermaid
flowchart LR
  A["Feed service"] -->|"200 ads"| B(Ranker<br/>on CPU)
  B -- on miss --> C[(Store)] & D
  D -. "late" .-> A
```"""


def test_an_authors_markdown_is_set_not_shown_raw() -> None:
    assert blocks_of(NOTES, reflow=True) == [
        Words("Heading", strong=True), Words("First line and second line."), Words("1. one", 1), Words("2. two", 1),
        Words("• deeper", 2), Table(("name", "cost"), (("cache", "2 ms"),)), Code("x = 1"),
    ]  # fmt: skip


def test_a_diagram_is_told_by_its_arrows() -> None:
    assert [block.text for block in blocks_of(CHART, reflow=False) if isinstance(block, Words)] == [
        "Diagram:", "• Feed service → Ranker, on CPU (200 ads)", "• Ranker, on CPU → Store and D (on miss)",
        "• D → Feed service (late)",
    ]  # fmt: skip


def test_a_sequence_is_told_by_its_messages() -> None:
    source = "sequenceDiagram\n  participant U as User\n  U->>API: ask\n  API-->>U: answer"
    assert arrows_of(source) == ["User → API: ask", "API → User: answer"]


def test_a_diagram_without_arrows_is_shown_as_it_is() -> None:
    assert blocks_of('```mermaid\npie\n"a" : 5\n```', reflow=False) == [Code('pie\n"a" : 5')]


@pytest.mark.parametrize(
    "typed",
    ["one\ntwo", "see [this](https://x.example)", "[a]: https://x.example", "__init__ and **kwargs**", "a < b > c"],
)
def test_what_a_candidate_typed_stays_as_typed(typed: str) -> None:
    assert blocks_of(typed, reflow=False) == [Words(typed)]


def test_a_table_too_wide_for_the_page_is_told_row_by_row() -> None:
    wide = f"| a | b |\n| - | - |\n| {'x' * 400} | 2 |"
    assert blocks_of(wide, reflow=False) == [Words(f"a: {'x' * 400}; b: 2")]


@pytest.mark.parametrize(
    "hostile", ["[" * 20_000, "> " * 10_000, "| " * 10_000, "- " * 5_000 + "x", "*_" * 10_000, "a -->" * 4_000]
)
def test_hostile_markdown_is_read_to_its_end(hostile: str) -> None:
    assert blocks_of(hostile, reflow=False) is not None
    assert blocks_of(f"```mermaid\n{hostile}\n```", reflow=False)

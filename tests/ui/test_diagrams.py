"""Diagrams of the knowledge base are pictures on the page, and say what they show to those who cannot see them.

All blocks are drawn in one page, by the Mermaid that the page itself has loaded and set up.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from interviewer.adapters.knowledge.diagrams import diagrams, with_text_alternatives
from interviewer.adapters.knowledge.markdown import read_folder
from tests.support.room import PATIENCE_MS, ROOT, Room

pytestmark = pytest.mark.ui
DRAW = """async ([address, sources]) => {
  const mermaid = (await import(address)).default;
  const faults = [];
  for (const [at, source] of sources.entries()) {
    const holder = document.body.appendChild(document.createElement("div"));
    try {
      const { svg } = await mermaid.render(`block-${at}`, source, holder);
      holder.innerHTML = svg;
      const picture = holder.querySelector("svg");
      const box = picture.getBoundingClientRect();
      const told = ["title", "desc"].map((name) => (picture.querySelector(name) || {}).textContent || "");
      const nodes = picture.querySelectorAll(".node, .nodes > *, .actor, .task").length;
      const error = picture.getAttribute("aria-roledescription") === "error";
      faults.push([error || !box.width || !box.height || !nodes ? "drawn without content" : "", ...told]);
    } catch (error) {
      faults.push([String(error.message || error), "", ""]);
    }
    holder.remove();
  }
  return faults;
}"""

BROKEN = {
    "arrow.md": ("flowchart LR\n  A[Start] -->> B[End", "Parse error"),
    "bracket.md": ("flowchart LR\n  A[Start (here)] --> B", "Parse error"),
    "empty.md": ("flowchart LR", "drawn without content"),
    "kind.md": ("drawing LR\n  A --> B", "No diagram type detected"),
}
"""Blocks that Mermaid refuses or draws without content, and what is said of them."""


class Block(NamedTuple):
    """One Mermaid block of a knowledge file."""

    place: str
    source: str


class Drawn(NamedTuple):
    """What became of a block: nothing wrong, or a sentence; and what a screen reader is told."""

    fault: str
    title: str
    words: str


def blocks_of(folder: Path) -> list[Block]:
    """Return every block of a folder as the page would draw it."""
    found: list[Block] = []
    for file, document in sorted(read_folder(folder).documents.items()):
        told = diagrams(with_text_alternatives(document.body, file))
        for diagram, described in zip(diagrams(document.body, document.body_line), told, strict=True):
            found.append(Block(f"{file}:{diagram.line}", described.source))
    return found


def draw(page: Page, mermaid: str, blocks: Sequence[Block]) -> list[Drawn]:
    """Draw blocks with the Mermaid at an address."""
    return [Drawn(*drawn) for drawn in page.evaluate(DRAW, [mermaid, [block.source for block in blocks]])]


def faults(blocks: Sequence[Block], pictures: Sequence[Drawn]) -> list[str]:
    """Name the blocks that are no picture, or a mute one, by file and line."""
    named = [f"{b.place}: {p.fault}" for b, p in zip(blocks, pictures, strict=True) if p.fault]
    mute = [f"{b.place}: no text alternative" for b, p in zip(blocks, pictures, strict=True) if not p.words]
    return named or mute


@pytest.fixture
def mermaid(room: Room, offline_page: str) -> str:
    """The address from which the page itself has loaded Mermaid, to draw what a candidate sent."""
    loaded: list[str] = []
    room.page.on("request", lambda request: loaded.append(request.url))
    room.start(offline_page)
    room.say("```mermaid\ngraph LR\n A[Request] --> B[Ranker]\n```")
    expect(room.user.first.locator(".mermaid svg")).to_be_visible()
    [address] = {url for url in loaded if re.search(r"/mermaid\.core-[\w-]+\.js$", url)}
    return address


def test_every_diagram_of_the_knowledge_base_is_a_picture(room: Room, mermaid: str) -> None:
    blocks = blocks_of(ROOT / "knowledge")
    assert len(blocks) > 60, "the knowledge base has lost its diagrams"
    assert faults(blocks, draw(room.page, mermaid, blocks)) == []


def test_a_broken_or_mute_diagram_is_named_with_its_file_and_line(room: Room, mermaid: str, tmp_path: Path) -> None:
    good = "# Rain\n```mermaid\nflowchart LR\n  A --> B\n```\nFrom one to the other.\n\n"
    (tmp_path / "topics").mkdir()
    for name, broken in BROKEN.items():
        (tmp_path / "topics" / name).write_text(f"{good}```mermaid\n{broken[0]}\n```\nThe other way round.\n")
    blocks = blocks_of(tmp_path)
    named = faults(blocks, draw(room.page, mermaid, blocks))
    assert [line.partition(": ")[0] for line in named] == [f"topics/{name}:9" for name in BROKEN]
    assert all(fault in line for line, (_, fault) in zip(named, BROKEN.values(), strict=True)), named
    (tmp_path / "topics").joinpath("mute.md").write_text(good.replace("From one to the other.", "## Next"))
    mute = [block for block in blocks_of(tmp_path) if block.place.startswith("topics/mute.md")]
    assert faults(mute, draw(room.page, mermaid, mute)) == ["topics/mute.md:3: no text alternative"]


def test_notes_in_the_report_show_diagrams_and_formulas(room: Room, offline_page: str, screenshots: Path) -> None:
    room.start(offline_page)
    room.press("skip")
    room.press("skip")
    room.say("I have nothing to say on the data.")
    room.end()
    gaps = room.page.locator("#report .gaps > li").count()
    room.page.locator("#reading-fold button").first.click()
    notes = room.page.locator("#reading")
    expect(notes.get_by_role("heading", name="Values as they were then")).to_be_visible(timeout=PATIENCE_MS)
    assert 0 < notes.locator("h2").count() <= gaps
    picture = notes.get_by_role("img", name="Diagram: Values as they were then")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    expect(picture).to_have_accessible_description(re.compile(r"\w+( [\w-]+){5,}"))
    expect(notes.locator(".katex").first).to_be_visible()
    assert "$" not in notes.inner_text(), "a formula was not drawn"
    room.page.set_viewport_size({"width": 390, "height": 844})
    assert room.page.evaluate("document.documentElement.scrollWidth") <= 390, "the notes scroll sideways"
    room.page.screenshot(path=screenshots / "notes-to-read.png", full_page=True)


def test_a_diagram_of_a_candidate_is_told_by_its_labels(room: Room, offline_page: str) -> None:
    room.start(offline_page)
    room.say("```mermaid\ngraph LR\n A[Request] -->|scored| B[Ranker]\n```")
    picture = room.user.first.get_by_role("img")
    expect(picture).to_have_accessible_name(re.compile(r"^Diagram: .*Request.*Ranker"))

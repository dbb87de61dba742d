// What happens in the browser alone: the clocks count down, Ctrl+Enter sends. Nothing is fetched.
(() => {
  "use strict";
  const deadlines = new WeakMap();

  function shown(seconds) {
    const s = Math.max(0, Math.round(seconds));
    return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  }

  // The server says how many seconds are left when it draws the rail; from then on the browser counts by itself.
  function tick() {
    for (const clock of document.querySelectorAll(".clocks[data-running=yes] [data-left]")) {
      const left = clock.dataset.left;
      let known = deadlines.get(clock);
      if (!known || known.left !== left) {
        known = { left, until: Date.now() + 1000 * Number(left) };
        deadlines.set(clock, known);
      }
      const seconds = (known.until - Date.now()) / 1000;
      const text = shown(seconds);
      if (clock.textContent !== text) clock.textContent = text;
      clock.classList.toggle("low", seconds < 60);
    }
  }
  setInterval(tick, 500);

  // A screen reader takes a diagram as one picture: with its author's words, or else with the labels that stand in it.
  function tell(picture) {
    picture.setAttribute("role", "img");
    if (picture.hasAttribute("aria-labelledby")) return;
    const labels = [...picture.querySelectorAll(".nodeLabel, .edgeLabel, text")].map((label) => label.textContent.trim());
    picture.setAttribute("aria-label", `Diagram: ${[...new Set(labels.filter(Boolean))].join(", ")}`);
  }

  // Gradio draws Mermaid blocks itself; where one has a mistake, its source is worth more than an error picture.
  const sources = new WeakMap();
  function watchDiagrams() {
    for (const block of document.querySelectorAll(".mermaid")) {
      const picture = block.querySelector("svg:not([role=img], [aria-roledescription=error])");
      if (picture) tell(picture);
      if (!block.dataset.processed) {
        sources.set(block, block.textContent);
      } else if (sources.has(block) && block.querySelector("svg[aria-roledescription=error]")) {
        const note = document.createElement("p");
        note.className = "diagram-fault";
        note.textContent = "This diagram has a mistake in it, so its source is shown.";
        const source = document.createElement("pre");
        source.textContent = sources.get(block);
        sources.delete(block);
        block.replaceChildren(note, source);
      }
    }
  }
  new MutationObserver(watchDiagrams).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (!event.target.closest || !event.target.closest("#answer")) return;
    event.preventDefault();
    const send = document.querySelector("#send");
    const button = send && (send.matches("button") ? send : send.querySelector("button"));
    if (button && !button.disabled) button.click();
  }, true);
})();

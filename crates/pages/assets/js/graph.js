// The path of a job: what it needs and what needs it, all the way, while it is hovered or focused.
(() => {
  "use strict";
  function reach(edges, start, from, to) {
    const found = new Set([start]);
    const queue = [start];
    while (queue.length) {
      const node = queue.pop();
      for (const edge of edges) {
        if (edge.dataset[from] === node && !found.has(edge.dataset[to])) { found.add(edge.dataset[to]); queue.push(edge.dataset[to]); }
      }
    }
    return found;
  }
  function trace(node) {
    const picture = node.closest(".picture");
    const edges = [...picture.querySelectorAll(".edge")];
    const before = reach(edges, node.dataset.node, "to", "from");
    const after = reach(edges, node.dataset.node, "from", "to");
    if (before.size + after.size === 2) return;
    picture.classList.add("traced");
    const within = (set, edge) => set.has(edge.dataset.from) && set.has(edge.dataset.to);
    for (const edge of edges) edge.classList.toggle("lit", within(before, edge) || within(after, edge));
    for (const other of picture.querySelectorAll(".node")) other.classList.toggle("lit", before.has(other.dataset.node) || after.has(other.dataset.node));
  }
  function clear() {
    for (const picture of document.querySelectorAll(".picture.traced")) {
      picture.classList.remove("traced");
      for (const lit of picture.querySelectorAll(".lit")) lit.classList.remove("lit");
    }
  }
  const over = (event) => {
    const node = event.target.closest?.(".picture .node");
    clear();
    if (node) trace(node);
  };
  document.addEventListener("mouseover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("focusout", clear);
})();

// Shortcuts. A page's own ones are elements with data-key: they are clicked, or focused where they are fields.
(() => {
  "use strict";
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  let leader = 0;
  function open(dialog) {
    if (dialog && !dialog.open) dialog.showModal();
  }
  function step(by) {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    const link = row.matches("a") ? row : row.querySelector("a");
    if (link) link.focus();
  }
  const places = { p: "/", q: "/queue", a: "/agents" };
  function own(key) {
    const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!element || element.disabled) return false;
    if (typing(element)) { element.focus(); element.select?.(); } else element.click();
    return true;
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    const led = Date.now() - leader < 1200;
    leader = 0;
    if (led && places[event.key]) location.href = places[event.key];
    else if (event.key === "g") leader = Date.now();
    else if (event.key === "?") open(document.getElementById("help"));
    else if (own(event.key)) { /* done */ }
    else if (event.key === "t") window.maillon.turn();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(document.getElementById(opener.dataset.open));
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const element of document.querySelectorAll("[data-open][hidden]")) element.hidden = false;
  });
})();

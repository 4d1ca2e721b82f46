// Relative times and durations go on while a page is open.
(() => {
  "use strict";
  const units = [["second", 1], ["minute", 60], ["hour", 3600], ["day", 86400], ["month", 2592000], ["year", 31536000]];
  function relative(at) {
    const apart = (Date.now() - at) / 1000;
    const size = Math.abs(apart);
    if (size < 10) return "just now";
    let unit = units[0];
    for (const next of units) if (size >= next[1] && !(next[0] === "month" && size < 5184000) && !(next[0] === "year" && size < 63072000)) unit = next;
    const count = Math.floor(size / unit[1]);
    const words = `${count} ${unit[0]}${count === 1 ? "" : "s"}`;
    return apart < 0 ? `in ${words}` : `${words} ago`;
  }
  function duration(ms) {
    const s = Math.max(0, Math.floor(ms / 1000));
    const two = (n) => String(n).padStart(2, "0");
    if (s < 60) return `${s}s`;
    if (s < 3600) return `${Math.floor(s / 60)}m ${two(s % 60)}s`;
    return `${Math.floor(s / 3600)}h ${two(Math.floor(s % 3600 / 60))}m`;
  }
  const set = (element, text) => { if (element.textContent !== text) element.textContent = text; };
  function tick() {
    for (const element of document.querySelectorAll("[data-since]")) set(element, duration(Date.now() - Number(element.dataset.since)));
  }
  function tickSlowly() {
    for (const element of document.querySelectorAll("time[datetime]")) {
      const at = Date.parse(element.dateTime);
      if (Number.isNaN(at) || element.dataset.fixed !== undefined) continue;
      set(element, relative(at));
      const local = new Date(at).toLocaleString();
      if (element.title !== local) element.title = local;
    }
  }
  setInterval(tick, 1000);
  setInterval(tickSlowly, 15000);
  document.addEventListener("DOMContentLoaded", tickSlowly);
  window.maillon.duration = duration;
})();

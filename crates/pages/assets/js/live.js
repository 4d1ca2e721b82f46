// Parts of a page that go on: they are fetched again when the server's stream of events says that something
// changed, and now and then without it. What has not changed stays: focus, scroll position, open menus.
(() => {
  "use strict";
  const PAUSE = 400;
  const streams = new Map();
  const busy = new WeakMap();

  async function refresh(part) {
    const state = busy.get(part) ?? { running: false, again: false };
    busy.set(part, state);
    if (state.running) { state.again = true; return; }
    state.running = true;
    try {
      await window.htmx.ajax("GET", location.pathname + location.search, {
        source: part, target: part, select: `#${part.id}`, swap: "outerMorph", push: "false",
      });
    } catch { /* the next time */ }
    await new Promise((done) => setTimeout(done, PAUSE));
    state.running = false;
    if (state.again && part.isConnected) { state.again = false; refresh(part); }
  }

  function listen(part) {
    const address = part.dataset.live;
    if (!address || part.dataset.over === "true") return;
    const stream = new EventSource(address);
    streams.set(part.id, stream);
    let timer = 0;
    const changed = () => { clearTimeout(timer); timer = setTimeout(() => refresh(document.getElementById(part.id)), 120); };
    stream.onmessage = changed;
    for (const name of ["changed", "run", "job", "event"]) stream.addEventListener(name, changed);
    stream.addEventListener("end", () => { changed(); stream.close(); });
    stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) streams.delete(part.id); };
  }

  function watch(part) {
    const seconds = Number(part.dataset.refresh);
    if (!seconds) return;
    const id = part.id;
    const timer = setInterval(() => {
      const now = document.getElementById(id);
      if (!now || !now.dataset.refresh) { clearInterval(timer); streams.get(id)?.close(); return; }
      if (!document.hidden && !document.querySelector("dialog[open]")) refresh(now);
    }, seconds * 1000);
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const part of document.querySelectorAll("[data-live]")) listen(part);
    for (const part of document.querySelectorAll("[data-refresh]")) watch(part);
  });
  window.addEventListener("pagehide", () => { for (const stream of streams.values()) stream.close(); });
})();

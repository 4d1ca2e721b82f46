// A job's log: windows of lines from the server, only those in sight are in the page. Rows are lines and the
// headings of steps, which fold. Above MOST pixels (browsers have a largest height) the scroll bar is scaled.
(() => {
  "use strict";
  const ROW = 20;
  const MOST = 8_000_000;
  const KEPT = 40;
  const OVER = 3;

  class Rows {
    // Where lines and headings stand: segments of lines, and headings between them.
    constructor(total, steps, folded) {
      this.segments = [];
      this.count = 0;
      let at = 1;
      for (const step of steps) {
        if (step.parents.some((parent) => folded.has(parent))) continue;
        if (step.line > at) at = this.lines(at, Math.min(step.line - 1, total));
        this.push({ step, count: 1, first: step.line });
        if (folded.has(step.id)) at = Math.max(at, step.end + 1);
      }
      this.lines(at, total);
    }
    lines(first, last) {
      if (last >= first) this.push({ first, count: last - first + 1 });
      return Math.max(first, last + 1);
    }
    push(segment) {
      segment.row = this.count;
      this.segments.push(segment);
      this.count += segment.count;
    }
    find(test) {
      let low = 0, high = this.segments.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (test(this.segments[middle])) low = middle + 1; else high = middle;
      }
      return this.segments[low - 1];
    }
    at(row) {
      const segment = this.find((one) => one.row <= row);
      return segment && (segment.step ? { step: segment.step } : { line: segment.first + row - segment.row });
    }
    of(line) {
      for (let i = this.segments.length - 1; i >= 0; i--) {
        const one = this.segments[i];
        if (!one.step && one.first <= line) return one.row + Math.min(line - one.first, one.count - 1);
      }
      return 0;
    }
  }

  // Adds to each step its depth, its parents and its last line.
  function arranged(steps, total) {
    const byId = new Map(steps.map((step) => [step.id, step]));
    const parents = (step) => {
      const found = [];
      for (let at = step.parent; at != null && byId.has(at) && !found.includes(at); at = byId.get(at).parent) found.push(at);
      return found;
    };
    const sorted = steps.map((step) => ({ ...step, parents: parents(step) })).sort((a, b) => a.line - b.line || a.id - b.id);
    sorted.forEach((step, index) => {
      const next = sorted.slice(index + 1).find((other) => !other.parents.includes(step.id));
      step.end = step.last ?? (next ? next.line - 1 : total);
    });
    return sorted;
  }

  class Log {
    constructor(element) {
      this.element = element;
      this.view = document.getElementById("log-view");
      this.rowsBox = document.getElementById("log-rows");
      this.window = Number(element.dataset.window);
      this.total = Number(element.dataset.total);
      this.complete = element.dataset.complete === "true";
      this.steps = [];
      this.folded = new Set();
      this.windows = new Map();
      this.asked = new Set();
      this.top = 0;
      this.lastTop = 0;
      this.picked = null;
      this.hits = { query: "", lines: [], set: new Set(), at: -1, more: false };
      this.following = false;
      this.build();
      this.listen();
      this.readSteps();
      this.arrange();
      this.begin();
    }

    build() {
      this.element.classList.add("windowed");
      this.space = document.createElement("div");
      this.space.className = "log-space";
      this.view.prepend(this.space);
      this.sheet = document.createElement("div");
      this.sheet.className = "log-sheet";
      this.keep(this.rowsBox, this.firstShown());
      this.rowsBox.replaceChildren(this.sheet);
      document.getElementById("log-pager").hidden = true;
      for (const id of ["log-search", "log-times", "log-wrap", "log-follow"]) document.getElementById(id).hidden = false;
      for (const [id, word] of [["log-times", "timed"], ["log-wrap", "wrapped"]]) this.toggle(id, word);
      this.setFollowing(false);
    }

    firstShown() {
      const first = this.rowsBox.querySelector(".ln");
      return first ? Number(first.id.slice(1)) : 1;
    }

    toggle(id, word) {
      const button = document.getElementById(id);
      const set = (on) => {
        this.element.classList.toggle(word, on);
        button.setAttribute("aria-pressed", String(on));
        try { localStorage.setItem(`log-${word}`, on ? "1" : ""); } catch { /* private mode */ }
        if (this.sheet.isConnected) this.resize();
      };
      let before = "";
      try { before = localStorage.getItem(`log-${word}`) ?? ""; } catch { /* private mode */ }
      set(before === "1");
      button.addEventListener("click", () => set(!this.element.classList.contains(word)));
    }

    readSteps() {
      const job = document.getElementById("job");
      let steps = [];
      try { steps = JSON.parse(job?.dataset.steps ?? "[]"); } catch { /* none */ }
      const first = this.given === undefined;
      this.given = steps;
      if (first) {
        // What went well is folded.
        for (const step of steps) if (step.folded || (step.class === "s-success" && step.to && this.complete)) this.folded.add(step.id);
      }
    }

    arrange() {
      this.steps = arranged(this.given, this.total);
      this.rows = new Rows(this.total, this.steps, this.folded);
      const label = `${this.total.toLocaleString("fr")} line${this.total === 1 ? "" : "s"}`;
      const shown = document.getElementById("log-total");
      if (shown.textContent !== label) shown.textContent = label;
      const empty = document.getElementById("log-empty");
      if (empty && this.total > 0) empty.remove();
      this.resize();
    }

    // Sizes

    get height() { return this.rows.count * ROW; }
    get scaled() { return this.height > MOST; }
    get lowest() { return Math.max(0, this.height - this.rowsBox.clientHeight); }

    resize() {
      if (!this.rows) return;
      const fits = this.height < this.room() && !this.element.classList.contains("wrapped");
      this.view.style.height = fits ? `${this.height + 14}px` : "";
      this.rowsBox.style.height = `${this.view.clientHeight}px`;
      this.space.style.height = `${Math.min(this.height, MOST)}px`;
      if (this.following) this.top = this.lowest;
      this.top = Math.min(this.top, this.lowest);
      this.settle();
      this.draw();
    }

    room() { return Math.max(240, window.innerHeight - 130); }

    // Puts the scroll bar where the view is.
    settle() {
      const range = this.view.scrollHeight - this.view.clientHeight;
      const wanted = this.scaled ? Math.round((this.lowest ? this.top / this.lowest : 0) * range) : Math.round(this.top);
      const target = this.top >= this.lowest ? range : Math.min(wanted, range);
      if (Math.abs(this.view.scrollTop - target) > 1) {
        this.own = target;
        this.view.scrollTop = target;
      }
      this.lastTop = this.view.scrollTop;
    }

    scrolled() {
      const at = this.view.scrollTop;
      if (this.own !== undefined && Math.abs(this.own - at) <= 1) { this.own = undefined; this.lastTop = at; return; }
      this.own = undefined;
      const range = this.view.scrollHeight - this.view.clientHeight;
      const moved = at - this.lastTop;
      this.lastTop = at;
      if (at <= 0) this.top = 0;
      else if (at >= range - 1) this.top = this.lowest;
      else if (!this.scaled) this.top = Math.min(at, this.lowest);
      else if (Math.abs(moved) < 3 * this.view.clientHeight) this.top = Math.max(0, Math.min(this.lowest, this.top + moved));
      else this.top = at / range * this.lowest;
      const atEnd = this.top >= this.lowest - ROW;
      if (!this.complete || !atEnd) this.setFollowing(atEnd && !this.complete);
      this.draw();
      clearTimeout(this.settling);
      if (this.scaled) this.settling = setTimeout(() => this.settle(), 250);
    }

    go(row) {
      this.top = Math.max(0, Math.min(this.lowest, row * ROW));
      this.settle();
      this.draw();
    }

    show(line) {
      for (const step of this.steps) {
        if (this.folded.has(step.id) && step.line <= line && line <= step.end) { this.folded.delete(step.id); this.stale = true; }
      }
      if (this.stale) { this.stale = false; this.arrange(); }
      const row = this.rows.of(line);
      const first = this.top / ROW, seen = this.rowsBox.clientHeight / ROW;
      if (row < first + OVER || row > first + seen - OVER - 1) this.go(row - Math.floor(seen / 3));
      else this.draw();
    }

    // Drawing

    draw() {
      const first = Math.floor(this.top / ROW);
      const count = Math.ceil(this.rowsBox.clientHeight / ROW) + 1;
      const last = Math.min(this.rows.count, first + count);
      const elements = [];
      for (let row = first; row < last; row++) elements.push(this.element_of(this.rows.at(row)));
      const focused = this.sheet.contains(document.activeElement) ? document.activeElement : null;
      const same = this.sheet.children.length === elements.length && elements.every((one, i) => this.sheet.children[i] === one);
      if (!same) {
        this.sheet.replaceChildren(...elements);
        if (focused?.isConnected) focused.focus({ preventScroll: true });
        else if (focused) this.view.focus({ preventScroll: true });
      }
      let shift = this.top - first * ROW;
      if (this.top >= this.lowest && this.element.classList.contains("wrapped")) shift = Math.max(0, this.sheet.offsetHeight - this.rowsBox.clientHeight);
      this.sheet.style.transform = `translateY(${-shift}px)`;
      this.fetchSoon(first, last);
    }

    element_of(row) {
      if (row.step) return this.heading(row.step);
      const element = this.line(row.line) ?? this.blank(row.line);
      const { picked, hits } = this;
      element.classList.toggle("picked", picked !== null && row.line >= picked[0] && row.line <= picked[1]);
      element.classList.toggle("hit", hits.set.has(row.line));
      element.classList.toggle("now", hits.lines[hits.at] === row.line);
      return element;
    }

    line(number) {
      const kept = this.windows.get(Math.floor((number - 1) / this.window));
      return kept?.get(number);
    }

    blank(number) {
      const element = document.createElement("div");
      element.className = "ln blank";
      const no = document.createElement("a");
      no.className = "no";
      no.textContent = number;
      const text = document.createElement("span");
      text.className = "tx";
      element.append(no, text);
      return element;
    }

    heading(step) {
      this.headings ??= new Map();
      const open = !this.folded.has(step.id);
      const key = `${step.id} ${open} ${step.word} ${step.to}`;
      const kept = this.headings.get(step.id);
      if (kept?.dataset.as === key) return kept;
      const icon = (name, more) => {
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        svg.setAttribute("class", `icon ${more}`);
        svg.setAttribute("aria-hidden", "true");
        const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
        use.setAttribute("href", `#i-${name}`);
        svg.append(use);
        return svg;
      };
      const row = document.createElement("div");
      row.className = `ln step ${step.class}`;
      row.dataset.depth = Math.min(3, step.parents.length);
      row.dataset.as = key;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "toggle";
      button.setAttribute("aria-expanded", String(open));
      const name = document.createElement("span");
      name.textContent = step.name;
      const word = document.createElement("span");
      word.className = "unseen";
      word.textContent = step.word;
      const took = document.createElement("span");
      took.className = "took";
      if (step.to) took.textContent = window.maillon.duration(step.to - step.from); else took.dataset.since = step.from;
      button.append(icon(open ? "down" : "right", ""), icon(step.icon, "mark-icon"), name, word, took);
      button.addEventListener("click", () => this.fold(step));
      row.append(button);
      this.headings.set(step.id, row);
      return row;
    }

    fold(step) {
      const open = this.folded.has(step.id);
      if (open) this.folded.delete(step.id); else this.folded.add(step.id);
      this.setFollowing(false);
      this.arrange();
      this.headings.get(step.id)?.querySelector("button")?.focus({ preventScroll: true });
    }

    // Windows

    keep(box, first) {
      const rows = new Map();
      for (const element of [...box.querySelectorAll(".ln")]) rows.set(Number(element.id.slice(1)), element);
      const index = Math.floor((first - 1) / this.window);
      const kept = this.windows.get(index) ?? new Map();
      for (const [number, element] of rows) if (!kept.has(number)) kept.set(number, element);
      this.windows.delete(index);
      this.windows.set(index, kept);
      while (this.windows.size > KEPT) this.windows.delete(this.windows.keys().next().value);
    }

    fetchSoon(first, last) {
      clearTimeout(this.fetching);
      const wanted = new Set();
      for (const row of [first, last - 1]) {
        const at = this.rows.at(Math.max(0, row));
        if (at) wanted.add(Math.floor(((at.line ?? at.step.line) - 1) / this.window));
      }
      const low = Math.min(...wanted), high = Math.max(...wanted);
      const missing = [];
      for (let index = low; index <= high && missing.length < 3; index++) if (!this.has(index)) missing.push(index);
      if (!missing.length) return;
      this.fetching = setTimeout(() => { for (const index of missing) this.fetch(index); }, this.windows.size < 2 ? 0 : 50);
    }

    has(index) {
      const kept = this.windows.get(index);
      if (!kept) return index * this.window >= this.total;
      const lines = Math.min(this.window, this.total - index * this.window);
      return kept.size >= lines;
    }

    async fetch(index) {
      if (this.asked.has(index)) return;
      this.asked.add(index);
      try {
        const answer = await fetch(`${this.element.dataset.lines}?first=${index * this.window + 1}&count=${this.window}`, { credentials: "same-origin" });
        if (!answer.ok) return;
        const template = document.createElement("template");
        template.innerHTML = await answer.text();
        const box = template.content.firstElementChild;
        this.keep(box, index * this.window + 1);
        this.grow(Number(box.dataset.total), box.dataset.complete === "true");
      } catch { /* asked again at the next move */ } finally {
        this.asked.delete(index);
      }
    }

    grow(total, complete) {
      const grew = total > this.total;
      const ended = complete && !this.complete;
      this.total = Math.max(this.total, total);
      this.complete = complete;
      if (grew) this.arrange(); else this.draw();
      if (ended) { this.setFollowing(false); this.stream?.close(); clearInterval(this.polling); }
    }

    // Live

    live() {
      if (this.complete) return;
      let timer = 0;
      const poke = () => { timer ||= setTimeout(() => { timer = 0; this.fetch(Math.floor(this.total / this.window)); }, 250); };
      this.polling = setInterval(poke, 3000);
      const address = this.element.dataset.stream;
      if (!address) return;
      this.stream = new EventSource(`${address}?form=count&from=${this.total + 1}`);
      this.stream.addEventListener("lines", poke);
      this.stream.addEventListener("end", () => { poke(); this.stream.close(); });
    }

    setFollowing(on) {
      this.following = on;
      const button = document.getElementById("log-follow");
      button.setAttribute("aria-pressed", String(on));
    }

    follow() {
      this.setFollowing(!this.following);
      if (this.following) { this.top = this.lowest; this.settle(); this.draw(); }
      if (this.complete) this.setFollowing(false);
    }

    // Links to lines

    begin() {
      if (this.pick(location.hash)) { /* done */ }
      else if (!this.complete) { this.setFollowing(true); this.go(this.rows.count); }
      else if (this.element.dataset.failed === "true") this.go(this.rows.count);
      this.live();
    }

    pick(hash) {
      const found = /^#L(\d+)(?:-L?(\d+))?$/.exec(hash);
      if (!found) return false;
      const ends = [Number(found[1]), Number(found[2] ?? found[1])].sort((a, b) => a - b);
      this.picked = ends.map((line) => Math.min(Math.max(1, line), Math.max(1, this.total)));
      this.setFollowing(false);
      this.show(this.picked[0]);
      this.element.scrollIntoView({ block: "nearest" });
      return true;
    }

    clicked(event) {
      const link = event.target.closest("a.no");
      if (!link) return;
      event.preventDefault();
      const line = Number(link.textContent);
      const from = event.shiftKey && this.picked ? this.picked[0] : line;
      const ends = [from, line].sort((a, b) => a - b);
      history.replaceState(null, "", ends[0] === ends[1] ? `#L${line}` : `#L${ends[0]}-L${ends[1]}`);
      this.picked = ends;
      this.draw();
    }

    // Search

    async search(query) {
      const { hits } = this;
      Object.assign(hits, { query, lines: [], set: new Set(), at: -1, more: false });
      if (query) {
        await this.moreHits(1);
        while (!hits.lines.length && hits.more && hits.query === query) await this.moreHits(hits.next);
        if (hits.query !== query) return;
        const from = this.rows.at(Math.floor(this.top / ROW));
        const here = from ? from.line ?? from.step.line : 1;
        const next = hits.lines.findIndex((line) => line >= here);
        if (hits.lines.length) { hits.at = next < 0 ? 0 : next; this.show(hits.lines[hits.at]); }
      }
      this.tellHits();
      this.draw();
    }

    async moreHits(from) {
      const { hits } = this;
      const query = hits.query;
      const answer = await fetch(`${this.element.dataset.search}?text=${encodeURIComponent(query)}&from=${from}&limit=200`, { credentials: "same-origin" });
      if (!answer.ok || hits.query !== query) return;
      const found = await answer.json();
      for (const { number } of found.matches) if (!hits.set.has(number)) { hits.set.add(number); hits.lines.push(number); }
      hits.more = found.next !== null;
      hits.next = found.next;
    }

    async nextHit(by) {
      const { hits } = this;
      if (!hits.lines.length) return;
      let at = hits.at + by;
      if (at >= hits.lines.length && hits.more) await this.moreHits(hits.next);
      at = (at + hits.lines.length) % hits.lines.length;
      hits.at = at;
      this.setFollowing(false);
      this.show(hits.lines[at]);
      this.tellHits();
    }

    tellHits() {
      const { hits } = this;
      const text = !hits.query ? "" : hits.lines.length ? `${hits.at + 1} of ${hits.lines.length}${hits.more ? "+" : ""}` : "none";
      document.getElementById("log-hits").textContent = text;
    }

    listen() {
      this.view.addEventListener("scroll", () => { this.frame ??= requestAnimationFrame(() => { this.frame = undefined; this.scrolled(); }); }, { passive: true });
      this.view.addEventListener("click", (event) => this.clicked(event));
      window.addEventListener("hashchange", () => this.pick(location.hash));
      window.addEventListener("resize", () => this.resize());
      document.getElementById("log-follow").addEventListener("click", () => this.follow());
      document.getElementById("log-next").addEventListener("click", () => this.nextHit(1));
      document.getElementById("log-previous").addEventListener("click", () => this.nextHit(-1));
      const field = document.getElementById("log-query");
      let timer = 0;
      field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => this.search(field.value.trim()), 250); });
      document.getElementById("log-search").addEventListener("submit", (event) => event.preventDefault());
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        clearTimeout(timer);
        if (field.value.trim() !== this.hits.query) this.search(field.value.trim()); else this.nextHit(event.shiftKey ? -1 : 1);
      });
      const job = document.getElementById("job");
      if (job) new MutationObserver(() => { this.readSteps(); this.arrange(); }).observe(job, { attributes: true, attributeFilter: ["data-steps"] });
      window.addEventListener("pagehide", () => this.stream?.close());
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const element = document.getElementById("log");
    if (element) window.maillon.log = new Log(element);
  });
})();

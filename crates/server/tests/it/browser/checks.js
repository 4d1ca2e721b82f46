const findings = [];
const tell = (element, text) => findings.push(`${text}: ${element.outerHTML.slice(0, 160)}`);
const visible = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
const named = (element) => {
  if (element.getAttribute("aria-label")?.trim()) return true;
  const by = element.getAttribute("aria-labelledby");
  if (by) return by.split(/\s+/).every((id) => document.getElementById(id)?.textContent.trim());
  return false;
};

// Names
for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
  if (!named(field) && ![...field.labels].some((label) => label.textContent.trim())) tell(field, "a field without a label");
}
for (const thing of document.querySelectorAll("button, a[href], summary, [role=button]")) {
  if (!named(thing) && !thing.textContent.trim()) tell(thing, "a button or link without a name");
}
for (const image of document.querySelectorAll("img")) if (!image.hasAttribute("alt")) tell(image, "an image without alt");
for (const svg of document.querySelectorAll("svg")) {
  if (!svg.closest("[aria-hidden=true]") && !named(svg)) tell(svg, "a picture without a name");
}
for (const region of document.querySelectorAll("[role=region], nav, section")) if (!named(region)) tell(region, "a region without a name");
for (const dialog of document.querySelectorAll("dialog")) if (!named(dialog)) tell(dialog, "a dialog without a name");

// Order
if (!document.documentElement.lang) findings.push("no language");
if (!document.title.trim()) findings.push("no title");
const count = (selector) => document.querySelectorAll(selector).length;
if (count("main") !== 1) findings.push(`${count("main")} main elements`);
if (count("main h1") !== 1) findings.push(`${count("main h1")} first headings`);
let level = 0;
for (const heading of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
  const next = Number(heading.tagName[1]);
  if (next > level + 1) tell(heading, "a heading that skips a level");
  level = next;
}
const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) findings.push(`two elements are called ${id}`);
for (const element of document.querySelectorAll("[tabindex]")) if (element.tabIndex > 0) tell(element, "an order of focus of its own");
for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
  for (const name of ["aria-describedby", "aria-labelledby"]) {
    for (const id of (element.getAttribute(name) ?? "").split(/\s+/).filter(Boolean)) if (!document.getElementById(id)) tell(element, `${name} leads nowhere`);
  }
}
for (const table of document.querySelectorAll("table")) if (!table.closest(".prose") && !table.querySelector("th")) tell(table, "a table without headings");
for (const list of document.querySelectorAll("ul, ol")) for (const child of list.children) if (child.tagName !== "LI") tell(child, "no item in a list");
for (const wrong of document.querySelectorAll("a a, a button, button a, button button, [style], script:not([src])")) if (!wrong.closest("#log")) tell(wrong, "not allowed here");

// Room
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
if (wide > 0) {
  findings.push(`the page is ${wide} px wider than the screen`);
  for (const element of document.querySelectorAll("main *")) {
    if (element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !element.closest(".scroll, .graph, .timeline, .log-view, pre, .tabs, .nav")) { tell(element, "too wide"); break; }
  }
}
for (const thing of document.querySelectorAll("button, select, .button, input:not([type=hidden])")) {
  const box = thing.getBoundingClientRect();
  if (visible(thing) && !thing.closest(".unseen, .ln") && box.width && (box.height < 16 || box.width < 16)) tell(thing, "too small to hit");
}

// Contrast
const canvas = document.createElement("canvas");
canvas.width = canvas.height = 1;
const paint = canvas.getContext("2d", { willReadFrequently: true });
const known = new Map();
const rgba = (colour) => {
  if (!known.has(colour)) {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
    known.set(colour, [r, g, b, a / 255]);
  }
  return known.get(colour);
};
const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
const ground = (element) => {
  if (!element) return [255, 255, 255, 1];
  const own = rgba(getComputedStyle(element).backgroundColor);
  return own[3] === 1 ? own : over(own, ground(element.parentElement));
};
const luminance = (colour) => {
  const [r, g, b] = colour.slice(0, 3).map((part) => { part /= 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const told = new Set();
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !element || element.closest("svg, script, .unseen, [disabled], option, datalist, dialog:not([open])") || !visible(element)) continue;
  const style = getComputedStyle(element);
  const back = ground(element);
  const front = over(rgba(style.color), back);
  const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
  const contrast = (light + 0.05) / (dark + 0.05);
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
  const key = `${style.color} ${back}`;
  if (contrast < (large ? 3 : 4.5) && !told.has(key)) { told.add(key); tell(element, `contrast ${contrast.toFixed(2)}`); }
}
return findings;

// The view of a chart: the drawing that fits, each point a stop for pointer and keyboard that tells its
// value, its days and who says so, the day of a map, and the table below.
import { dayNumber, unitOf } from "../core/dates.js";
import { element, prepare, show, svgElement, tell } from "../core/dom.js";
import { modelsOf } from "../core/model.js";
import { followTheme } from "../core/theme.js";
/** @import { ChartDrawing, ChartOnPage, ChartPoint, ChartState, View } from "../state.js" */

const FRAME = `
  <figure class="lk-frame lk-chart">
    <h3></h3>
    <p class="lk-subtitle"></p>
    <div class="lk-plots"></div>
    <ol class="lk-chart-names" hidden></ol>
    <p class="lk-told" aria-hidden="true"></p>
    <details class="lk-day"><summary></summary><div class="lk-scroll" tabindex="0" role="region"
      aria-label="The chart as a table"></div></details>
  </figure>`;
const HINT = "Point at a value, or go to it with the arrow keys, to read who says so.";
const FIT = 620; // CSS pixels from which on the wide drawing is shown
const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
let made = 0; // ids must be unique where several charts share a document

/** @param {View<ChartState>} view */
export function renderChart({ model, el, styles }) {
  const root = prepare(el, styles.map + styles.chart, FRAME);
  const part = (selector) => root.querySelector(selector);
  const spec = model.get("spec");
  part("h3").textContent = spec.title;
  part("h3").id = `lk-chart-${(made += 1)}`;
  part(".lk-chart").setAttribute("aria-labelledby", part("h3").id);
  part(".lk-subtitle").textContent = spec.subtitle;
  part(".lk-subtitle").hidden = !spec.subtitle;
  writeNames(part(".lk-chart-names"), spec);
  writeTable(part(".lk-day"), spec);
  const say = (n) => tell(part(".lk-told"), n === null ? HINT : wordsOf(spec.points[n]));
  say(null);
  const plots = spec.drawings.map((drawing) => plotOf(drawing, spec, say));
  part(".lk-plots").append(...plots.map(({ host }) => host));
  const stops = [followTheme(part(".lk-chart")), followWidth(part(".lk-chart"), plots)];
  followDay(model, plots).then((stop) => stops.push(stop));
  return () => {
    for (const stop of stops) stop();
  };
}

// A number in a sentence: what, how much, when, who says so, and what is doubtful.
/** @param {ChartPoint} point */
function wordsOf({ name, value, when, said_by: by, sources, note }) {
  const days = when && !name.toLowerCase().endsWith(when.toLowerCase()) ? `. ${when}` : "";
  const who = [by, ...sources].filter(Boolean).join("; ");
  const parts = [`${name}: ${value}${days}`, who && `According to: ${who}`, note];
  return parts
    .filter(Boolean)
    .map((words) => (/[.!?]$/.test(words) ? words : `${words}.`))
    .join(" ");
}

/** @param {ChartOnPage} spec */
function writeNames(host, spec) {
  host.hidden = !spec.numbered;
  if (!spec.numbered) return;
  host.append(...spec.points.map(({ name, value }) => element("li", "", `${name}: ${value}`)));
}

/** @param {ChartOnPage} spec */
function writeTable(host, spec) {
  const { points, numbered } = spec;
  host.querySelector("summary").textContent =
    points.length > 1 ? `Table of ${points.length} values` : "The value in a table";
  const heads = ["What", "Value", "When", "Who says so", "Notes"];
  const table = element("table");
  const [head, body] = [element("thead"), element("tbody")];
  head.append(element("tr"));
  for (const words of numbered ? ["No.", ...heads] : heads)
    head.firstChild.append(Object.assign(element("th", "", words), { scope: "col" }));
  points.forEach((point, n) => {
    const row = element("tr");
    const who = [point.said_by, ...point.sources].filter(Boolean).join("; ");
    const name = Object.assign(element("th", "", point.name), { scope: "row" });
    const rest = [point.value, point.when, who, point.note].map((words) =>
      element("td", "", words),
    );
    row.append(...(numbered ? [element("td", "", String(n + 1))] : []), name, ...rest);
    body.append(row);
  });
  table.append(Object.assign(element("caption", "", spec.alt)), head, body);
  host.querySelector(".lk-scroll").append(table);
}

// ---- The drawing ---------------------------------------------------------------------------------

/**
 * @param {ChartDrawing} drawing
 * @param {ChartOnPage} spec
 */
function plotOf(drawing, spec, say) {
  const host = element("div", "lk-plot");
  host.innerHTML = drawing.svg; // written by lessonkit itself; data in it is escaped by its XML writer
  const svg = host.querySelector("svg");
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", spec.alt);
  svg.style.setProperty("--wide", `${drawing.width}px`);
  const points = spec.points.map((point, n) => pointOf(svg, point, n));
  points.forEach((nodes, n) => {
    const [stop] = nodes;
    stop.setAttribute("tabindex", n ? "-1" : "0");
    stop.addEventListener("focus", () => choose(n));
    stop.addEventListener("keydown", (event) => {
      const to = goTo(event.key, n, points.length);
      if (event.key === "Escape") choose(null);
      if (to === null) return;
      points[to][0].focus();
      event.preventDefault();
    });
    for (const node of nodes) node.addEventListener("pointerenter", () => choose(n));
    for (const node of nodes) node.addEventListener("click", () => choose(n));
  });
  const choose = (chosen) => {
    points.forEach((nodes, n) => {
      for (const node of nodes) node.classList.toggle("lk-picked", n === chosen);
      if (chosen !== null) nodes[0].setAttribute("tabindex", n === chosen ? "0" : "-1");
    });
    say(chosen);
  };
  return { host, svg, drawing, spec, points };
}

// All that is drawn of a point; the first part of it stands for it in the order of the keyboard.
/** @param {ChartPoint} point */
function pointOf(svg, point, n) {
  const nodes = [...svg.querySelectorAll(`[data-point="${n}"]`)];
  nodes[0].setAttribute("role", "img");
  nodes[0].setAttribute("aria-label", wordsOf(point));
  for (const node of nodes.slice(1)) node.setAttribute("aria-hidden", "true");
  return nodes;
}

function goTo(key, n, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return key in KEYS ? Math.min(count - 1, Math.max(0, n + KEYS[key])) : null;
}

function followWidth(frame, plots) {
  const fit = () => {
    const width = frame.clientWidth;
    if (!width) return;
    plots.forEach(({ host }, n) => {
      host.hidden = n !== (width >= FIT ? 0 : plots.length - 1);
    });
  };
  const watch = new ResizeObserver(fit);
  watch.observe(frame);
  fit();
  return () => watch.disconnect();
}

// ---- The day of a map -------------------------------------------------------------------------------

/** @param {View<ChartState>["model"]} model */
async function followDay(model, plots) {
  if (!model.get("map")) return () => {};
  const [map] = await modelsOf(model, "map");
  const marks = {
    date() {
      for (const plot of plots) markDay(plot, map.get("date"));
    },
    known_by() {
      for (const plot of plots) hideUnknown(plot, map.get("known_by"));
    },
  };
  for (const [name, mark] of Object.entries(marks)) {
    map.on(`change:${name}`, mark);
    mark();
  }
  return () => {
    for (const [name, mark] of Object.entries(marks)) map.off(`change:${name}`, mark);
  };
}

// What no source had told by the day of the second clock is not in the chart, as it is not on the map.
function hideUnknown({ spec, points }, by) {
  spec.points.forEach(({ known }, n) => {
    const isHidden = Boolean(by && known) && isAfter(known, by);
    for (const node of points[n]) node.classList.toggle("lk-not-told", isHidden);
  });
}

// Of a day and a month, as a map may show it, the end of the month counts.
const isAfter = (one, other) => dayNumber(one, "minute") > dayNumber(other, "minute");

// A line on the axis of days; where there is none, what does not hold on that day steps back.
function markDay({ svg, drawing, spec, points }, iso) {
  if (!spec.first) {
    spec.points.forEach(({ start, end }, n) => {
      const isOff = iso && ((start && isAfter(start, iso)) || (end && isAfter(iso, end)));
      for (const node of points[n]) node.classList.toggle("lk-off", Boolean(isOff));
    });
    return;
  }
  const [left, right, top, bottom] = drawing.axis;
  const [first, last] = [dayNumber(spec.first), dayNumber(spec.last) + 1];
  const day = iso ? dayNumber(iso, unitOf(spec.first)) : NaN;
  const x = left + ((right - left) * (day + 0.5 - first)) / (last - first);
  const line = svg.querySelector(".lk-today") ?? svgElement("path", { class: "lk-today" });
  line.setAttribute("d", `M${x.toFixed(1)} ${top}V${bottom}`);
  show(line, first <= day && day < last);
  svg.append(line);
}

// Ranges of days as bars on one axis, each with its days in words; single days as lines.
import { dayAndMonth, dayNumber, isoDay, shortDay } from "../core/dates.js";
import { element } from "../core/dom.js";
import { between } from "./estimate.js";

const LABEL = 92; // CSS pixels that a label of the axis needs
const ROOM = 60; // and what its words take
const STEPS = [1, 2, 7, 14]; // days
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600];
const AHEAD = 12 * 1970; // months: so that labels stand at round years

// `ways` have label, colour and span (null: no bar); `known` have label, words, first and last day.
export function drawTimeline(host, ways, known) {
  const days = [
    ...ways.flatMap(({ span }) => (span ? [span.first, span.last] : [])),
    ...known.flatMap(({ days: span }) => span),
  ];
  host.hidden = !days.length;
  if (!days.length) return;
  const pad = Math.max(1, Math.ceil((Math.max(...days) - Math.min(...days)) * 0.05));
  // A day is as wide as it is long: its bar ends where the next day begins.
  const [from, to] = [Math.min(...days) - pad, Math.max(...days) + 1 + pad];
  const at = (day) => `${(100 * (day - from)) / (to - from)}%`;
  const plot = element("div", "lk-plot");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", wordsOf(ways, known));
  const ticks = ticksOf(from, to, Math.max(2, Math.floor(host.clientWidth / LABEL)));
  plot.append(...ticks.map(({ day }) => placed("i", "lk-grid", at(day))));
  plot.append(...ways.map((way) => rowOf(way, at)));
  plot.append(...known.map((one) => knownRow(one, at)));
  const axis = element("div", "lk-axis");
  axis.ariaHidden = "true";
  // A label that would be cut off at the edge is left out; its line stays.
  const fitting = ticks.filter(({ day }) => ((to - day) / (to - from)) * host.clientWidth > ROOM);
  axis.append(...fitting.map(({ day, words }) => placed("span", "", at(day), words)));
  host.replaceChildren(plot, axis);
}

function wordsOf(ways, known) {
  const said = ways.map(
    ({ label, span }) => `${label}: ${span ? between(span.first, span.last) : "no estimate"}`,
  );
  said.push(...known.map(({ label, words }) => `Known: ${label}, ${words}`));
  return `Date axis. ${said.join(". ")}.`;
}

function placed(tag, className, left, text = "") {
  const made = element(tag, className, text);
  made.style.left = left;
  return made;
}

function rowOf({ label, colour, span }, at) {
  const row = element("div", "lk-bar-row");
  const words = element("p", "", span ? `: ${between(span.first, span.last)}` : ": no estimate");
  words.prepend(element("b", "", label));
  row.append(words);
  if (span) {
    const bar = placed("i", "lk-bar", at(span.first));
    bar.style.width = `calc(${at(span.last + 1)} - ${at(span.first)})`;
    bar.style.setProperty("--own", colour);
    row.append(bar);
  }
  return row;
}

function knownRow({ label, days: [first, last], words: when }, at) {
  const row = element("div", "lk-bar-row lk-known-row");
  const words = element("p", "", `: ${when}`);
  words.prepend(element("b", "", `Known: ${label}`));
  row.append(words, placed("i", "lk-mark", `calc((${at(first)} + ${at(last + 1)}) / 2)`));
  return row;
}

// At most `most` labels: every day, week or month, whichever fits.
function ticksOf(from, to, most) {
  const step = STEPS.find((days) => (to - from) / days <= most);
  if (step) {
    const first = Math.ceil(from / step) * step;
    const count = Math.floor((to - first) / step) + 1;
    return Array.from({ length: count }, (_, n) => tick(first + n * step, dayAndMonth));
  }
  const months = MONTHS.find((n) => (to - from) / (n * 30.4) <= most) ?? MONTHS.at(-1);
  const [first, last] = [from, to - 1].map((day) => dayNumber(isoDay(day, "day", "month")));
  const next = Math.ceil((first + 1 + AHEAD) / months) * months - AHEAD;
  const count = Math.max(0, Math.floor((last - next) / months) + 1);
  return Array.from({ length: count }, (_, n) => {
    const month = next + n * months;
    return {
      day: dayNumber(isoDay(month, "month", "day")),
      words: brief(shortDay(isoDay(month, "month"))),
    };
  });
}

// The name of a month in three letters.
const brief = (words) => words.replace(/([A-Z][a-z]{2})[a-z]+/, "$1");

const tick = (day, words) => ({ day, words: brief(words(isoDay(day))) });

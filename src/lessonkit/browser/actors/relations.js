// The view of relations: a date, the matrix of actors, a line about the pair pointed at, and the
// list of one actor. Date and chosen actor live in the model; where there is no room for the
// matrix, an index of the actors takes its place.
import { dayNumber, isoDay, LEAPS } from "../core/dates.js";
import { button, element, prepare } from "../core/dom.js";
import { put } from "../core/model.js";
import { buildIndex, buildTable, writeList } from "./sentences.js";
import { buildMatrix, markOf } from "./matrix.js";
import { KINDS, NOTHING, newsOf, pairInWords, readSpec } from "./words.js";
import { followTheme } from "../core/theme.js";
import { sliderOf } from "../map/time/slider.js";
import { clockWords } from "../map/time/time.js";
/** @import { RelationsState, View } from "../state.js" */

const FRAME = `
  <figure class="lk-frame lk-rel">
    <h3></h3>
    <div class="lk-time"><output class="lk-when"></output><div class="lk-row"></div>
      <p class="lk-news" aria-live="polite"></p></div>
    <ul class="lk-signs" aria-label="Key"></ul>
    <div class="lk-rel-body">
      <div class="lk-matrix"></div>
      <div class="lk-words">
        <p class="lk-told" aria-live="polite"></p>
        <label class="lk-pick">Actor <select></select></label>
        <ul class="lk-index" aria-label="Actors"></ul>
        <section class="lk-list" aria-live="polite" aria-label="Relations of one actor"></section>
      </div>
    </div>
    <details class="lk-day"><summary></summary><div></div></details>
  </figure>`;
const HINT =
  "Point at a mark, or go to it with the arrow keys, to read what it stands for. Choose a name to read its list.";
// CSS pixels: the names beside the matrix, a cell, and a column of words. With less room than for
// names and cells the matrix gives way.
const NAMES = 250;
const CELL = 27;
const WORDS = 330;

/** @param {View<RelationsState>} view */
export function renderRelations({ model, el, styles }) {
  const root = prepare(el, styles.map + styles.relations, FRAME);
  const part = (selector) => root.querySelector(selector);
  const known = readSpec(model.get("spec"));
  const set = (name, value) => put(model, name, value);
  const { step } = known.spec;
  const now = () => dayNumber(model.get("date"), step);
  let pair = [];
  const tell = () => {
    part(".lk-told").textContent = pair.length ? pairInWords(known, ...pair, now()) : HINT;
  };
  const choose = (id) => set("chosen", id === model.get("chosen") ? "" : id);
  part("h3").textContent = known.spec.title;
  part(".lk-day summary").textContent = `All relations of this ${step} as a table`;
  writeKey(part(".lk-signs"), known);
  const time = buildDays(part, known, (day) => set("date", isoDay(day, step)));
  const matrix = buildMatrix(part(".lk-matrix"), known, {
    onPair: (...named) => {
      pair = named;
      tell();
    },
    onChoose: choose,
  });
  const index = buildIndex(part(".lk-index"), known, choose);
  const table = buildTable(part(".lk-day"), known);
  const pick = buildPick(part(".lk-pick select"), known, (id) => set("chosen", id));
  const show = () => {
    const [day, chosen] = [now(), model.get("chosen")];
    time(day);
    matrix(day, chosen);
    index(day);
    table(day);
    pick(chosen);
    tell();
    writeList(part(".lk-list"), known, chosen, day);
    part(".lk-rel").classList.toggle("lk-has-chosen", Boolean(chosen));
  };
  const watched = ["change:date", "change:chosen"];
  for (const name of watched) model.on(name, show);
  show();
  const stops = [
    followTheme(part(".lk-rel")),
    followWidth(part(".lk-rel"), NAMES + CELL * known.spec.actors.length),
  ];
  return () => {
    for (const name of watched) model.off(name, show);
    for (const stop of stops) stop();
  };
}

function writeKey(host, { spec }) {
  const signs = KINDS.map((kind) => [markOf(kind), spec.words[kind]]);
  const sure = ["high", "medium", "low"].map((degree) => [
    markOf("", degree),
    `how sure: ${degree}`,
  ]);
  for (const [mark, words] of [...signs, [markOf("nothing"), NOTHING], ...sure]) {
    const item = element("li");
    item.append(mark, words);
    host.append(item);
  }
}

function buildDays(part, known, onDay) {
  const { first, last, days, spec } = known;
  const { step } = spec;
  const slider = sliderOf(first, last, onDay, {
    label: "Date of the relations",
    leap: LEAPS[step],
  });
  const day = () => first + slider.valueAsNumber;
  const before = () => days.findLast((one) => one < day());
  const after = () => days.find((one) => one > day());
  const back = button("‹", "Change before", () => onDay(before() ?? day()));
  const on = button("›", "Next change", () => onDay(after() ?? day()));
  const [track, ticks] = [element("div", "lk-track"), element("div", "lk-ticks")];
  ticks.setAttribute("aria-hidden", "true");
  const made = days.map(() => element("i"));
  made.forEach((tick, n) => {
    tick.style.left = `${(100 * (days[n] - first)) / Math.max(1, last - first)}%`;
  });
  ticks.append(...made);
  track.append(slider, ticks);
  part(".lk-row").append(back, track, on);
  return (now) => {
    const words = clockWords(spec, isoDay(now, step));
    slider.value = now - first;
    slider.setAttribute("aria-valuetext", words);
    part(".lk-when").textContent = words;
    part(".lk-news").textContent = newsOf(known, now);
    // A button that has the focus is not disabled: the keyboard would lose its place.
    back.ariaDisabled = String(before() === undefined);
    on.ariaDisabled = String(after() === undefined);
    made.forEach((tick, n) => tick.classList.toggle("lk-today", days[n] === now));
  };
}

function buildPick(select, { spec }, onPick) {
  select.append(
    new Option("none chosen", ""),
    ...spec.actors.map(({ id, label }) => new Option(label, id)),
  );
  select.addEventListener("change", () => onPick(select.value));
  return (chosen) => {
    select.value = chosen;
  };
}

function followWidth(frame, needed) {
  const watch = new ResizeObserver(
    ([
      {
        contentRect: { width },
      },
    ]) => {
      frame.classList.toggle("lk-narrow", width < needed);
      frame.classList.toggle("lk-beside", width >= needed + WORDS);
    },
  );
  watch.observe(frame);
  return () => watch.disconnect();
}

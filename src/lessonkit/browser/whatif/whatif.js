// An estimate with ranges: the reader assumes speeds, starts and lost days; the page shows between
// which days each way could end, whether the ranges overlap, and what the sums leave out.
import { dayNumber, shortDay } from "../core/dates.js";
import { element, prepare } from "../core/dom.js";
import {
  FIELDS,
  arrival,
  between,
  inKm,
  isTyped,
  readAssumption,
  sentence,
  verdicts,
} from "./estimate.js";
import { put } from "../core/model.js";
import { followTheme } from "../core/theme.js";
import { drawTimeline } from "./timeline.js";
/** @import { Model, View, Way, WhatIfSpec, WhatIfState } from "../state.js" */

const FRAME = `
  <section class="lk-frame lk-whatif">
    <div class="lk-title"><h3></h3><p class="lk-subtitle"></p></div>
    <div class="lk-ways"></div>
    <p class="lk-again"><button type="button" class="lk-tool" data-do="reset">Back to the first assumptions</button></p>
    <div class="lk-timeline"></div>
    <div class="lk-results" role="status"></div>
    <div class="lk-left-out"><h4>What this estimate leaves out</h4><ul></ul></div>
    <details class="lk-table"><summary>The estimate as a table</summary><div class="lk-scroll" tabindex="0" role="region" aria-label="The estimate as a table"></div></details>
    <div class="lk-known"><button type="button" class="lk-tool" data-do="reveal">Show what happened</button><div hidden></div></div>
  </section>`;
const NAMES = { km_a_day: "Km a day", start: "Start", days_lost: "Days lost on the way" };
const ENDS = {
  km_a_day: ["lowest", "highest"],
  start: ["earliest", "latest"],
  days_lost: ["fewest", "most"],
};

let made = 0; // ids must be unique where several estimates share a document

/** @param {View<WhatIfState>} view */
export function renderWhatIf({ model, el, styles }) {
  const root = prepare(el, styles.map + styles.whatif, FRAME);
  const part = (selector) => root.querySelector(selector);
  const spec = model.get("spec");
  write(part, spec);
  const set = (name, value) => put(model, name, value);
  const forms = spec.ways.map((way, n) =>
    formOf(
      way,
      spec.years,
      (assumption) => set("assumptions", model.get("assumptions").with(n, assumption)),
      () => results(),
    ),
  );
  part(".lk-ways").append(...forms.map(({ box }) => box));
  const results = () => showResults(part, spec, model, forms);
  const update = {
    assumptions() {
      model.get("assumptions").forEach((assumption, n) => forms[n].show(assumption));
      results();
    },
    revealed() {
      showKnown(part, model.get("revealed"));
      results();
    },
  };
  part("[data-do=reset]").addEventListener("click", () => {
    for (const form of forms) form.forget();
    set("assumptions", spec.defaults);
    update.assumptions(); // what was typed wrongly goes, too, even if the state is as it was
  });
  part("[data-do=reveal]").addEventListener("click", () => set("revealed", !model.get("revealed")));
  for (const [name, act] of Object.entries(update)) model.on(`change:${name}`, act);
  for (const act of Object.values(update)) act();
  const stop = followTheme(part(".lk-frame"));
  const resize = new ResizeObserver(results);
  resize.observe(part(".lk-timeline"));
  return () => {
    for (const [name, act] of Object.entries(update)) model.off(`change:${name}`, act);
    resize.disconnect();
    stop();
  };
}

/** @param {WhatIfSpec} spec */
function write(part, spec) {
  part("section").setAttribute("aria-label", `Estimate. ${spec.title}`);
  part("h3").textContent = spec.title;
  part(".lk-subtitle").textContent = spec.subtitle;
  part(".lk-subtitle").hidden = !spec.subtitle;
  part(".lk-left-out ul").append(...spec.leaves_out.map((text) => element("li", "", text)));
  part(".lk-known").hidden = !spec.known.length;
  part(".lk-known > div").append(...spec.known.map(knownOf));
}

function knownOf({ label, words, sources }) {
  const box = element("p");
  box.append(
    element("b", "", `${words[0].toUpperCase()}${words.slice(1)}: ${label}`),
    element("span", "lk-source", sources.join(" ")),
  );
  return box;
}

function showKnown(part, on) {
  const button = part("[data-do=reveal]");
  button.textContent = on ? "Hide what happened" : "Show what happened";
  button.ariaExpanded = String(on);
  part(".lk-known > div").hidden = !on;
}

// ---- The fields of a way ------------------------------------------------------------------------

// `onChange` hears each whole assumption, `onFault` that what is typed is none.
/**
 * @param {Way} way
 * @param {number[]} years
 */
function formOf(way, years, onChange, onFault) {
  const box = element("fieldset", "lk-way");
  box.append(element("legend", "", way.label), aboutOf(way));
  const fields = new Map(
    FIELDS.map(([name, end]) => [`${name}-${end}`, fieldOf(name, end, years)]),
  );
  box.append(...Object.keys(NAMES).map((name) => groupOf(name, way, fields)));
  const state = { wrong: false, given: null };
  const read = () =>
    readAssumption(
      Object.fromEntries([...fields].map(([key, { input }]) => [key, input.value])),
      years,
    );
  box.addEventListener("input", () => {
    const { value, faults } = read();
    for (const [key, field] of fields) field.blame(faults[key] ?? "");
    state.wrong = Object.keys(faults).length > 0;
    if (state.wrong) onFault();
    else onChange((state.given = value));
  });
  return {
    box,
    isWrong: () => state.wrong,
    forget() {
      state.given = null;
      state.wrong = false;
    },
    show(assumption) {
      // What the reader is typing stays as typed: "2," on the way to "2,5". What is wrong in one
      // way stays, too, while another way changes.
      if (
        state.wrong ||
        (state.given && JSON.stringify(state.given) === JSON.stringify(assumption))
      )
        return;
      state.given = assumption;
      for (const [name, end] of FIELDS) {
        const field = fields.get(`${name}-${end}`);
        field.input.value = assumption[name][end];
        field.blame("");
      }
    },
  };
}

// The two fields of a part, named together.
/** @param {Way} way */
function groupOf(name, way, fields) {
  const group = element("div", "lk-pair-of");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", `${NAMES[name]}, ${way.label}`);
  group.append(
    element("span", "lk-what", NAMES[name]),
    ...[0, 1].map((end) => fields.get(`${name}-${end}`).box),
  );
  return group;
}

/** @param {Way} way */
function aboutOf(way) {
  const box = element("p", "lk-about-way");
  const road =
    way.road_km === null
      ? "No road is given: the straight line counts."
      : `Schematic road (${way.road}): ${inKm(way.road_km)}.`;
  box.textContent = `${way.who}. ${way.from} to ${way.to}. Straight line: ${inKm(way.straight_km)}. ${road}`;
  return box;
}

/** @param {number[]} years */
function fieldOf(name, end, years) {
  const box = element("label", "lk-field", ENDS[name][end]);
  const input = element("input");
  if (name === "start" && !isTyped(years)) input.type = "date";
  else
    Object.assign(input, {
      type: "text",
      inputMode: name === "start" ? "text" : "decimal",
      autocomplete: "off",
      maxLength: 20,
    });
  const fault = Object.assign(element("span", "lk-fault"), {
    id: `lk-fault-${(made += 1)}`,
    hidden: true,
  });
  box.append(input);
  const whole = element("div");
  const day = element("span", "lk-day"); // 06/07/2017 is two days, by where one reads
  whole.append(box, ...(name === "start" ? [day] : []), fault);
  return {
    box: whole,
    input,
    blame(words) {
      day.textContent = name === "start" && !words ? shortDay(input.value) : "";
      fault.textContent = words;
      fault.hidden = !words;
      input.ariaInvalid = String(Boolean(words));
      if (words) input.setAttribute("aria-describedby", fault.id);
      else input.removeAttribute("aria-describedby");
    },
  };
}

// ---- What the assumptions give ------------------------------------------------------------------

/**
 * @param {WhatIfSpec} spec
 * @param {Model<WhatIfState>} model
 */
function showResults(part, spec, model, forms) {
  const assumptions = model.get("assumptions");
  const ways = spec.ways.map((way, n) =>
    forms[n].isWrong()
      ? { ...way, span: null, assumption: null }
      : { ...way, span: arrival(way.km, assumptions[n]), assumption: assumptions[n] },
  );
  const right = ways.filter(({ span }) => span);
  const known = model.get("revealed")
    ? spec.known.map(({ label, days, words }) => ({
        label,
        words,
        days: days.map((day) => dayNumber(day)),
      }))
    : [];
  drawTimeline(part(".lk-timeline"), ways, known);
  const lines = ways.map((way) => {
    const line = element("p");
    const words = way.span
      ? sentence(way, way.assumption, way.span)
      : "no estimate until its fields are mended.";
    line.append(element("b", "", `${way.label}: `), words);
    return line;
  });
  lines.push(...verdicts(right).map((words) => element("p", "lk-verdict", words)));
  const now = lines.map(({ textContent }) => textContent).join("\n");
  const results = part(".lk-results");
  if (results.dataset.said !== now) results.replaceChildren(...lines); // said once, not at each width
  results.dataset.said = now;
  part(".lk-table .lk-scroll").replaceChildren(tableOf(ways));
}

const COLUMNS = [
  "Way",
  "Straight line",
  "Schematic road",
  "Km a day",
  "Start",
  "Days lost",
  "Could end",
];

function tableOf(ways) {
  const table = element("table");
  const head = element("tr");
  head.append(...COLUMNS.map((name) => Object.assign(element("th", "", name), { scope: "col" })));
  const rows = ways.map(({ label, straight_km: straight, road_km: road, span, assumption }) => {
    const row = element("tr");
    const pair = (name) => (assumption ? assumption[name].join(" to ") : "to be mended");
    const start = assumption
      ? between(...assumption.start.map((day) => dayNumber(day)))
      : "to be mended";
    const cells = [
      inKm(straight),
      road === null ? "none given" : inKm(road),
      pair("km_a_day"),
      start,
      pair("days_lost"),
      span ? between(span.first, span.last) : "no estimate",
    ];
    row.append(
      Object.assign(element("th", "", label), { scope: "row" }),
      ...cells.map((text) => element("td", "", text)),
    );
    return row;
  });
  const [thead, tbody] = [element("thead"), element("tbody")];
  thead.append(head);
  tbody.append(...rows);
  table.append(thead, tbody);
  return table;
}

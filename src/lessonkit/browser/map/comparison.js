// Three maps of the same table of control, each by another method, with what each gives to whom.
// The slider of the third only shows and hides layers: every distance is drawn already.
import { element, prepare } from "../core/dom.js";
import { modelsOf, put } from "../core/model.js";
import { drawLinked } from "./linked.js";
import { followTheme } from "../core/theme.js";
/** @import { ComparisonSpec, ComparisonState, MapState, Model, View } from "../state.js" */

const NAMES = ["dots", "nearest", "reach"];
const FRAME = `
  <section class="lk-frame">
    <div class="lk-title"><h3></h3><p class="lk-subtitle"></p></div>
    <div class="lk-methods"></div>
    <div class="lk-beside" hidden></div>
    <p class="lk-sources"></p>
  </section>`;

/** @param {View<ComparisonState>} view */
export async function renderComparison({ model, el, styles }) {
  const root = prepare(el, styles.map + styles.comparison, FRAME);
  const spec = model.get("spec");
  root.querySelector("section").setAttribute("aria-label", `Three maps. ${spec.title}`);
  root.querySelector("h3").textContent = spec.title;
  root.querySelector(".lk-subtitle").textContent = spec.subtitle;
  const models = await modelsOf(model, ...NAMES);
  const { sources } = models[0].get("spec"); // the first map carries them for all three
  for (const other of models.slice(1)) other.set("spec", { ...other.get("spec"), sources });
  const panels = NAMES.map((name, n) => panelOf(name, spec, models[n]));
  root.querySelector(".lk-methods").append(...panels.map(({ box }) => box));
  root.querySelector(".lk-sources").textContent = models[0].get("spec").caption;
  const stopMaps = drawLinked(
    models,
    panels.map(({ host }) => host),
    styles,
  );
  panels[0].show(spec.methods.dots);
  panels[1].show(spec.methods.nearest);
  const beside = spec.beside ? besideOf(root.querySelector(".lk-beside"), spec) : () => {};
  const third = reachOf(model, spec, models[2], panels[2], beside);
  const stopTheme = followTheme(root.querySelector(".lk-frame"));
  return () => {
    third.stop();
    stopMaps();
    stopTheme();
  };
}

// One method: heading, sentence, map, room for a slider, table of shares.
/** @param {ComparisonSpec} spec */
function panelOf(name, spec, model) {
  const box = element("article", "lk-method");
  const head = element("div", "lk-method-head");
  const sentence = element("p", "lk-sentence");
  const host = element("div", "lk-bare");
  const slider = element("div", "lk-reach");
  const table = element("table", "lk-shares");
  head.append(element("h4", "", spec.headings[name]), sentence);
  const rest = element("div");
  rest.append(slider, table);
  box.append(head, host, rest);
  const swatches = new Map(
    model.get("spec").layers.map(({ id, table: kind, swatch }) => [id, { kind, swatch }]),
  );
  const what =
    name === "dots"
      ? `Places of each ${spec.headings.holder.toLowerCase()}`
      : "Share of the country";
  return {
    box,
    host,
    slider,
    show(method) {
      sentence.textContent = method.sentence;
      // One order at all distances: what changes is a number, never a row.
      const order = `. The rows stand as those of \u201c${spec.headings.nearest}\u201d`;
      const words = method.words ? `${what}, ${method.words}${order}` : what;
      const caption = element("caption", "", words);
      const body = element("tbody");
      body.append(...method.rows.map((row) => rowOf(row, swatches.get(row.layer))));
      table.replaceChildren(caption, body);
    },
  };
}

const NO_LAYER = { nobody: "lk-empty", divided: "" };
// A divided place has no mark of its own: those of its holders stand side by side.
const SIDE_BY_SIDE =
  '<svg viewBox="0 0 26 16" width="26" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6"><circle cx="7" cy="8" r="4.5"/><rect x="14" y="3.5" width="9" height="9"/></svg>';

function rowOf({ holder, label, share, words }, look) {
  const row = element("tr");
  const name = Object.assign(element("th"), { scope: "row" });
  const swatch = element(
    "span",
    `lk-swatch ${look ? `lk-t-${look.kind}` : (NO_LAYER[holder] ?? "lk-not-here")}`,
  );
  if (look) swatch.innerHTML = look.swatch; // written by lessonkit from checked colours, no text in it
  else if (holder === "divided") swatch.innerHTML = SIDE_BY_SIDE;
  const who = element("span", "lk-who");
  who.append(swatch, element("span", "", label));
  name.append(who);
  const cell = element("td", "", words);
  cell.style.setProperty("--share", share);
  row.append(name, cell);
  return row;
}

// The shares of both kinds of areas in one table with those that others gave. Returns a
// function that fills the column of the distance.
function besideOf(host, { beside, headings }) {
  const table = element("table", "lk-shares");
  const head = element("tr");
  const reach = Object.assign(element("th"), { scope: "col" });
  const columns = [headings.holder, headings.nearest, reach, ...beside.others];
  head.append(
    ...columns.map((one) =>
      one === reach ? reach : Object.assign(element("th", "", one), { scope: "col" }),
    ),
  );
  const cells = new Map();
  const body = element("tbody");
  for (const row of beside.rows) {
    const line = element("tr");
    cells.set(row.holder, element("td"));
    line.append(
      Object.assign(element("th", "", row.label), { scope: "row" }),
      element("td", "", row.nearest),
      cells.get(row.holder),
      ...row.others.map((one) => element("td", "", one)),
    );
    body.append(line);
  }
  const top = element("thead");
  top.append(head);
  table.append(element("caption", "", beside.caption), top, body);
  host.append(table, ...beside.notes.map((note) => element("p", "lk-sentence", note)));
  host.hidden = false;
  return ({ words, rows }) => {
    reach.textContent = `${headings.reach}: ${words}`;
    const own = new Map(rows.map((row) => [row.holder, row.words]));
    for (const [holder, cell] of cells) cell.textContent = own.get(holder) ?? beside.none;
  };
}

// The slider of the third map and what follows it.
/**
 * @param {ComparisonSpec} spec
 * @param {Model<MapState>} map
 */
function reachOf(model, spec, map, panel, beside) {
  const { steps } = spec;
  const every = new Set(steps.flatMap(({ layers }) => layers));
  const label = element("label", "", "Distance: ");
  const value = element("output");
  const input = Object.assign(element("input"), {
    type: "range",
    min: 0,
    max: steps.length - 1,
    step: 1,
  });
  const marks = element("div", "lk-kms");
  marks.ariaHidden = "true";
  marks.append(...steps.map(({ km }) => element("span", "", String(km))));
  const said = element("p", "lk-said lk-unseen");
  said.setAttribute("role", "status");
  label.append(value, input);
  panel.slider.append(label, marks, said);
  input.addEventListener("input", () => put(model, "distance", steps[input.valueAsNumber].km));
  const update = () => {
    const n = steps.findIndex(({ km }) => km === model.get("distance"));
    const step = steps[n];
    if (!step) return;
    input.value = n;
    input.setAttribute("aria-valuetext", step.words);
    value.textContent = step.words;
    const wanted = new Set(step.layers);
    const known = map.get("spec").layers.map(({ id }) => id);
    const now = new Set(map.get("visible"));
    put(
      map,
      "visible",
      known.filter((id) => (every.has(id) ? wanted.has(id) : now.has(id))),
    );
    panel.show(step);
    beside(step);
    said.textContent = `${step.words}. ${step.rows.map((row) => `${row.label}: ${row.words}`).join("; ")}`;
  };
  model.on("change:distance", update);
  update();
  return { stop: () => model.off("change:distance", update) };
}

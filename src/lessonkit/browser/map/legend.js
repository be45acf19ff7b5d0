// The legend is the switch. Who held what: a line of chips, each a switch with the mark as drawn and
// a short name. Everything else: a heading for each group with "all" and "none", a checkbox, the
// swatch, the name. The source and the dates of a layer show in the panel while it has the pointer or
// the focus; Escape hides them.
import { spanInWords } from "../core/dates.js";
import { button, element, signOf } from "../core/dom.js";
import { groupedBy } from "../core/groups.js";
/** @import { LegendEntry, MapOnPage } from "../state.js" */

const GAP = 2; // pixels to what cuts the words off
let made = 0; // ids must be unique where several maps share a document
const rowOf = new WeakMap(); // the row that the words in a panel are about

/** @param {MapOnPage} spec */
export function buildLegend(host, panel, spec, onToggle) {
  const groups = new Map();
  for (const layer of spec.layers.filter(({ holder }) => !holder))
    groups.set(layer.group, [...(groups.get(layer.group) ?? []), layer]);
  // First what cannot be read without its colours and sizes: a panel beside a map is soon full.
  const hasKey = ([, layers]) => layers.some(({ key }) => key.length);
  const inOrder = [...groups].toSorted((one, other) => Number(hasKey(other)) - Number(hasKey(one)));
  for (const [name, layers] of inOrder)
    host.append(groupOf(name, layers, spec, aboutIn(panel), onToggle));
  const key = element("p", "lk-key");
  // Not in the legend: its columns would move it, and it the columns.
  host.after(key, ...(spec.slider ? kindsOf(spec) : []));
  return (visible) => {
    for (const input of host.querySelectorAll("input[data-layer]")) {
      input.checked = visible.includes(input.dataset.layer);
    }
    for (const values of host.querySelectorAll("[data-key-of]"))
      values.hidden = !visible.includes(values.dataset.keyOf);
    key.replaceChildren(...signsOf(spec, visible));
    key.hidden = !key.textContent;
  };
}

// What the looks of values mean, below the map: where the panel has something else than the legend.
/** @param {MapOnPage} spec */
export function buildScales(host, spec) {
  const keys = spec.layers.filter(({ key }) => key.length).map((layer) => keyOf(layer));
  host.append(...keys);
  return (visible) => {
    for (const values of keys) values.hidden = !visible.includes(values.dataset.keyOf);
    host.hidden = keys.every(({ hidden }) => hidden);
  };
}

// Every other sign of the map in a line below it: the layers that are on, and what a swatch cannot show.
/** @param {MapOnPage} spec */
export function buildMarks(host, spec) {
  const told = spec.layers.filter(({ holder, key }) => !holder && !key.length);
  const items = told.map((layer) => ({ id: layer.id, node: signed(swatchOf(layer), layer.label) }));
  return (visible) => {
    const shown = items.filter(({ id }) => visible.includes(id)).map(({ node }) => node);
    host.replaceChildren(...shown, ...signsOf(spec, visible).map((sign) => signed(sign)));
    host.hidden = !host.childElementCount;
  };
}

function signed(...parts) {
  const item = element("li");
  item.append(...parts);
  return item;
}

// What the shapes on the time line say.
/** @param {MapOnPage} spec */
function kindsOf(spec) {
  const kinds = Object.values(spec.kinds);
  if (!kinds.length) return [];
  const key = element("p", "lk-key lk-kinds", "On the time line: ");
  // Kinds that look alike have one entry.
  for (const [outline, alike] of groupedBy(kinds, ([, sign]) => sign)) {
    const one = element("span", "lk-kind-of-event", alike.map(([label]) => label).join(", "));
    one.prepend(signOf(outline));
    key.append(one, " ");
  }
  return [key];
}

/** @param {MapOnPage} spec */
export function buildChips(host, panel, spec, onToggle) {
  const layers = spec.layers.filter(({ holder }) => holder);
  const holders = [...new Set(layers.map(({ holder }) => holder))];
  host.hidden = !holders.length;
  if (layers.length) host.setAttribute("aria-label", layers[0].group);
  const about = aboutIn(panel);
  const chips = holders.map((one) =>
    chipOf(
      layers.filter(({ holder }) => holder === one),
      spec,
      about,
      onToggle,
    ),
  );
  const ids = layers.map(({ id }) => id);
  const every = element("button", "lk-every");
  every.type = "button";
  every.addEventListener("click", () => onToggle(ids, every.value === "all"));
  // The last chip takes the button along to its line: alone on a line it would look lost.
  const last = element("span", "lk-last");
  last.append(...(chips.at(-1) ?? []), ...(holders.length > 1 ? [every] : []));
  host.append(...chips.slice(0, -1).flat(), last);
  return (visible) => {
    for (const chip of host.querySelectorAll("[data-layer]"))
      chip.ariaChecked = String(visible.includes(chip.dataset.layer));
    const isFull = ids.every((id) => visible.includes(id));
    every.value = isFull ? "none" : "all";
    every.textContent = isFull ? "Hide all" : "Show all";
    every.setAttribute("aria-label", `${every.textContent} ${spec.holders}`);
  };
}

// One for all that a holder has: places and zones.
/**
 * @param {LegendEntry[]} layers
 * @param {MapOnPage} spec
 */
function chipOf(layers, spec, about, onToggle) {
  const [{ id, label, short }] = layers;
  const chip = Object.assign(element("button", "lk-chip"), { type: "button", title: label });
  chip.dataset.layer = id;
  chip.setAttribute("role", "switch");
  chip.setAttribute("aria-label", label);
  const looks = new Map(layers.map((layer) => [layer.swatch, layer])).values(); // each once
  chip.append(...[...looks].map(swatchOf), element("span", "", short));
  const ids = layers.map((layer) => layer.id);
  chip.addEventListener("click", () => onToggle(ids, chip.ariaChecked !== "true"));
  return [chip, describe(chip, chip, together(layers), spec, about)];
}

// What several layers of one holder say about themselves.
/** @param {LegendEntry[]} layers */
function together(layers) {
  const spans = layers.map(({ span }) => span);
  const open = (n) => spans.some((span) => !span[n]);
  const days = (n) => spans.map((span) => span[n]).toSorted();
  return {
    ...layers[0],
    sources: [...new Set(layers.flatMap(({ sources }) => sources))],
    span: spans.includes(null) ? null : [open(0) ? "" : days(0)[0], open(1) ? "" : days(1).at(-1)],
  };
}

/** @param {LegendEntry} layer */
function swatchOf(layer) {
  const swatch = element("span", `lk-swatch lk-t-${layer.table}`);
  swatch.innerHTML = layer.swatch; // written by lessonkit from checked colours, no text in it
  return swatch;
}

/**
 * @param {LegendEntry[]} layers
 * @param {MapOnPage} spec
 */
function groupOf(name, layers, spec, about, onToggle) {
  const group = element("fieldset");
  const heading = element("legend", "", name);
  group.append(heading);
  if (layers.length > 1) {
    const ids = layers.map((layer) => layer.id);
    const both = element("span", "lk-all");
    both.append(
      button("all", `${name}: all`, () => onToggle(ids, true)),
      button("none", `${name}: none`, () => onToggle(ids, false)),
    );
    heading.append(both);
  }
  group.append(...layers.flatMap((layer) => switchOf(layer, spec, about, onToggle)));
  return group;
}

/**
 * @param {LegendEntry} layer
 * @param {MapOnPage} spec
 */
function switchOf(layer, spec, about, onToggle) {
  const label = element("label");
  const input = Object.assign(element("input"), { type: "checkbox" });
  input.dataset.layer = layer.id;
  input.addEventListener("change", () => onToggle([layer.id], input.checked));
  const parts = [label, describe(label, input, layer, spec, about)];
  label.append(input, ...(layer.key.length ? [] : [swatchOf(layer)]));
  label.append(element("span", "", layer.label));
  label.classList.toggle("lk-wide", layer.key.length > 0);
  return layer.key.length ? [...parts, keyOf(layer, layer.label)] : parts;
}

// What the looks of values mean, with numbers and unit; `said` stands above it already.
/** @param {LegendEntry} layer */
function keyOf({ measure, key, table, id }, said = "") {
  const box = element("div", "lk-values");
  box.dataset.keyOf = id;
  const list = element("ul");
  for (const [look, words] of key) {
    const item = element("li");
    const swatch = element("span", `lk-swatch lk-t-${table}`);
    swatch.innerHTML = look; // written by lessonkit, as the swatches are
    item.append(swatch, element("span", "", words));
    list.append(item);
  }
  box.append(...(measure === said ? [] : [element("p", "", measure)]), list);
  return box;
}

// ---- What a layer says about itself -------------------------------------------------------------

// The words stand in the panel, over what is there, at the end that is farther from the switch.
function aboutIn(panel) {
  let about = panel.querySelector(".lk-about");
  if (about) return about;
  about = element("p", "lk-about");
  about.hidden = true;
  panel.append(about);
  panel.getRootNode().addEventListener("pointerdown", ({ target }) => {
    if (!rowOf.get(about)?.contains(target)) about.hidden = true;
  });
  return about;
}

// Returns the words for screen readers. While the row has the pointer or the switch the focus, all
// see them.
/**
 * @param {LegendEntry} layer
 * @param {MapOnPage} spec
 */
function describe(row, control, layer, spec, about) {
  const words = aboutLayer(layer, spec);
  const hidden = Object.assign(element("span", "", words), {
    id: `lk-layer-${(made += 1)}`,
    hidden: true,
  });
  control.setAttribute("aria-describedby", hidden.id);
  const tell = () => {
    about.replaceChildren(element("b", "", layer.label), document.createTextNode(words));
    about.hidden = false;
    rowOf.set(about, row);
    place(about, row);
  };
  const hide = () => {
    about.hidden = true;
  };
  row.addEventListener("pointerenter", tell);
  // A finger leaves at once: then the words stay until it touches something else.
  row.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || hide());
  control.addEventListener("focus", () => control.matches(":focus-visible") && tell());
  control.addEventListener("blur", hide);
  return hidden;
}

// At the end of the panel that is farther from the row, as far as the screen shows it.
function place(about, row) {
  const [panel, here] = [about.parentNode, row].map((node) => node.getBoundingClientRect());
  const { height } = about.getBoundingClientRect();
  const { top, bottom } = screenOf(about);
  const [high, low] = [Math.max(top, panel.top), Math.min(bottom, panel.bottom)];
  const isUp = here.top > panel.top && here.top + here.bottom < high + low;
  const wanted = Math.max(top, Math.min(bottom - height, isUp ? low - height : high));
  about.style.top = `${wanted - panel.top}px`;
}

// The part of the screen that everything around an element leaves for it.
function screenOf(node) {
  let [top, bottom] = [GAP, innerHeight - GAP];
  for (let up = node.parentElement; up; up = up.parentElement ?? up.getRootNode().host) {
    if (getComputedStyle(up).overflowY === "visible") continue;
    const box = up.getBoundingClientRect();
    if (!box.height) continue; // what has no box of its own cuts nothing off
    [top, bottom] = [Math.max(top, box.top + GAP), Math.min(bottom, box.bottom - GAP)];
  }
  return { top, bottom };
}

/**
 * @param {LegendEntry} layer
 * @param {MapOnPage} spec
 */
function aboutLayer(layer, spec) {
  const cited = layer.sources
    .map((id) => spec.sources[id])
    .filter(Boolean)
    .map(withDate);
  const more = cited.length > 3 ? `; and ${cited.length - 3} more, named on the cards` : "";
  const source = cited.length ? `Source: ${cited.slice(0, 3).join("; ")}${more}. ` : "";
  const days = layer.span ? spanInWords(layer.span) : "";
  return (
    source +
    (days ? `Dates in our data: ${days[0].toLowerCase()}${days.slice(1)}.` : "Not tied to a date.")
  );
}

// The date of a source, where its citation does not say it.
function withDate([citation, date]) {
  return date && !citation.includes(date.slice(0, 4)) ? `${citation} (${date})` : citation;
}

// What the swatches of the layers cannot show: of the layers that are on, and of no other.
/** @param {MapOnPage} spec */
function signsOf(spec, visible) {
  const on = spec.layers
    .filter((layer) => visible.includes(layer.id))
    .flatMap((layer) => layer.signs);
  return spec.signs
    .filter(([sign]) => on.includes(sign))
    .map(([, words, drawn]) => {
      if (!drawn) return `${words} `;
      const [line, sample] = [
        element("span", "lk-sure"),
        element("span", "lk-swatch lk-t-control"),
      ];
      sample.innerHTML = drawn; // written by lessonkit, as the swatches are
      line.append(sample, `${words} `);
      return line;
    });
}

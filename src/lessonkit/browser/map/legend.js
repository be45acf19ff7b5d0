// The legend is the switch: a heading for each group with "all" and "none", a checkbox, the swatch
// as drawn, the name. The source and the dates of a layer show while it has the pointer or the
// focus; Escape hides them.
import { spanInWords } from "../core/dates.js";
import { button, element } from "../core/dom.js";
/** @import { LegendEntry, MapOnPage } from "../state.js" */

const GAP = 2; // pixels to what cuts the words off
let made = 0; // ids must be unique where several maps share a document

/** @param {MapOnPage} spec */
export function buildLegend(host, spec, onToggle) {
  const about = element("p", "lk-about");
  about.hidden = true;
  const groups = new Map();
  for (const layer of spec.layers)
    groups.set(layer.group, [...(groups.get(layer.group) ?? []), layer]);
  for (const [name, layers] of groups) host.append(groupOf(name, layers, spec, about, onToggle));
  const key = element("p", "lk-key");
  host.after(key, about); // not in the legend: its columns would move them, and they the columns
  host.parentNode.addEventListener("pointerleave", () => {
    about.hidden = !host.querySelector("input:focus");
  });
  host.addEventListener("focusout", () => {
    about.hidden = true;
  });
  return (visible) => {
    for (const input of host.querySelectorAll("input[data-layer]")) {
      input.checked = visible.includes(input.dataset.layer);
    }
    key.replaceChildren(...signsOf(spec, visible));
    key.hidden = !key.textContent;
  };
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
  const swatch = element("span", `lk-swatch lk-t-${layer.table}`);
  swatch.innerHTML = layer.swatch; // written by lessonkit from checked colours, no text in it
  label.append(input, swatch, element("span", "", layer.label));
  const words = aboutLayer(layer, spec);
  const hidden = Object.assign(element("span", "", words), {
    id: `lk-layer-${(made += 1)}`,
    hidden: true,
  });
  input.setAttribute("aria-describedby", hidden.id);
  const tell = () => {
    about.replaceChildren(element("b", "", layer.label), document.createTextNode(words));
    about.hidden = false;
    about.style.top = `${topFor(about, label)}px`;
  };
  label.addEventListener("pointerenter", tell);
  input.addEventListener("focus", tell);
  return [label, hidden];
}

// Beside its row where the legend stands beside the map. Below the map, at the far end of the
// screen, so that it covers neither its own switch nor the next.
function topFor(about, label) {
  const [legend, row] = [about.offsetParent, label].map((node) => node.getBoundingClientRect());
  const middle = (row.top + row.bottom) / 2;
  const { height, right } = about.getBoundingClientRect();
  const { top, bottom } = screenOf(label);
  const isBeside = right <= row.left;
  const wanted = isBeside ? middle - height / 2 : middle > (top + bottom) / 2 ? top : bottom;
  return Math.min(Math.max(wanted, top), bottom - height) - legend.top;
}

// The part of the screen that everything around an element leaves for it.
function screenOf(node) {
  let [top, bottom] = [GAP, innerHeight - GAP];
  for (let up = node; up; up = up.parentElement ?? up.getRootNode().host) {
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
function withDate([citation, , , date]) {
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

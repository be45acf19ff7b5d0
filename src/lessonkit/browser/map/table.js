// The text twin: a table of everything that the map shows on its date, for reading without
// looking and for checking. A name opens the card of its mark.
import { holderOf, isOfPlace } from "./card.js";
import { inWords, isoDay, spanInWords } from "../core/dates.js";
import { element, localName } from "../core/dom.js";
/** @import { MapOnPage } from "../state.js" */
/** @import { Stage } from "./stage.js" */

const DEGREES = ["high", "medium", "low"];
const COLUMNS = ["Name", "Layer", "What", "Dates", "How sure", "According to"];

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
export function buildTwin(host, spec, stage, onSelect) {
  const sorted = { column: -1, down: false }; // -1: in the order of the legend
  const caption = element("p", "lk-twin-caption");
  const ground = element("p", "lk-twin-ground");
  const box = Object.assign(element("div", "lk-scroll"), { tabIndex: 0 });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "What the map shows, as a table");
  const table = element("table");
  const body = element("tbody");
  const heads = headsOf(sorted, () => show());
  const head = element("thead");
  head.append(element("tr"));
  head.firstChild.append(...heads);
  table.append(head, body);
  box.append(table);
  host.append(caption, box, ground);
  let date = "";
  const show = (iso = date) => {
    date = iso;
    if (host.hidden) return;
    const rows = rowsOf(spec, stage);
    caption.textContent = `${spec.title}. ${rows.length} marks${iso ? ` on ${inWords(iso)}` : ""}.`;
    ground.textContent = groundOf(spec, stage);
    const { column, down } = sorted;
    const order = (a, b) => a.keys[column].localeCompare(b.keys[column], "en", { numeric: true });
    if (column >= 0) rows.sort((a, b) => (down ? order(b, a) : order(a, b)));
    body.replaceChildren(...rows.map((row) => rowOf(row, spec.local, onSelect)));
    heads.forEach((th, n) => {
      th.ariaSort = n !== column ? "none" : down ? "descending" : "ascending";
    });
  };
  return show;
}

function headsOf(sorted, onSort) {
  return COLUMNS.map((name, n) => {
    const th = Object.assign(element("th"), { scope: "col" });
    const sort = Object.assign(element("button", "", name), { type: "button" });
    sort.addEventListener("click", () => {
      sorted.down = sorted.column === n && !sorted.down;
      sorted.column = n;
      onSort();
    });
    th.append(sort);
    return th;
  });
}

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function rowsOf(spec, stage) {
  const order = spec.layers.map((layer) => layer.id);
  const shown = stage.shown().filter((f) => spec.cards[f.id]);
  shown.sort((a, b) => order.indexOf(a.layer) - order.indexOf(b.layer));
  return shown.map((f) => {
    const { label } = spec.layers[order.indexOf(f.layer)];
    const card = spec.cards[f.id];
    const about = isOfPlace(card) ? { ...spec.places[card.place], ...card } : card;
    const name = about.title + (about.part ? ` (${about.part})` : "");
    const days = f.isSaid ? [] : [f.start, f.end];
    const dates =
      about.value_when ?? about.when ?? days.map((day) => (isFinite(day) ? isoDay(day) : ""));
    const cells = [
      name,
      label,
      whatOf(about, label),
      spanInWords(dates) || "not dated",
      sureOf(about),
      sayOf(spec, about),
    ];
    // Dates sort by day and doubt by degree, not by the words for them; what has none comes last.
    const keys = cells
      .with(3, dates.join(" ").trim() || "9999")
      .with(4, `${DEGREES.indexOf(about.confidence) + 1 || 9} ${about.precision_km ?? 0}`);
    return { id: f.id, title_local: about.title_local, cells, keys };
  });
}

function whatOf(about, label) {
  if (about.value) return `${about.measure}: ${about.value}`;
  if (about.zone && about.holder) return `${about.kind}: ${about.holder}`;
  if (about.holder && about.place) return `control: ${holderOf(about)}`;
  if (about.kind === label) return about.holder ?? about.text ?? "";
  return about.disputed ? `${about.kind}. Disputed: ${about.disputed}` : about.kind;
}

function sureOf(about) {
  const words = [];
  if (about.confidence) words.push(about.confidence);
  if (about.precision_km >= 2) words.push(`position to ${about.precision_km} km`);
  return words.join("; ");
}

/** @param {MapOnPage} spec */
function sayOf(spec, about) {
  const said = about.value_sources ?? about.holder_sources ?? about.sources ?? [];
  const cited = said.map((id) => spec.sources[id]?.[0]);
  return [about.value ? "" : about.asserted_by, ...cited].filter(Boolean).join("; ");
}

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function groundOf(spec, stage) {
  const on = spec.layers.filter(
    (layer) => layer.table === "basemap" && stage.visible.has(layer.id),
  );
  return on.length ? `Also drawn: ${on.map((layer) => layer.label.toLowerCase()).join(", ")}.` : "";
}

function rowOf({ id, title_local: other, cells }, local, onSelect) {
  const row = element("tr");
  const name = Object.assign(element("th"), { scope: "row" });
  const open = Object.assign(element("button", "", cells[0]), { type: "button" });
  open.addEventListener("click", () => onSelect(id));
  name.append(open);
  if (other) name.append(" ", localName(other, local));
  row.append(name, ...cells.slice(1).map((text) => element("td", "", text)));
  return row;
}

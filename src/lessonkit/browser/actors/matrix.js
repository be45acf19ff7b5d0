// The matrix of actors: a table with a mark for each pair. Arrow keys go from cell to cell; the
// name at the head of a row chooses its actor.
import { element, svgElement } from "../core/dom.js";
import { relationInWords } from "./words.js";

// Three marks that differ in form: a disc, a cross, a ring.
const MARKS = {
  with: () => [svgElement("circle", { cx: 8, cy: 8, r: 5 })],
  against: () => [svgElement("path", { d: "M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5" })],
  talks: () => [svgElement("circle", { cx: 8, cy: 8, r: 4.5, class: "lk-ring" })],
};

export function markOf(relation, confidence = "") {
  const box = element("span", `lk-mark lk-${relation}`);
  box.setAttribute("aria-hidden", "true");
  if (confidence) box.dataset.sure = confidence;
  const svg = svgElement("svg", { viewBox: "0 0 16 16", width: 16, height: 16 });
  svg.append(...(MARKS[relation]?.() ?? []));
  box.append(svg);
  return box;
}

// `onPair(one, other)` hears which pair is pointed at; `onChoose(id)` which actor is chosen.
export function buildMatrix(host, known, { onPair, onChoose }) {
  const { actors } = known.spec;
  const table = element("table");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", `${known.spec.title}, actor by actor`);
  const columns = actors.map(({ label }) => headOf(label));
  const rows = actors.map((actor) => rowOf(actor, actors, onChoose));
  const [head, top, body] = ["thead", "tr", "tbody"].map((tag) => element(tag));
  top.append(element("td"), ...columns);
  head.append(top);
  body.append(...rows.map(({ row }) => row));
  table.append(head, body);
  host.append(table);

  const grid = rows.map(({ name, cells }) => [name, ...cells]);
  const point = (n, m) => {
    columns.forEach((th, i) => th.classList.toggle("lk-on", i === m - 1));
    rows.forEach(({ row }, i) => row.classList.toggle("lk-on", i === n));
    if (m > 0 && m - 1 !== n) onPair(actors[n].id, actors[m - 1].id);
  };
  walkGrid(table, grid, point);
  table.addEventListener("pointerover", ({ target }) => {
    const at = placeIn(grid, target.closest("td, th button"));
    if (at) point(...at);
  });
  return (day, chosen) => {
    rows.forEach(({ name, row, cells }, n) => {
      const own = actors[n].id === chosen;
      row.classList.toggle("lk-own", own);
      name.setAttribute("aria-pressed", String(own));
      cells.forEach((cell, m) => fill(cell, known, actors[n], actors[m], day));
    });
  };
}

function headOf(label) {
  const th = Object.assign(element("th"), { scope: "col" });
  th.append(element("span", "", label));
  return th;
}

function rowOf({ id, label }, actors, onChoose) {
  const [row, th] = [element("tr"), Object.assign(element("th"), { scope: "row" })];
  const name = Object.assign(element("button", "", label), { type: "button", tabIndex: -1 });
  name.addEventListener("click", () => onChoose(id));
  th.append(name);
  const cells = actors.map(() => {
    const cell = Object.assign(element("td"), { tabIndex: -1 });
    cell.setAttribute("role", "gridcell");
    return cell;
  });
  row.append(th, ...cells);
  return { row, name, cells };
}

// Only a cell whose row has changed is drawn again.
function fill(cell, known, one, other, day) {
  const row = known.at(one.id, other.id, day);
  if (cell.lkRow === row && cell.hasAttribute("aria-label")) return;
  cell.lkRow = row;
  const same = one === other;
  cell.classList.toggle("lk-same", same);
  const sure = row ? `, how sure: ${row.confidence}` : "";
  cell.setAttribute(
    "aria-label",
    same ? "the same actor" : `${relationInWords(known, row)}${sure}`,
  );
  cell.replaceChildren(...(row ? [markOf(row.relation, row.confidence)] : []));
}

function placeIn(grid, node) {
  const n = grid.findIndex((row) => row.includes(node));
  return n < 0 ? undefined : [n, grid[n].indexOf(node)];
}

// One stop for Tab in the whole table; arrows, Home and End go on from there.
function walkGrid(table, grid, point) {
  grid[0][0].tabIndex = 0;
  table.addEventListener("focusin", ({ target }) => {
    const at = placeIn(grid, target);
    if (!at) return;
    for (const node of table.querySelectorAll("[tabindex='0']")) node.tabIndex = -1;
    target.tabIndex = 0;
    point(...at);
  });
  table.addEventListener("click", ({ target }) => target.closest("td[role=gridcell]")?.focus());
  table.addEventListener("keydown", (event) => {
    const [n, m] = placeIn(grid, event.target) ?? [];
    const steps = {
      ArrowUp: [n - 1, m],
      ArrowDown: [n + 1, m],
      ArrowLeft: [n, m - 1],
      ArrowRight: [n, m + 1],
      Home: [n, 0],
      End: [n, grid.length],
    };
    const [to, at] = steps[event.key] ?? [];
    if (n === undefined || to === undefined) return;
    event.preventDefault();
    grid[to]?.[at]?.focus();
  });
}

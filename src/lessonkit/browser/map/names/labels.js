// Lay out the names of places at the size that the map has on the screen.
//
// Greedy, as on the printed map: the place the lesson speaks of most comes first and takes the
// first of sixteen positions that covers no symbol and no name. What fits nowhere is hidden; its
// card still has the name. All sizes here are CSS pixels, if not said otherwise.
import { show } from "../../core/dom.js";
import { boxBeside, outlineOnScreen, pairsOf, touchesView } from "./outlines.js";
/** @import { Spot } from "../../state.js" */

// Directions from the symbol in order of preference, x right and y down.
const EIGHT = [
  [1, 0],
  [1, -1],
  [1, 1],
  [-1, 0],
  [-1, -1],
  [-1, 1],
  [0, -1],
  [0, 1],
];
const further = (positions, by) => [...positions, ...positions.map(([x, y]) => [x * by, y * by])];
const POSITIONS = { "lk-place": further(EIGHT, 1.9), "lk-water": [[0, 0]], "lk-country": [[0, 0]] };
// Main places first; then zones, for a zone without its name tells nothing of who says so; then
// other outlines: rings and routes.
const ORDER = ["lk-area", "lk-edge", "lk-water", "lk-country", "lk-place"];
const GAP = 7;
const WIDE_GAP = 9; // beside a mark with an outline round it
const AIR = 4; // between names on one line
// On a very small map a second script would push out other names; the card still has it.
const TINY = 360;

/** @param {Spot[]} spots */
export function collectNames(svg, spots) {
  return [...svg.querySelectorAll(".lk-name")].map((node, n) => {
    const {
      at: [x, y],
      angle = 0,
      outline,
    } = spots[n];
    const turned = angle ? ` rotate(${angle})` : "";
    node.setAttribute("transform", `translate(${x} ${y})${turned}`);
    const texts = [...node.querySelectorAll("text")];
    show(node, false); // until it has a spot: laying out all of them at once, for nothing, takes long
    return {
      node,
      texts,
      lines: texts,
      angle: (angle * Math.PI) / 180,
      x,
      y,
      layer: node.dataset.layer || "",
      feature: node.dataset.for || "",
      rank: Number(node.dataset.rank),
      main: node.classList.contains("lk-main"),
      role: ORDER.find((role) => node.classList.contains(role)),
      text: node.textContent,
      shape: outline?.map(pairsOf),
      isWide: false,
      sizes: null,
      placed: false,
      on: false,
    };
  });
}

// Find a spot for each name in the part of the map that is seen.
//
// names    from `collectNames`, those that are on with their sizes; `placed` then says whether a name found a spot
// symbols  {x, y, r}: centre in map units, radius in CSS pixels
// taken    boxes of buttons and the scale bar, in CSS pixels of the view
// isOn     says whether a name's layer is on
// seen     {x, y, k, width, height}: the view's corner in map units, map units for one CSS pixel,
//          and its size in CSS pixels
// script   "en", "ar" or "both"
export function layOutNames(names, { symbols, taken, isOn, seen, script }) {
  const written = new Boxes(taken);
  const busy = new Boxes([...taken, ...symbols.map((s) => around(onScreen(s, seen), s.r))]);
  for (const name of names) {
    name.placed = false;
    name.outline = name.shape && isOn(name) && outlineOnScreen(name.shape, seen);
  }
  const wanted = names.filter((name) => isOn(name) && inView(name, seen)).toSorted(byImportance);
  const outlined = wanted.filter((name) => name.outline);
  const said = new Set(); // a river offers several spots for its one name
  for (const name of wanted) {
    if (name.role === "lk-water" && said.has(name.text)) continue;
    const lines = linesAt(name, seen.width, script);
    if (lines.length && place(name, lines, { ...seen, outlined }, busy, written))
      said.add(name.text);
  }
  const found = wanted.filter((name) => name.placed);
  if (script === "both" && seen.width >= TINY) addSecondScript(found, seen, busy, written);
  for (const name of found) writeName(name, seen);
}

const byImportance = (a, b) =>
  b.main - a.main || ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || b.rank - a.rank;
const onScreen = ({ x, y }, seen) => ({ x: (x - seen.x) / seen.k, y: (y - seen.y) / seen.k });
const around = ({ x, y }, r) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r });

function inView(name, seen) {
  if (name.outline) return touchesView(name.outline, seen);
  const { x, y } = onScreen(name, seen);
  return x >= 0 && y >= 0 && x <= seen.width && y <= seen.height;
}

// The lines of a name to begin with.
function linesAt(name, width, script) {
  const isArabic = (text) => text.classList.contains("lk-ar");
  const english = name.texts.filter((text) => !isArabic(text));
  // A name without Arabic is then not written: legend and card have it.
  if (script === "ar") return name.texts.filter(isArabic);
  if (script === "en" || width < TINY) return english;
  return name.main || name.role !== "lk-place" ? name.texts : english;
}

function place(name, lines, seen, busy, written) {
  const box = freeBox(name, lines, seen, busy, written);
  if (!box) return false;
  Object.assign(name, { box, placed: true });
  busy.add(box);
  written.add(box);
  if (lines.length !== name.lines.length || lines.some((text) => !name.lines.includes(text))) {
    name.lines = lines;
    for (const text of name.texts) show(text, lines.includes(text));
  }
  return true;
}

function freeBox(name, lines, seen, busy, written) {
  const size = sizeOf(name, lines);
  if (name.outline) return besideOutline(name, size, seen, busy);
  const boxes = POSITIONS[name.role]
    .map((to) => ({ ...boxAt(name, size, onScreen(name, seen), to), size }))
    .filter(
      (b) => b.left >= 2 && b.top >= 2 && b.right <= seen.width - 2 && b.bottom <= seen.height - 2,
    );
  // A main place that finds no free spot may stand over symbols, but never over a name.
  return (
    boxes.find((box) => busy.isFree(box)) || (name.main && boxes.find((box) => written.isFree(box)))
  );
}

// Beside its own outline, or in it; the name then stands at that point of the map.
function besideOutline(name, size, seen, busy) {
  const others = seen.outlined.filter((one) => one !== name);
  const box = boxBeside({
    own: name.outline,
    others: others.map((one) => one.outline),
    size,
    seen,
    mayFill: name.role === "lk-area",
    isFree: (one) => busy.isFree(one),
    written: others.filter((one) => one.placed).map((one) => one.box),
  });
  if (!box) return undefined;
  Object.assign(name, { x: seen.x + box.x * seen.k, y: seen.y + box.y * seen.k });
  return { ...box, size };
}

// In both scripts, a lesser place gets its Arabic line only once every name has its spot: the
// second script never pushes out another name.
function addSecondScript(found, seen, busy, written) {
  for (const name of found.filter((one) => one.lines.length < one.texts.length)) {
    const { box } = name;
    for (const boxes of [busy, written]) boxes.remove(box);
    if (place(name, name.texts, seen, busy, written)) continue;
    for (const boxes of [busy, written]) boxes.add(box);
  }
}

function sizeOf(name, lines) {
  const sizes = lines.map((text) => name.sizes.get(text));
  const line = Math.max(...sizes.map((size) => size.height)) * 0.92;
  const width = Math.max(...sizes.map((size) => size.width)) + AIR;
  return { width, line, height: line * lines.length };
}

function boxAt(name, { width, height }, { x, y }, [dx, dy]) {
  if (!dx && !dy) return centred(name, { width, height }, { x, y });
  const far = Math.max(Math.abs(dx), Math.abs(dy));
  const gap = name.isWide ? WIDE_GAP : GAP;
  const left = x - width / 2 + Math.sign(dx) * (width / 2 + gap * far);
  const top = y - height / 2 + Math.sign(dy) * (height / 2 + (dx ? 1 : gap) * far);
  return { left, top, right: left + width, bottom: top + height };
}

// The upright box around a name that stands on its own point, turned or not.
function centred(name, { width, height }, { x, y }) {
  const [cos, sin] = [Math.abs(Math.cos(name.angle)), Math.abs(Math.sin(name.angle))];
  const across = (width * cos + height * sin) / 2;
  const down = (width * sin + height * cos) / 2;
  return { left: x - across, right: x + across, top: y - down, bottom: y + down };
}

// Write a name at the middle of its box, in the name's own frame (which may be turned).
function writeName(name, seen) {
  const { x, y } = onScreen(name, seen);
  if (name.outline)
    name.node.setAttribute("transform", `translate(${name.x.toFixed(1)} ${name.y.toFixed(1)})`);
  const { line, height } = name.box.size;
  const middle = (name.box.left + name.box.right) / 2 - x;
  const top = name.angle ? -height / 2 : name.box.top - y;
  const first = name.texts.indexOf(name.lines[0]);
  const written = [middle.toFixed(1), top.toFixed(1), first, name.lines.length].join(" ");
  if (written === name.written) return; // most names stay: each change would be drawn anew
  name.written = written;
  name.lines.forEach((text, n) => {
    text.setAttribute("x", name.angle ? 0 : middle.toFixed(1));
    text.setAttribute("y", (top + line * (n + 0.78)).toFixed(1));
  });
}

// Boxes filed by the squares of the screen that they touch, so that a question about one place
// of a map with thousands of marks asks only the boxes near it.
class Boxes {
  constructor(boxes) {
    this.squares = new Map();
    for (const box of boxes) this.add(box);
  }

  add(box) {
    for (const key of squaresOf(box)) {
      if (this.squares.has(key)) this.squares.get(key).add(box);
      else this.squares.set(key, new Set([box]));
    }
  }

  remove(box) {
    for (const key of squaresOf(box)) this.squares.get(key).delete(box);
  }

  isFree(box) {
    const hits = (b) =>
      b.left < box.right && box.left < b.right && b.top < box.bottom && box.top < b.bottom;
    return squaresOf(box).every((key) => ![...(this.squares.get(key) ?? [])].some(hits));
  }
}

const SQUARE = 64;

function squaresOf({ left, right, top, bottom }) {
  const keys = [];
  for (let i = Math.floor(left / SQUARE); i <= right / SQUARE; i += 1) {
    for (let j = Math.floor(top / SQUARE); j <= bottom / SQUARE; j += 1) keys.push(`${i} ${j}`);
  }
  return keys;
}

// Lay out the names of places at the size that the map has on the screen.
//
// Greedy, as on the printed map: the place the lesson speaks of most comes first and takes the
// first of sixteen positions that covers no symbol and no name. What fits nowhere is hidden; its
// card still has the name. All sizes here are CSS pixels.

// Directions from the symbol in order of preference, x right and y down.
const EIGHT = [[1, 0], [1, -1], [1, 1], [-1, 0], [-1, -1], [-1, 1], [0, -1], [0, 1]];
const FOUR = [[0, -1], [0, 1], [1, 0], [-1, 0]];
const further = (positions, by) => [...positions, ...positions.map(([x, y]) => [x * by, y * by])];
const POSITIONS = {
  "lk-place": further(EIGHT, 1.9), "lk-area": further(FOUR, 3), "lk-water": [[0, 0]],
  "lk-country": [[0, 0]],
};
// Main places first; then zones, for a zone without its name tells nothing of who says so.
const ORDER = ["lk-area", "lk-water", "lk-country", "lk-place"];
const GAP = 7;

const overlaps = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const inside = (a, width, height) =>
  a.left >= 2 && a.top >= 2 && a.right <= width - 2 && a.bottom <= height - 2;

export function collectNames(svg) {
  return [...svg.querySelectorAll(".lk-name")].map((node) => {
    const transform = node.getAttribute("transform");
    const [, x, y] = transform.match(/translate\(([-\d.]+) ([-\d.]+)\)/);
    const angle = Number(transform.match(/rotate\(([-\d.]+)\)/)?.[1] ?? 0) * Math.PI / 180;
    const texts = [...node.querySelectorAll("text")];
    return {
      node, texts, lines: texts, angle, x: Number(x), y: Number(y),
      layer: node.dataset.layer || "", feature: node.dataset.for || "",
      rank: Number(node.dataset.rank), main: node.classList.contains("lk-main"),
      role: ORDER.find((role) => node.classList.contains(role)),
      text: node.textContent, box: null, placed: false, on: true,
    };
  });
}

function measure(name) {
  // A hidden text has no box, so measure while shown; the box does not depend on the zoom.
  name.node.removeAttribute("display");
  name.on = true;
  const boxes = name.texts.map((text) => text.getBBox());
  name.box = {
    width: Math.max(...boxes.map((b) => b.width)),
    line: Math.max(...boxes.map((b) => b.height)) * 0.92,
  };
}

function boxAt(name, k, [dx, dy]) {
  if (!dx && !dy) return centred(name, k);
  const { width, line } = name.box;
  const height = line * name.lines.length;
  const far = Math.max(Math.abs(dx), Math.abs(dy));
  const left = name.x / k - width / 2 + Math.sign(dx) * (width / 2 + GAP * far);
  const top = name.y / k - height / 2 + Math.sign(dy) * (height / 2 + (dx ? 1 : GAP) * far);
  return { left, top, right: left + width, bottom: top + height };
}

// Write a name at the middle of its box, in the name's own frame (which may be turned).
function writeName(name, box, k) {
  const turned = name.angle !== 0;
  const middle = (box.left + box.right) / 2 - name.x / k;
  const top = turned ? -name.box.line * name.lines.length / 2 : box.top - name.y / k;
  name.lines.forEach((text, n) => {
    text.setAttribute("x", turned ? 0 : middle.toFixed(1));
    text.setAttribute("y", (top + name.box.line * (n + 0.78)).toFixed(1));
  });
}

// Place the names for which `isOn` holds, and say in `placed` which found a spot. `symbols` are
// {x, y, r} with x and y in map units; `k` is map units for one CSS pixel.
export function layOutNames(names, symbols, isOn, k, spec) {
  const [width, height] = [spec.width / k, spec.height / k];
  const written = [scaleBar(spec, width, height)];
  const busy = [...written, ...symbols.map((s) => ({
    left: s.x / k - s.r, right: s.x / k + s.r, top: s.y / k - s.r, bottom: s.y / k + s.r,
  }))];
  for (const name of names) {
    const lines = linesAt(name, width);
    if (lines.length !== name.lines.length) name.box = null;
    name.lines = lines;
  }
  const said = new Set(); // a river offers several spots for its one name
  for (const name of [...names].sort(byImportance)) {
    const wanted = isOn(name) && !(name.role === "lk-water" && said.has(name.text));
    const box = wanted && freeBox(name, k, busy, written, (b) => inside(b, width, height));
    name.placed = Boolean(box);
    if (!box) continue;
    said.add(name.text);
    busy.push(box);
    written.push(box);
    writeName(name, box, k);
  }
}

const byImportance = (a, b) =>
  b.main - a.main || ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || b.rank - a.rank;

function freeBox(name, k, busy, written, fits) {
  if (!name.box) measure(name);
  const boxes = POSITIONS[name.role].map((position) => boxAt(name, k, position)).filter(fits);
  const free = (taken) => boxes.find((box) => !taken.some((other) => overlaps(box, other)));
  // A main place that finds no free spot may stand over symbols, but never over a name.
  return free(busy) || (name.main && free(written));
}

// On a very small map a second script would push out other names; the card still has it.
export const TINY = 360;
const linesAt = (name, width) =>
  width < TINY ? name.texts.filter((text) => !text.classList.contains("lk-ar")) : name.texts;

function scaleBar(spec, width, height) {
  const right = Math.max(150, 24 + spec.scale.part * width);
  return { left: 0, right, top: height - 40, bottom: height };
}

// The upright box around a name that stands on its own point, turned or not.
function centred(name, k) {
  const { width, line } = name.box;
  const height = line * name.lines.length;
  const [cos, sin] = [Math.abs(Math.cos(name.angle)), Math.abs(Math.sin(name.angle))];
  const across = (width * cos + height * sin) / 2;
  const down = (width * sin + height * cos) / 2;
  return {
    left: name.x / k - across, right: name.x / k + across,
    top: name.y / k - down, bottom: name.y / k + down,
  };
}

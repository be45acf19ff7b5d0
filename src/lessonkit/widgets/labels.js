// Lay out the names of places at the size that the map has on the screen.
//
// Greedy, as on the printed map: the place the lesson speaks of most comes first and takes the
// first of sixteen positions that covers no symbol and no name. What fits nowhere is hidden; its
// card still has the name. All sizes here are CSS pixels.

const POSITIONS = [[1, 0], [1, -1], [1, 1], [-1, 0], [-1, -1], [-1, 1], [0, -1], [0, 1]];
const GAP = 7;
const SIDES = [[0, -1], [0, 1], [1, 0], [-1, 0]];
const NEAR_THEN_FAR = [...POSITIONS, ...POSITIONS.map(([x, y]) => [x * 1.9, y * 1.9])];

const overlaps = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const inside = (a, width, height) =>
  a.left >= 2 && a.top >= 2 && a.right <= width - 2 && a.bottom <= height - 2;

export function collectNames(svg) {
  return [...svg.querySelectorAll(".lk-name")].map((node) => {
    const transform = node.getAttribute("transform");
    const [, x, y] = transform.match(/translate\(([-\d.]+) ([-\d.]+)\)/);
    const angle = Number(transform.match(/rotate\(([-\d.]+)\)/)?.[1] ?? 0) * Math.PI / 180;
    const texts = [...node.querySelectorAll("text")];
    return {
      node, texts, angle, x: Number(x), y: Number(y), layer: node.dataset.layer || "",
      feature: node.dataset.for || "",
      rank: Number(node.dataset.rank), main: node.classList.contains("lk-main"), role: [...node.classList].find((c) => c !== "lk-name" && c !== "lk-main"),
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
  const { width, line } = name.box;
  const height = line * name.texts.length;
  const far = Math.max(Math.abs(dx), Math.abs(dy));
  const left = name.x / k - width / 2 + Math.sign(dx) * (width / 2 + GAP * far);
  const top = name.y / k - height / 2 + Math.sign(dy) * (height / 2 + (dx ? 1 : GAP) * far);
  return { left, top, right: left + width, bottom: top + height };
}

// Write a name at the middle of its box, in the name's own frame (which may be turned).
function writeName(name, box, k) {
  const turned = name.angle !== 0;
  const middle = (box.left + box.right) / 2 - name.x / k;
  const top = turned ? -name.box.line * name.texts.length / 2 : box.top - name.y / k;
  name.texts.forEach((text, n) => {
    text.setAttribute("x", turned ? 0 : middle.toFixed(1));
    text.setAttribute("y", (top + name.box.line * (n + 0.78)).toFixed(1));
  });
}

// Place the names for which `isOn` holds, and say in `placed` which found a spot; `symbols` are {x, y, r} in map units.
// `k` is map units for one CSS pixel.
export function layOutNames(names, symbols, isOn, k, size) {
  const width = size.width / k;
  const height = size.height / k;
  const scaleBar = { left: 0, right: Math.max(150, 24 + size.scale.part * width), top: height - 40, bottom: height };
  const busy = [scaleBar, ...symbols.map((s) => ({
    left: s.x / k - s.r, right: s.x / k + s.r, top: s.y / k - s.r, bottom: s.y / k + s.r,
  }))];
  const written = [scaleBar];
  const said = new Set(); // a river offers several spots for its one name
  // Main places first; then zones, for a zone without its name tells nothing of who says so.
  const order = { "lk-area": 0, "lk-water": 1, "lk-country": 2, "lk-place": 3 };
  const sorted = [...names].sort((a, b) =>
    b.main - a.main || order[a.role] - order[b.role] || b.rank - a.rank);
  for (const name of sorted) {
    const fixed = name.role === "lk-country" || name.role === "lk-water";
    if (!isOn(name) || (fixed && said.has(name.text))) {
      name.placed = false;
      continue;
    }
    if (!name.box) measure(name);
    const tries = fixed ? [[0, 0]] : name.role === "lk-area" ? [...SIDES, ...SIDES.map(([x, y]) => [x * 3, y * 3])] : NEAR_THEN_FAR;
    const boxes = tries.map((p) => fixed ? centred(name, k) : boxAt(name, k, p))
      .filter((b) => inside(b, width, height));
    const box = boxes.find((b) => !busy.some((other) => overlaps(b, other))) ||
      // A main place that finds no free spot may stand over symbols, but never over a name.
      (name.main && boxes.find((b) => !written.some((other) => overlaps(b, other))));
    name.placed = Boolean(box);
    if (box) {
      said.add(name.text);
      busy.push(box);
      written.push(box);
      writeName(name, box, k);
    }
  }
}

// The upright box around a name that stands on its own point, turned or not.
function centred(name, k) {
  const { width, line } = name.box;
  const height = line * name.texts.length;
  const [cos, sin] = [Math.abs(Math.cos(name.angle)), Math.abs(Math.sin(name.angle))];
  const across = (width * cos + height * sin) / 2;
  const down = (width * sin + height * cos) / 2;
  return {
    left: name.x / k - across, right: name.x / k + across,
    top: name.y / k - down, bottom: name.y / k + down,
  };
}

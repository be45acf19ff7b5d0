// Lay out the names of places at the size that the map has on the screen.
//
// Greedy, as on the printed map (`maps/names/labels.py`): the place the lesson speaks of most comes first
// and takes the first of sixteen positions that covers no mark and no name, is nearer to its own mark
// than to any other and lies in no zone of another; of several that do, one where it lies on no line and
// no circle (`ink.js`). A main place that finds none may stand further
// off, tied to its mark by a line. What fits nowhere is hidden; its card still has the name. All sizes
// here are CSS pixels, if not said otherwise.
import { Boxes, distanceOf, grown, overlap } from "../../core/boxes.js";
import { show, svgElement } from "../../core/dom.js";
import { clearest } from "./ink.js";
import { AIR, alongLine, isAt, isLed, leadOf, lengthOf, untangle, within } from "./leads.js";
import {
  boxBeside,
  boxRound,
  isInside,
  outlineOnScreen,
  pointsOf,
  touchesView,
} from "./outlines.js";
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
const GAPS = [3, 6.5]; // from the mark to the name
const INSIDE = 2.5; // air above and below the letters in the box of a name
const APART = 9; // CSS pixels from a name at the end of a line to the mark of another
const TURNS = 5; // positions: so much later may be one where a line less crosses a name
const [LONGER, FURTHER] = [3, 12]; // CSS pixels: so much longer a line may be for that, and for all of them
const ALONE = 16; // CSS pixels: a name further from the least that its mark ever is needs a line
const CLEAR = 5; // so much nearer is a name to its own mark than to any other
// At the end of a line a name may stand at steeper and flatter angles, too.
const AROUND = [
  ...EIGHT,
  ...[0.25, 0.5, 2, 4].flatMap((dy) =>
    [1, -1].flatMap((dx) => [
      [dx, -dy],
      [dx, dy],
    ]),
  ),
];
const LEADS = [8, 12, 16, 20, 25, 30, 36, 42, 49, 56]; // from the mark to a name at the end of a line
const LONGEST = 64; // CSS pixels of a line; a longer one crosses half the map, and nobody follows it
// Parts of a map's width: the longest line among the colours and hatches of many zones
const AMONG_ZONES = 8;
// What the lesson speaks of is named, though its line be longer, and on a small map full of marks it may
// end closer to them.
const FAR_LEADS = [...LEADS, 66, 78, 92];
const FARTHEST = 110;
const CLOSE = 3;
const TRIED = 1.6; // so many places try for a name, for each that may have one
const LEAST_TRIED = 24; // on a small map few of them find room
// Main places first, then zones and lines to which the lesson gives a rank; then zones, for a zone without its name tells nothing of who says so; then
// other outlines: rings and routes. Where many zones are filled, the smaller ones come last.
const ORDER = ["lk-large", "lk-area", "lk-edge", "lk-water", "lk-country", "lk-place", "lk-zone"];
const LARGE = 8; // zones; besides them those that have room for their name
const ROOMY = 2; // times the height of a name
const ASIDE = [0, 9, -9, 14, -14, 19, -19]; // from the course of a river to its name
// A rank that the lesson states for a zone or a line counts so many times (`maps/layers.py`).
const STATED = 10_000;
const WATERS = 4; // names of rivers and lakes at the most, on the whole map
// The room of a line, as a part of the letters' full height: Latin names have few accents.
const LINE = 0.86;
const LINES = 0.95; // where Arabic is written
const BELOW = 2; // so much further below its line reaches a script such as Arabic
// On a very small map a second script would push out other names; the card still has it.
const TINY = 360;

/**
 * @param {Spot[]} spots
 * @param {string} told the words of the map's title and of its steps
 */
export function collectNames(svg, spots, told) {
  const names = [...svg.querySelectorAll(".lk-name")].map((node, n) => {
    const {
      at: [x, y],
      angle = 0,
      steps,
    } = spots[n];
    const turned = angle ? ` rotate(${angle})` : "";
    node.setAttribute("transform", `translate(${x} ${y})${turned}`);
    const texts = [...node.querySelectorAll("text")];
    show(node, false); // until it has a spot: laying out all of them at once, for nothing, takes long
    return {
      node,
      home: node.parentNode,
      texts,
      lines: texts,
      angle: (angle * Math.PI) / 180,
      x,
      y,
      layer: node.dataset.layer || "",
      feature: node.dataset.for || "",
      rank: Number(node.dataset.rank),
      stated: steps ? Math.floor(Number(node.dataset.rank) / STATED) : 0,
      main: node.classList.contains("lk-main"),
      told: isNamedIn(told, texts[0]?.textContent ?? ""),
      role: ORDER.find((role) => node.classList.contains(role)),
      text: node.textContent,
      shape: steps?.map(pointsOf),
      sizes: null,
      box: /** @type {any} */ (null), // on the screen, once it is placed
      placed: false,
      on: false,
    };
  });
  tellFirst(names);
  return names;
}

// A place that goes before all others is as good as spoken of: the map is about it.
function tellFirst(names) {
  const [first, second] = names
    .filter(({ role }) => role === "lk-place")
    .toSorted((a, b) => b.rank - a.rank);
  if (first && first.rank > (second?.rank ?? 0)) first.told = true;
}

// Whether words speak of a name: as a whole, not of a longer one.
function isNamedIn(words, name) {
  const isLetter = (sign) => /[\p{L}\p{N}]/u.test(sign ?? "");
  const parts = name ? words.split(name) : [];
  return parts.slice(1).some((after, n) => !isLetter(parts[n].at(-1)) && !isLetter(after[0]));
}

// Find a spot for each name in the part of the map that is seen.
//
// names    from `collectNames`, those that are on with their sizes; `placed` then says whether a
//          name found a spot
// marks    boxes of the marks, in CSS pixels of the view
// marksOf  gives the box of a name's own mark, `mark`, and that without the rings of events, `bare`;
//          `core` is the one of them that is among the marks, `least` of a circle the smallest box
// taken    boxes of buttons and the scale bar, in CSS pixels of the view
// isOn     says whether a name may show
// most     so many names of places there are at the most
// seen     {x, y, k, width, height}: the view's corner in map units, map units for one CSS pixel,
//          and its size in CSS pixels
// script   "own", "local" or "both"
// inkUnder says how much a box covers that a name may lie on, but better does not (`ink.js`)
export function layOutNames(names, { marks, marksOf, taken, isOn, most, seen, script, inkUnder }) {
  const room = { busy: new Boxes([...taken, ...marks]), marks: new Boxes(marks), inkUnder };
  for (const name of names) {
    name.placed = false;
    name.lead = null;
    Object.assign(name, marksOf(name.feature));
    name.outline = name.shape && isOn(name) && outlineOnScreen(name.shape, seen);
  }
  const inSight = names.filter((name) => isOn(name) && inView(name, seen));
  const outlined = inSight.filter((name) => name.outline);
  const zones = outlined.filter(({ role }) => role === "lk-zone"); // the one that lies on others last
  for (const zone of zones) {
    zone.round = boxRound(zone.outline);
    zone.size = [zone.round.right - zone.round.left, zone.round.bottom - zone.round.top];
    const { width, height } = sizeOf(zone, linesAt(zone, seen.width, "own"));
    zone.hasRoom = width < zone.size[0] && height * ROOMY < zone.size[1];
  }
  const wanted = inOrder(inSight, zones);
  const around = { ...seen, outlined, zones };
  // A zone may be another's on other days: its name keeps its spot
  const written = new Map();
  const said = new Set(); // a river or a country offers several spots for its one name
  // A village in the open is no stand-in for a town: so only the first few try.
  const left = { "lk-place": most, "lk-water": WATERS * Math.max(1, most / 14) };
  let tries = Math.max(LEAST_TRIED, most * TRIED);
  const mayLead = new Set(wanted.filter(({ role }) => role === "lk-place").slice(0, tries));
  for (const name of wanted) {
    if (left[name.role] < 1 || (!name.feature && said.has(name.text))) continue;
    if (name.role === "lk-place" && (tries -= 1) < 0) continue;
    const lines = linesAt(name, seen.width, script);
    const own = lines.filter((text) => !isLocal(text)); // one script needs less room
    const tried = [lines, own].filter(({ length }, n) => length && (!n || length < lines.length));
    const twin = name.role === "lk-zone" && written.get(name.text);
    if (twin) copySpot(name, twin);
    else if (name.role === "lk-country") {
      said.add(name.text); // all its spots are tried at once
      const spots = wanted.filter(({ role, text }) => role === name.role && text === name.text);
      if (!tried.some((some) => placeCountry(name, spots, some, around, room))) continue;
    } else if (!tried.some((some) => place(name, some, { ...around, mayLead }, room))) continue;
    if (name.role === "lk-zone") written.set(name.text, name);
    if (name.role in left) left[name.role] -= 1;
    said.add(name.text);
  }
  const found = wanted.filter((name) => name.placed);
  if (script === "both" && seen.width >= TINY) addSecondScript(found, around, room);
  untangle(found, (name, box) => abroad(box, name, zones), seen, room, settle);
  for (const name of found) writeName(name, seen);
}

function inOrder(names, zones) {
  const bySize = zones.toSorted((a, b) => b.size[0] * b.size[1] - a.size[0] * a.size[1]);
  const large = new Set([...new Set(bySize.map(({ text }) => text))].slice(0, LARGE));
  for (const { text, hasRoom } of zones) if (hasRoom) large.add(text);
  const turn = ({ role, text }) =>
    ORDER.indexOf(role === "lk-zone" && large.has(text) ? "lk-large" : role);
  const isTold = ({ told, role }) => Number(told && (role === "lk-place" || role === "lk-zone"));
  return names.toSorted(
    (a, b) =>
      b.main - a.main ||
      b.stated - a.stated ||
      isTold(b) - isTold(a) ||
      turn(a) - turn(b) ||
      b.rank - a.rank,
  );
}

const onScreen = ({ x, y }, seen) => ({ x: (x - seen.x) / seen.k, y: (y - seen.y) / seen.k });
function inView(name, seen) {
  if (name.outline) return touchesView(name.outline, seen);
  const { x, y } = onScreen(name, seen);
  return x >= 0 && y >= 0 && x <= seen.width && y <= seen.height;
}

const isLocal = (text) => text.classList.contains("lk-local");

// The lines of a name to begin with.
function linesAt(name, width, script) {
  const own = name.texts.filter((text) => !isLocal(text));
  // A place without a local name is then not named: legend and card have it.
  if (script === "local") return name.texts.filter(isLocal);
  if (script === "own" || width < TINY) return own;
  return name.main || name.role !== "lk-place" ? name.texts : own;
}

function place(name, lines, seen, room) {
  const box = freeBox(name, lines, seen, room);
  if (!box) return false;
  settle(name, box, room);
  if (lines.length !== name.lines.length || lines.some((text) => !name.lines.includes(text))) {
    name.lines = lines;
    for (const text of name.texts) show(text, lines.includes(text));
  }
  return true;
}

function settle(name, box, room) {
  const lead = box.lead ?? null;
  const taken = [...(box.parts ?? [box]), ...(lead ? alongLine(lead) : [])];
  Object.assign(name, { box, lead, taken, placed: true });
  for (const one of taken) room.busy.add(one);
}

// Of the spots that a country offers, the deepest in it first, the first that no line crosses.
function placeCountry({ texts }, spots, lines, seen, room) {
  const linesOf = (name) => lines.map((line) => name.texts[texts.indexOf(line)]);
  const boxes = spots
    .map((name, cost) => ({ ...freeBox(name, linesOf(name), seen, room), cost, name }))
    .filter(({ size }) => size);
  const best = clearest(boxes, () => true, room.inkUnder, TURNS);
  return Boolean(best) && place(best.name, linesOf(best.name), seen, room);
}

function copySpot(name, { box, x, y, lines, texts }) {
  Object.assign(name, { box, x, y, lead: null, taken: [], placed: true });
  name.lines = lines.map((line) => name.texts[texts.indexOf(line)]);
  for (const text of name.texts) show(text, name.lines.includes(text));
}

function freeBox(name, lines, seen, room) {
  const size = sizeOf(name, lines);
  if (name.outline) return besideOutline(name, size, seen, room);
  if (name.role === "lk-water") return besideRiver(name, size, seen, room.busy);
  if (name.role === "lk-country") {
    const box = { ...centred(name, size, onScreen(name, seen)), size };
    return within(box, seen) && room.busy.isFree(box) ? box : undefined;
  }
  const near = GAPS.flatMap((gap) => EIGHT.map((to) => boxBy(name.mark, size, to, gap))).map(
    (box, cost) => ({ ...box, cost }),
  );
  let far = seen.mayLead?.has(name) ? null : []; // seldom needed
  const led = (apart) => (box) => isLed(box, name.core, seen, room, apart);
  const isLost = seen.zones?.length > LARGE;
  const longest = (most) => (isLost ? Math.min(most / 2, seen.width / AMONG_ZONES) : most);
  // A line says whose a name is, also in another zone.
  for (const most of seen.zones?.length ? [0, 1, PARTS.length] : [0]) {
    const isNear = (box) => abroad(box, name, seen.zones) <= most;
    const own =
      most < PARTS.length &&
      clearest(near, (box) => isOwn(box, name, seen, room) && isNear(box), room.inkUnder, TURNS);
    if (own) return { ...own, size, lead: isFar(own, name) ? leadOf(own, name.bare) : undefined };
    far ??= ledBoxes(name, size, LEADS, longest(LONGEST));
    const found =
      most !== 1 &&
      clearest(far, (box) => led(APART)(box) && isNear(box), room.inkUnder, LONGER, FURTHER);
    if (found) return { ...found, size, lead: leadOf(found, name.bare) };
  }
  if (!name.told || far?.length === 0) return undefined;
  const found = ledBoxes(name, size, FAR_LEADS, longest(FARTHEST)).find(led(CLOSE));
  return found && { ...found, size, lead: leadOf(found, name.bare) };
}

// The boxes at the end of a line from a mark, the nearest first.
function ledBoxes({ mark, bare }, size, leads, longest) {
  return leads
    .flatMap((gap) => AROUND.map((to) => boxBy(mark, size, to, gap, gap)))
    .map((box) => ({ box, length: lengthOf(leadOf(box, bare)) }))
    .filter(({ length }) => length <= longest)
    .toSorted((a, b) => a.length - b.length)
    .map(({ box, length }) => ({ ...box, cost: length }));
}

// On the course of a river or a little beside it. A name that is turned takes the room of a row of
// small boxes, not of the upright one round it.
function besideRiver(name, size, seen, busy) {
  const { x, y } = onScreen(name, seen);
  for (const aside of name.angle ? ASIDE : [0]) {
    const at = { x: x - aside * Math.sin(name.angle), y: y + aside * Math.cos(name.angle) };
    const box = { ...centred(name, size, at), size, aside };
    const parts = name.angle ? rowOf(name, size, at) : [box];
    if (within(box, seen) && parts.every((part) => busy.isFree(part))) return { ...box, parts };
  }
  return undefined;
}

function rowOf(name, { width, height }, { x, y }) {
  const count = Math.ceil(width / height);
  const step = (width - height) / Math.max(1, count - 1);
  // The upright box round a turned piece, corners and all.
  const half = (height * (Math.abs(Math.cos(name.angle)) + Math.abs(Math.sin(name.angle)))) / 2;
  return Array.from({ length: count }, (_, n) => {
    const along = n * step - (width - height) / 2;
    const [mx, my] = [x + along * Math.cos(name.angle), y + along * Math.sin(name.angle)];
    return { left: mx - half, right: mx + half, top: my - half, bottom: my + half };
  });
}

// A name keeps clear of the largest circle that its place ever has: beside a small one it stands alone.
const isFar = (box, { least }) => Boolean(least) && distanceOf(box, least) > ALONE;

// Whether a name in this box covers nothing and is nearer to its mark than to any other, on the days
// without the ring of an event, too.
function isOwn(box, { core, bare }, seen, { busy, marks }) {
  if (!within(box, seen) || !busy.isFree(box)) return false;
  const reach = distanceOf(box, bare) + CLEAR;
  return [...marks.over(grown(box, reach))].every((other) => isAt(core, other));
}

// How many of three parts of a name are in a zone in which its mark is not: a reader takes the place
// for one of that zone. A zone too small for name and mark sends it out.
function abroad(box, { mark }, zones = []) {
  const isIn = (zone, { left, right, top, bottom }, part) =>
    isInside(zone.outline, left + (right - left) * part, (top + bottom) / 2);
  const [own, others] = [[], []];
  for (const zone of zones) (isIn(zone, mark, 0.5) ? own : others).push(zone);
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  if (!own.some(({ size }) => size[0] > 2 * width && size[1] > height)) return 0;
  return PARTS.filter((part) => others.some((zone) => isIn(zone, box, part))).length;
}

const PARTS = [0.25, 0.5, 0.75]; // of the width of a name

// Beside its own outline, or in it; the name then stands at that point of the map.
function besideOutline(name, size, seen, { busy, inkUnder }) {
  const others = seen.outlined.filter((one) => one !== name);
  const box = boxBeside({
    own: name.outline,
    others: others.map((one) => one.outline),
    above: seen.zones
      .slice(seen.zones.indexOf(name) + 1)
      .filter((one) => name.round && overlap(one.round, name.round))
      .map((one) => one.outline),
    size,
    seen,
    mayFill: name.role !== "lk-edge",
    isFilled: name.role === "lk-zone",
    isTold: name.told || name.stated > 0,
    isFree: (one) => busy.isFree(one),
    inkUnder,
    written: others.filter((one) => one.placed).map((one) => one.box),
  });
  if (!box) return undefined;
  Object.assign(name, { x: seen.x + box.x * seen.k, y: seen.y + box.y * seen.k });
  return { ...box, size };
}

// In both scripts, a lesser place gets its local line only once every name has its spot: the
// second script never pushes out another name.
function addSecondScript(found, seen, room) {
  for (const name of found.filter((one) => one.lines.length < one.texts.length)) {
    for (const one of name.taken) room.busy.remove(one);
    if (place(name, name.texts, seen, room)) continue;
    for (const one of name.taken) room.busy.add(one);
  }
}

function sizeOf(name, lines) {
  const sizes = lines.map((text) => name.sizes.get(text));
  const hasLocal = isLocal(lines.at(-1));
  const isShort = lines.length === 1 && !hasLocal;
  const line = Math.max(...sizes.map((size) => size.height)) * (isShort ? LINE : LINES);
  const width = Math.max(...sizes.map((size) => size.width)) + AIR;
  return { width, line, height: line * lines.length + (hasLocal ? BELOW : 0) };
}

// A box beside a mark: `gap` from its edge to the side, `rise` times dy more upward or downward.
/** @param {number[]} toward */
function boxBy(mark, { width, height }, toward, gap, rise = 0) {
  const [dx, dy] = toward;
  const [x, y] = [(mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2];
  const across = (mark.right - mark.left) / 2 + gap;
  const down = dx ? rise * Math.abs(dy) : (mark.bottom - mark.top) / 2 + gap - INSIDE;
  const left = x - width / 2 + dx * (width / 2 + across);
  const top = y - height / 2 + Math.sign(dy) * (height / 2 + down);
  return { left, top, right: left + width, bottom: top + height, side: Math.sign(dx) };
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
  const middle = name.angle ? 0 : (name.box.left + name.box.right) / 2 - x;
  const top = name.angle ? name.box.aside - height / 2 : name.box.top - y;
  const first = name.texts.indexOf(name.lines[0]);
  const lead = (name.lead ?? []).map(([u, v]) => [u - x, v - y]);
  const numbers = [middle, top, name.box.side ?? 0, ...lead.flat()].map((number) =>
    number.toFixed(1),
  );
  const written = [...numbers, first, name.lines.length].join(" ");
  if (written === name.written) return; // most names stay: each change would be drawn anew
  name.written = written;
  const { side = 0, size } = name.box;
  name.lines.forEach((text, n) => {
    // A shorter line begins, or ends, at the mark as the longest does.
    const short = (size.width - AIR - name.sizes.get(text).width) / 2;
    text.setAttribute("x", (middle - side * short).toFixed(1));
    text.setAttribute("y", (top + line * (n + 0.78)).toFixed(1));
  });
  writeLead(name, lead);
}

function writeLead(name, lead) {
  name.line?.remove();
  name.line = null;
  if (!lead.length) return;
  const d = `M${lead.map((point) => point.map((number) => number.toFixed(1)).join(" ")).join("L")}`;
  name.line = svgElement("path", { class: "lk-lead", d });
  name.texts[0].before(name.line);
}

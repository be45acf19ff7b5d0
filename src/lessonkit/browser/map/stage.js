// The drawing: show and hide layers and dated features, zoom, keep symbols and names at their
// size, find what is under a pointer. Nothing here asks the kernel.
import { dayNumber } from "../core/dates.js";
import { element, placeAt, show } from "../core/dom.js";
import { Projection } from "../core/mesh.js";
import { Evidence } from "./known/evidence.js";
import { markOtherwise } from "./known/otherwise.js";
import { toFreeCorners } from "./marks/corners.js";
import { Crowds, spotsOf } from "./marks/crowds.js";
import { manyOf } from "./marks/many.js";
import { Rings } from "./marks/rings.js";
import { Ink } from "./names/ink.js";
import { collectNames, layOutNames } from "./names/labels.js";
import { measureNames } from "./names/letters.js";
import { outlineOnScreen, pathOf, pointsOf, stopsAlong } from "./names/outlines.js";
/** @import { Mark, MapOnPage } from "../state.js" */

const REACH = 13; // CSS pixels around a symbol that still hit it
const ON_EACH_OTHER = 6; // CSS pixels between two marks of which one hides the other
const AROUND = [
  [0, 0],
  [4, 0],
  [-4, 0],
  [0, 4],
  [0, -4],
];
const DEEPEST = 12; // the largest zoom: beyond it the base map says no more
export const SMALL = 540; // CSS pixels of width below which symbols are smaller
const LOW = 220; // CSS pixels of height below which the keys of the four ways stand in a row
export const SMALLER = 0.8; // symbols there, as a part of those on a large map, as in the style sheet
const FEWER = 0.6; // names of places on a small map, as a part of those on a large one
const FEW = 10; // so many it may have all the same: where there are few places, each has its name
const GREAT = 15; // rank of a river or lake that has its name on the whole map
const NEAR = 1.8; // zoom from which on the smaller ones have theirs, too
const STOPS = 20; // on a route, each of which a corner may cover
const SETTLE = 120; // ms after the last zoom or pan until names are laid out anew

export class Stage {
  /**
   * @param {HTMLElement} host
   * @param {MapOnPage} spec
   * @param {string} svgText
   */
  constructor(host, spec, svgText) {
    this.spec = spec;
    this.host = host;
    this.projection = new Projection(spec);
    const apart = element("div");
    apart.innerHTML = svgText; // written by lessonkit itself; data in it is escaped by its XML writer
    this.svg = apart.querySelector("svg");
    this.svg.setAttribute("aria-hidden", "true");
    const lines = spec.lines.map((one) => ({ ...one, parts: one.steps.map(pointsOf) }));
    this.svg.querySelectorAll("path:not([d])").forEach((path, n) => {
      path.setAttribute("d", lines[n].parts.map(pathOf).join(""));
    });
    this.groups = new Map();
    for (const node of this.svg.querySelectorAll("[data-layer]:not(.lk-name)")) {
      this.groups.set(node.dataset.layer, node);
    }
    // Zones with the colours of values: in the dark more is lighter, and marks on them have a halo.
    for (const { id } of spec.layers.filter(({ table, key }) => table === "shades" && key.length)) {
      this.groups.get(id)?.classList.add("lk-valued");
      this.svg.classList.add("lk-coloured");
    }
    this.patterns = [...this.svg.querySelectorAll("pattern")];
    this.features = [...this.svg.querySelectorAll("[data-feature]")].map((node, n) =>
      featureOf(node, spec.marks[n]),
    );
    this.byId = new Map(this.features.map((f) => [f.id, f]));
    for (const turns of turnsOf(this.features, spec)) for (const f of turns) f.turns = turns;
    this.edges = [...this.svg.querySelectorAll(".lk-edges > g")].map((node, n) => ({
      node,
      of: spec.borders[n].map((one) => this.features[one]),
    }));
    this.evidence = spec.evidence ? new Evidence(spec, this.features) : null;
    this.ink = new Ink(lines);
    this.names = collectNames(this.svg, spec.spots, wordsOf(spec));
    const spots = spotsOf(this.features, this.names, spec);
    const circles = this.features.filter((f) => f.point && !f.spot);
    this.crowds = new Crowds(this.svg, spots, circles);
    this.crowds.many = manyOf(this.svg, this.features, this.crowds);
    if (this.crowds.many) this.host.append(this.crowds.many.away);
    for (const name of this.names) this.leaveOut(name);
    this.rings = new Rings(this);
    this.script = "both";
    this.visible = new Set();
    this.ways = lines.filter(({ way }) => way).map(({ parts }) => parts);
    this.shape = spec.height / spec.width; // of a view: its height by its width
    this.view = { x: 0, y: 0, width: spec.width };
    this.size = { width: 0, height: 0 }; // CSS pixels that the drawing has been fitted to
    this.onView = new Set(); // called with the view whenever it moves
    this.onRest = new Set(); // called before all is laid out anew, at rest or at a new size
  }

  // Put the drawing into the page, once it shows what it has to. It is complete before the browser
  // lays it out for the first time: to lay out thousands of shapes twice takes long. Returns what ends
  // its listening: the document outlives a map, and would keep all of it.
  enter() {
    this.fitShape();
    this.layOut();
    this.host.append(this.svg);
    this.entered = true;
    // Names were measured in the system's letters where the lesson's were not there yet.
    const anew = () => this.host.isConnected && this.measureAnew();
    document.fonts.addEventListener("loadingdone", anew);
    return () => document.fonts.removeEventListener("loadingdone", anew);
  }

  measureAnew() {
    for (const name of this.names) name.sizes = null;
    this.layOut();
  }

  // Where the drawing is on the screen, or will be.
  get frame() {
    return this.host.getBoundingClientRect();
  }

  // ---- Layers and days --------------------------------------------------------------------------

  // The layers change in this frame. Names and crowded marks find their new spots in the next, so
  // that a click is answered at once.
  setVisible(ids) {
    const before = this.visible;
    this.visible = new Set(ids);
    for (const [id, node] of this.groups) show(node, this.visible.has(id));
    this.showEdges();
    this.crowds.show(this.visible);
    this.showNames();
    this.rings.show();
    const other = this.features.some(({ layer }) => before.has(layer) !== this.visible.has(layer));
    if (other) this.settle(0);
  }

  setDate(iso) {
    if (!iso) return;
    const day = dayNumber(iso, this.spec.step);
    const known = this.evidence?.isActive ? this.evidence.on(day) : null;
    const changed = this.features.filter(
      (f) => f.holds !== (known ? known.has(f) : f.start <= day && day <= f.end),
    );
    for (const f of changed) {
      f.holds = !f.holds;
      show(f.node, f.holds);
    }
    this.showEdges();
    if (this.evidence)
      changed.push(...markOtherwise(this.features, this.evidence.otherwiseOn(day)));
    this.crowds.show(this.visible, changed);
    this.showNames();
    this.rings.show();
  }

  // Where two zones meet there is one line; it shows while one of the two does.
  showEdges() {
    for (const { node, of } of this.edges)
      show(
        node,
        of.some((f) => this.isOn(f)),
      );
  }

  shown() {
    return this.features.filter((f) => this.isOn(f));
  }

  // ---- Names ------------------------------------------------------------------------------------

  // A name keeps its spot on every day, so that no other name jumps when the date moves; it is
  // shown while what it names holds.
  showNames() {
    for (const name of this.names) {
      const on =
        name.placed && (!name.layer || this.visible.has(name.layer)) && this.stands(name.feature);
      if (on === name.on) continue;
      name.on = on;
      show(name.node, on);
      if (on && !name.node.parentNode) name.home.append(name.node);
      if (!on) this.leaveOut(name);
    }
  }

  // Beside very many marks stand as many names, of which few show.
  leaveOut(name) {
    if (this.crowds.many) name.node.remove();
  }

  // Whether something is there on this day: a zone or a place with any of its values, what else holds.
  stands(id) {
    const f = this.byId.get(id);
    return !f || f.holds || f.turns?.some((one) => one.holds) || false;
  }

  setScript(script) {
    this.script = script;
    this.svg.classList.toggle("lk-locally", script === "local");
    for (const name of this.names) name.sizes = null; // main names are bold in the leading script
    this.layOut();
  }

  // ---- Zoom and pan -----------------------------------------------------------------------------

  get zoom() {
    return this.widest / this.view.width;
  }

  // The widest view. A map of a very wide window is low on a phone; the styles give it more height, and
  // then a view is as high as the map and not as wide.
  get widest() {
    return Math.min(this.spec.width, this.spec.height / this.shape);
  }

  get isWhole() {
    return this.view.width > this.spec.width - 0.1; // a division leaves less
  }

  // Map units for one CSS pixel.
  get k() {
    return this.view.width / (this.frame.width || this.spec.width);
  }

  get centre() {
    const { x, y, width } = this.view;
    return { x: x + width / 2, y: y + this.heightOf(width) / 2 };
  }

  // Map units: the height of a view of that width, and the nearest width that a view may have.
  heightOf(width) {
    return width * this.shape;
  }

  inRange(width) {
    return Math.min(this.widest, Math.max(this.spec.width / DEEPEST, width));
  }

  // Show the part of the map from x, y (map units) on, `width` wide; never more than the map. Of a
  // part that is too small for a view, or of another shape, the middle stays.
  setView({ x, y, width, height = this.heightOf(width) }) {
    const { spec } = this;
    const wide = this.inRange(width);
    const high = this.heightOf(wide);
    const next = {
      x: Math.min(Math.max(0, x + (width - wide) / 2), spec.width - wide),
      y: Math.min(Math.max(0, y + (height - high) / 2), spec.height - high),
      width: wide,
    };
    const { view } = this;
    if (next.x === view.x && next.y === view.y && next.width === view.width) return;
    this.view = next;
    this.write();
    this.fit();
    this.settle(SETTLE);
    for (const tell of this.onView) tell(next);
  }

  write() {
    const { x, y, width } = this.view;
    const box = [x, y, width, this.heightOf(width)];
    this.svg.setAttribute("viewBox", box.map((v) => v.toFixed(3)).join(" "));
  }

  // A view has the shape of the room that it has.
  fitShape() {
    const { width, height } = this.host.getBoundingClientRect();
    const { spec } = this;
    const own = spec.height / spec.width;
    // Less than a line of pixels is no other shape.
    const shape = height > width * own + 2 ? height / width : own;
    if (!width || Math.abs(shape - this.shape) < 0.001) return;
    const isWhole = this.zoom <= 1;
    const before = { ...this.view, height: this.heightOf(this.view.width) };
    this.shape = shape;
    this.write();
    if (isWhole) this.reset();
    else this.setView(before);
  }

  // Zoom by a factor; the point of the screen stays where it is. Without one, the middle does.
  zoomBy(factor, clientX, clientY) {
    const { x, y, width } = this.view;
    const held = clientX === undefined ? this.centre : this.mapPoint(clientX, clientY);
    const wide = this.inRange(width / factor);
    const part = wide / width;
    this.setView({ x: held.x - (held.x - x) * part, y: held.y - (held.y - y) * part, width: wide });
  }

  panBy(dx, dy) {
    const { k } = this;
    this.setView({ ...this.view, x: this.view.x - dx * k, y: this.view.y - dy * k });
  }

  reset() {
    const { width, height } = this.spec;
    this.setView({ x: 0, y: 0, width, height });
  }

  // Bring a feature into sight if it is outside.
  reveal(id) {
    const f = this.byId.get(id);
    if (!f || this.isWhole) return;
    const at = middle(f);
    const { x, y, width } = this.view;
    const height = this.heightOf(width);
    const edge = 0.08 * height;
    const inside =
      at.x > x + edge && at.x < x + width - edge && at.y > y + edge && at.y < y + height - edge;
    if (!inside) this.setView({ x: at.x - width / 2, y: at.y - height / 2, width });
  }

  // What goes on with a mark on the day that is shown: itself, or of its place the mark of the holder
  // now, or another mark that holds, or nothing.
  successor(id) {
    const f = this.byId.get(id);
    if (!f || f.holds) return id;
    const { cards } = this.spec;
    const { place, event, part, zone, title } = cards[id] ?? {};
    const isSame = (card) => card?.zone === zone || (card?.zone && card.title === title);
    if (zone) return this.features.find((one) => one.holds && isSame(cards[one.id]))?.id ?? "";
    if (!place || event) return "";
    const next = this.features.filter((one) => {
      const card = cards[one.id];
      return one.holds && card?.place === place && !card.event;
    });
    const held = next.find((one) => cards[one.id].holder && cards[one.id].part === part);
    return (held ?? next[0])?.id ?? "";
  }

  // Keep symbols and hatches at their size on the screen. The drawing does not grow with its room by
  // itself: the browser would lay it out for each size that is tried, and once more for this.
  fit() {
    const { width, height } = this.frame;
    if (!width) return;
    const k = this.view.width / width;
    if (width !== this.size.width || height !== this.size.height) {
      this.size = { width, height };
      this.svg.setAttribute("width", `${width}`);
      this.svg.setAttribute("height", `${width * this.shape}`);
      this.svg.classList.toggle("lk-small", width < SMALL);
    }
    this.crowds.many?.resize(k, width < SMALL ? SMALLER : 1);
    if (k === this.fitted) return; // moved, not zoomed: each change would be drawn anew
    this.fitted = k;
    this.svg.style.setProperty("--lk-k", k);
    for (const pattern of this.patterns)
      pattern.setAttribute("patternTransform", `scale(${k.toFixed(4)})`);
  }

  settle(wait) {
    clearTimeout(this.settling);
    if (!this.entered) return;
    this.settling = setTimeout(() => requestAnimationFrame(() => this.layOut()), wait);
  }

  // The room for the drawing may have another size now.
  resize() {
    this.fitShape();
    if (this.frame.width !== this.laidOut) this.layOut();
  }

  // Fit, and find a spot for each name in what is seen now.
  layOut() {
    clearTimeout(this.settling);
    const { frame } = this;
    if (!frame.width) return;
    this.laidOut = frame.width;
    this.fit();
    for (const tell of this.onRest) tell();
    this.host.closest(".lk-map-box").classList.toggle("lk-low", frame.height < LOW);
    const isSmall = frame.width < SMALL;
    const seen = {
      x: this.view.x,
      y: this.view.y,
      k: this.k,
      width: frame.width,
      height: frame.height,
    };
    // Names keep clear of the marks of all days: none jumps when the day changes.
    this.crowds.join(this.visible, seen, isSmall ? SMALLER : 1);
    const isOn = (name) =>
      (!name.layer || this.visible.has(name.layer)) &&
      this.crowds.speaksFor(name.feature) &&
      (name.role !== "lk-water" || name.rank >= GREAT || this.zoom >= NEAR);
    const drawn = [...this.crowds.allBoxes, ...this.waysIn(seen)];
    this.toCorners(frame, drawn);
    for (const tell of this.onRest) tell(); // a scale is as long as its corner says
    const over = this.host
      .closest(".lk-glance")
      .querySelectorAll("[data-over-map], [data-corners]");
    const taken = this.boxesOver(frame, [...over]);
    measureNames(
      this.names.filter((name) => !name.sizes && isOn(name)),
      this.svg,
      this.host,
    );
    layOutNames(this.names, {
      marks: this.crowds.boxes,
      marksOf: (id) => this.marksOf(id),
      taken,
      isOn,
      most: mostNames(this.spec.names, isSmall) * this.zoom ** 1.5,
      seen,
      script: this.script,
      inkUnder: this.ink.on(seen, this.visible, this.crowds.circleBoxes),
    });
    this.crowds.show(this.visible);
    this.showNames();
    this.rings.show();
  }

  // The keys, the scale and the small map go where they cover no mark. Keys that somebody presses or
  // points at stay under the finger, and those of the zoom lie on no map where it is small.
  toCorners(frame, drawn) {
    const box = this.host.closest(".lk-map-box");
    const keys = /** @type {HTMLElement[]} */ ([
      ...this.host.closest(".lk-glance").querySelectorAll("[data-over-map]"),
    ]);
    const isFree = (node) =>
      getComputedStyle(node).position !== "static" && !node.matches(":hover, :focus-within");
    const free = keys.filter((node) => !node.hidden && isFree(node));
    for (const node of free)
      node.style.setProperty("--down", `${frame.height - node.offsetHeight - 9}px`);
    const others = [...box.querySelectorAll("[data-corners]:not([data-over-map])")];
    const held = keys.filter((node) => !free.includes(node));
    toFreeCorners([...free, ...others], frame, drawn, this.boxesOver(frame, held));
  }

  // The box of a mark in what is seen, with the rings of the events that happened there and without.
  // `core` is what a line leads to, and what no other name covers.
  marksOf(id) {
    const f = this.byId.get(id);
    if (f?.point && !f.spot) {
      const { whole, core, least } = this.crowds.boxesOfCircle(f) ?? {};
      return { mark: whole, bare: core, core, least };
    }
    const mark = this.crowds.boxOf(id);
    return { mark, bare: this.crowds.bareBoxOf(id), core: mark, least: null };
  }

  // Points along what somebody went on some days. A road goes everywhere.
  waysIn(seen) {
    const isStop = (_, n, all) => n % Math.ceil(all.length / STOPS) === 0;
    return this.ways
      .flatMap((way) => stopsAlong(outlineOnScreen(way, seen), seen).filter(isStop))
      .map(([x, y]) => ({ left: x, right: x, top: y, bottom: y }));
  }

  // Where buttons and the scale bar stand on the drawing, in CSS pixels of the drawing.
  boxesOver(frame, nodes) {
    const isOver = ({ left, right, top, bottom }) =>
      left < frame.right && right > frame.left && top < frame.bottom && bottom > frame.top;
    return nodes
      .map((node) => node.getBoundingClientRect())
      .filter((box) => box.width && isOver(box))
      .map(({ left, right, top, bottom }) => ({
        left: left - frame.left - 3,
        right: right - frame.left + 3,
        top: top - frame.top - 3,
        bottom: bottom - frame.top + 3,
      }));
  }

  isInView({ x, y }) {
    const { view } = this;
    return (
      x >= view.x &&
      x <= view.x + view.width &&
      y >= view.y &&
      y <= view.y + this.heightOf(view.width)
    );
  }

  // ---- Finding things ---------------------------------------------------------------------------

  mapPoint(clientX, clientY) {
    const { frame, k } = this;
    return {
      x: this.view.x + (clientX - frame.left) * k,
      y: this.view.y + (clientY - frame.top) * k,
    };
  }

  // Ids of what is under a point of the screen, topmost first; symbols go before lines and areas.
  // The name of a place stands for its mark.
  at(clientX, clientY) {
    const { x, y } = this.mapPoint(clientX, clientY);
    const shown = this.shown();
    const near = this.near(shown, x, y);
    const named = near.length ? null : this.namedAt(shown, clientX, clientY);
    if (named) near.push(...this.near(shown, named.x, named.y));
    if (near.length) return near;
    // Of circles that lie on each other the smallest, which is on top.
    const circle = shown.findLast(
      (f) => f.point && Math.hypot(f.point.x - x, f.point.y - y) / this.k <= Math.max(f.radius, 8),
    );
    if (circle) return [circle.id];
    const root = /** @type {ShadowRoot} */ (this.host.getRootNode());
    // A thin line is hard to hit, so the neighbourhood counts as well.
    const hit = AROUND.flatMap(([dx, dy]) => root.elementsFromPoint(clientX + dx, clientY + dy))
      .map((e) => e.closest("[data-feature]"))
      .filter(Boolean);
    return [...new Set(hit.map((node) => node.getAttribute("data-feature")))];
  }

  // The symbols that are closest to a point of the map.
  near(shown, x, y) {
    const near = shown
      .filter((f) => f.spot)
      .map((f) => ({ id: f.id, d: this.distanceTo(f, x, y) }))
      .filter((f) => f.d <= REACH);
    const closest = Math.min(...near.map((f) => f.d));
    return near
      .filter((f) => f.d <= closest + 1)
      .map((f) => f.id)
      .toReversed()
      .toSorted((a, b) => this.rankOf(b) - this.rankOf(a));
  }

  // The point of the mark whose name is under a point of the screen.
  namedAt(shown, clientX, clientY) {
    const [x, y] = [clientX - this.frame.left, clientY - this.frame.top];
    const isOver = ({ left, right, top, bottom }) =>
      left <= x && x <= right && top <= y && y <= bottom;
    const name = this.names.find((one) => one.on && one.role === "lk-place" && isOver(one.box));
    const spot = name && this.crowds.spotOf.get(name.feature);
    const mark = spot && shown.find((f) => f.spot === spot);
    return mark && this.crowds.pointOf(mark);
  }

  // The place that the lesson speaks of most goes first; what is no place, such as an event, goes
  // before it, as it lies on it.
  rankOf(id) {
    return this.crowds.spotOf.get(id)?.rank ?? Infinity;
  }

  // Whether these stand for more than one place, so that a person has to choose.
  areSeveral(ids) {
    return this.crowds.placesOf(ids).size > 1;
  }

  // All that a joined mark stands for, of which a feature is one.
  joinedWith(id) {
    return this.crowds
      .joinedWith(this.byId.get(id))
      .filter((f) => this.isOn(f))
      .map((f) => f.id);
  }

  isOn(f) {
    return f.holds && this.visible.has(f.layer);
  }

  // All that stands at the same point as a feature, itself first.
  together(id) {
    const one = this.byId.get(id);
    if (!one) return [];
    if (!one.point) return [id];
    const same = this.shown().filter(
      (f) =>
        f !== one && f.point && Math.hypot(f.point.x - one.point.x, f.point.y - one.point.y) < 1,
    );
    return [id, ...same.map((f) => f.id)];
  }

  // Marks of other things that lie on a feature's mark or under it, at this zoom. Those that share its
  // mark are not among them: that mark says how many they are.
  around(id) {
    const one = this.byId.get(id);
    if (!one?.spot) return [];
    const { x, y } = this.crowds.pointOf(one);
    const joined = new Set(this.crowds.joinedWith(one));
    const near = this.shown().filter(
      (f) => f !== one && f.spot && !joined.has(f) && this.distanceTo(f, x, y) <= ON_EACH_OTHER,
    );
    return near.map((f) => f.id);
  }

  distanceTo(f, x, y) {
    return this.crowds.distance(f, x, y, this.k);
  }

  // The next feature in a direction of the arrow keys, from `id` or from the middle of the view.
  next(id, dx, dy) {
    const current = this.byId.get(id);
    const from = current ? middle(current) : this.centre;
    let best = null;
    for (const f of this.shown()) {
      if (f.id === id) continue;
      const at = middle(f);
      const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
      const across = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
      const cost = along + 2.5 * across;
      if (along > 0.5 && along >= across && (!best || cost < best.cost)) best = { id: f.id, cost };
    }
    return best?.id || id;
  }
}

/**
 * @param {any} node
 * @param {Mark} mark
 */
function featureOf(node, mark) {
  const { at, wide, shift, radius } = mark;
  const [start, end] = mark.days ?? [];
  const point = at ? { x: at[0], y: at[1] } : null;
  if (point) placeAt(node.querySelector(".lk-at"), point.x, point.y);
  return {
    node,
    id: node.dataset.feature,
    layer: node.parentNode.dataset.layer,
    holds: true,
    point,
    wide: Boolean(wide),
    shift: shift ?? 0,
    radius: radius ?? 0,
    start: start ?? -Infinity,
    end: end ?? Infinity,
  };
}

// So many names of places the whole map may have.
const mostNames = (names, isSmall) =>
  isSmall ? Math.max(names * FEWER, Math.min(names, FEW)) : names;

// The words of the title and of the steps: what they name comes first on the map.
/** @param {MapOnPage} spec */
const wordsOf = ({ title, steps }) =>
  [title, ...steps.flatMap((step) => [step.title, step.text, step.question])].join(" ");

// What a zone or a place is by turns, as its value changes: features of one layer.
/** @param {MapOnPage} spec */
function turnsOf(features, spec) {
  const groups = new Map();
  for (const f of features) {
    const { value, zone, place } = spec.cards[f.id] ?? {};
    const key = `${f.layer}/${zone ?? place}`;
    if (value) groups.set(key, [...(groups.get(key) ?? []), f]);
  }
  return groups.values();
}

// Where the arrow keys find a feature: a mark at its point, a line or an area at its middle.
function middle(feature) {
  if (feature.point) return feature.point;
  const { x, y, width, height } = feature.node.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}

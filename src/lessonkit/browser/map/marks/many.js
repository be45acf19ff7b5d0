// On a map with very many marks, all marks that look the same share a path in each square: what a step
// of the day costs the browser then grows with the looks and not with the marks. The element of each mark is kept
// in a template, outside of the page, for a browser goes through what it hides, too; it says by its
// `display` whether the mark holds. Who looks for a mark under the pointer goes by points (stage.js).
import { element, svgElement } from "../../core/dom.js";
import { FIRST, frameOf, SMALLER } from "./joined.js";
import { Squares } from "./squares.js";
import SIZES from "../../../maps/crowds.json" with { type: "json" };
/** @import { Crowds } from "./crowds.js" */

const MANY = 1200; // marks; of fewer each is drawn by its own element
const EXACT = 1000; // parts of a map unit

// The marks as paths, or null if they are few, or if one of them is no plain outline.
/**
 * @param {SVGSVGElement} svg
 * @param {any[]} features
 * @param {Crowds} crowds
 */
export function manyOf(svg, features, crowds) {
  const marks = features.filter((f) => f.spot);
  if (marks.length < MANY) return null;
  const looks = new Map();
  for (const f of marks) {
    const mark = f.node.querySelector(".lk-at");
    const key = [
      f.layer,
      mark.className.baseVal,
      mark.getAttribute("color"),
      mark.innerHTML,
    ].join();
    if (!looks.has(key)) looks.set(key, lookOf(svg, mark));
    f.look = looks.get(key);
    if (!f.look) return null;
    f.look.members.push(f);
  }
  return new Many(svg, marks, [...looks.values()], crowds);
}

class Many {
  constructor(svg, marks, looks, crowds) {
    this.svg = svg;
    this.marks = marks;
    this.looks = looks;
    this.crowds = crowds;
    this.scale = 1;
    this.part = 1;
    this.visible = new Set();
    this.away = /** @type {HTMLTemplateElement} */ (element("template", "lk-away"));
    for (const { node, members } of looks) members[0].node.parentNode.append(node);
    for (const f of marks) this.takeAway(f);
    layGroundApart(looks);
    this.frames = ["lk-joined", "lk-joined lk-otherwise"].map((name) => {
      const node = svgElement("g", { class: name });
      crowds.layer.append(node);
      return new Squares(node, [svgElement("path", { class: "lk-box" })]);
    });
    this.outlines = new Map(); // of frames and corners
    // The next sign in a frame lies above the one before.
    this.signs = Array.from({ length: SIZES.most_signs }, () => svgElement("g", {}));
    const corners = svgElement("g", {});
    this.corners = new Squares(corners, [svgElement("path", { class: "lk-corners" })]);
    crowds.layer.append(...this.signs, corners);
  }

  // Of an event somewhere in an area the area stays.
  takeAway(f) {
    f.isAway = f.node.childElementCount === 1;
    this.away.content.append(f.isAway ? f.node : f.node.querySelector(".lk-at"));
  }

  // Keep the marks at their size on the screen: `k` is map units for one CSS pixel, `part` their size as
  // a part of that on a large map.
  resize(k, part) {
    if (k * part === this.scale && part === this.part) return;
    this.scale = k * part;
    this.part = part;
    for (const look of this.looks) look.isStale = true;
    this.draw();
  }

  // Each mark that holds and is not joined, at its point; then the joined ones.
  draw(visible = this.visible) {
    this.visible = visible;
    for (const f of this.marks) {
      const isThere = f.holds && !(f.isMark && f.spot.group?.isJoined);
      const at = isThere ? this.crowds.pointOf(f) : null;
      const wide = at ? this.crowds.frameAround(f) : 0;
      if (at === f.drawnAt && wide === f.drawnWide) continue;
      f.drawnAt = at;
      f.drawnWide = wide;
      f.look.isStale = true;
    }
    for (const look of this.looks) {
      if (!look.isStale) continue;
      look.isStale = false;
      const shown = look.members.filter((f) => f.drawnAt);
      const points = shown.map((f) =>
        f.drawnWide ? { ...f.drawnAt, wide: f.drawnWide } : f.drawnAt,
      );
      look.write(points, this.scale, this.part);
    }
    this.drawJoined();
    this.drawCorners(visible);
  }

  drawJoined() {
    const { scale } = this;
    /** @type {{x: number, y: number, width: number}[][]} */
    const frames = [[], []];
    const points = new Map(); // of each sign
    for (const { isJoined, joined, point } of this.crowds.groups) {
      if (!isJoined) continue;
      const { x, y } = point;
      const { width, features, isOtherwise } = joined;
      frames[isOtherwise ? 1 : 0].push({ x, y, width });
      features.forEach(({ look }, n) => {
        const along = (FIRST + n * SIZES.step - width / 2) * scale;
        const sign = look.signs[n] ?? this.signIn(n, look);
        const at = { x: rounded(x + along), y };
        if (points.has(sign)) points.get(sign).push(at);
        else points.set(sign, [at]);
      });
    }
    this.frames.forEach((squares, n) =>
      squares.write(frames[n], ({ x, y, width }) => this.outlineOf(frameOf(width)).at(x, y, scale)),
    );
    for (const { signs } of this.looks)
      for (const sign of signs)
        sign?.write(points.get(sign) ?? [], scale * SMALLER, this.part * SMALLER);
  }

  // The look as the sign number `n` in frames.
  signIn(n, look) {
    look.signs[n] = lookOf(this.svg, look.mark, true);
    this.signs[n].append(look.signs[n].node);
    return look.signs[n];
  }

  // Corners round the marks of which it was said otherwise later (known/otherwise.js).
  drawCorners(visible) {
    /** @type {{x: number, y: number, d: string}[]} */
    const points = this.marks
      .filter((f) => f.isOtherwise && f.drawnAt && visible.has(f.layer))
      .map(({ drawnAt: { x, y }, corners }) => ({ x, y, d: corners.getAttribute("d") }));
    this.corners.write(points, ({ x, y, d }) => this.outlineOf(d).at(x, y, this.scale));
  }

  outlineOf(d) {
    if (!this.outlines.has(d)) this.outlines.set(d, new Outline(d));
    return this.outlines.get(d);
  }
}

// The browser keeps a picture of the ground below the marks: a step of the day draws the marks alone, and
// no relief. The hint stands on what lies next below them; what it promises does not have to come.
/** @param {Look[]} looks */
function layGroundApart([lowest]) {
  /** @type {SVGElement | null} */
  const below = lowest.node.closest("[data-layer]").previousElementSibling;
  if (below) below.style.willChange = "opacity";
}

// What some marks look like: the outlines of its parts.
class Look {
  constructor(mark, outlines) {
    this.mark = mark;
    this.node = mark.cloneNode(false);
    this.node.removeAttribute("style");
    this.node.setAttribute("class", this.node.getAttribute("class").replace("lk-at", "lk-look"));
    const parts = outlines.map((_, n) => {
      const path = svgElement("path", {});
      for (const { name, value } of mark.children[n].attributes)
        if (name !== "href" && name !== "x") path.setAttribute(name, value);
      return path;
    });
    this.outlines = outlines;
    this.strokes = parts.map((path) => Number(path.getAttribute("stroke-width") ?? 1));
    this.squares = new Squares(this.node, parts);
    this.members = [];
    this.frames = new Map(); // by their width
    this.signs = []; // the same look in the frame of a joined mark, by its number there
    this.isStale = true;
    this.part = 1;
  }

  frame(wide) {
    if (!this.frames.has(wide)) this.frames.set(wide, new Outline(frameOf(wide, SIZES.around)));
    return this.frames.get(wide);
  }

  /** @param {{ x: number, y: number, wide?: number }[]} points */
  write(points, scale, size) {
    // The ring of an event goes round the frame of a joined mark.
    this.squares.write(points, ({ x, y, wide }, n) =>
      (wide ? this.frame(wide) : this.outlines[n]).at(x, y, scale),
    );
    if (size === this.part) return;
    this.part = size;
    this.strokes.forEach((width, n) => this.squares.setStroke(n, width * size));
  }
}

// A mark as a sign stands in the middle, also if it stands beside its point on the map.
/** @param {SVGSVGElement} svg */
function lookOf(svg, mark, isSign = false) {
  const outlines = [...mark.children].map((use) => {
    const d = svg.querySelector(use.getAttribute("href") ?? "none")?.getAttribute("d");
    const shift = isSign ? 0 : Number(use.getAttribute("x") ?? 0);
    return d && isPlain(d) ? new Outline(d, shift) : null;
  });
  return outlines.every(Boolean) ? new Look(mark, outlines) : null;
}

// A path that can be set anywhere, at any size: as steps, each from where the one before ended.
class Outline {
  constructor(d, shift = 0) {
    this.steps = stepsOf(d, shift);
    this.scale = NaN;
    this.text = "";
  }

  at(x, y, scale) {
    if (scale !== this.scale) {
      this.scale = scale;
      const sized = (number) => rounded(number * scale);
      this.text = this.steps.map(({ to, by }) => to + by.map(sized).join(" ")).join("");
    }
    return `M${x} ${y}${this.text}`;
  }
}

const rounded = (number) => Math.round(number * EXACT) / EXACT;

const SPANS = { M: 2, L: 2, Q: 4, C: 6 }; // numbers of a step
const isPlain = (d) => !/[^MLQCZz\d\s.,-]/.test(d);

function stepsOf(d, shift) {
  const steps = [];
  let [at, begun] = [
    [-shift, 0],
    [-shift, 0],
  ];
  for (const [, command, rest] of d.matchAll(/([MLQCZz])([^MLQCZz]*)/g)) {
    const numbers = (rest.match(/-?(\d+\.?\d*|\.\d+)/g) ?? []).map(Number);
    const span = SPANS[command];
    if (!span) {
      steps.push({ to: "z", by: [] });
      at = begun;
      continue;
    }
    for (let n = 0; n + span <= numbers.length; n += span) {
      const one = numbers.slice(n, n + span);
      const from = at;
      steps.push({ to: command.toLowerCase(), by: one.map((v, i) => v - from[i % 2]) });
      at = one.slice(-2);
      if (command === "M") begun = at;
    }
  }
  return steps;
}

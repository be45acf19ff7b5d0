// What a name would lie on, and may where nothing better is near: lines of the map, and circles that
// are values. `maps/names/ink.py` does the same in print.
import { Boxes } from "../../core/boxes.js";

const SQUARE = 24; // map units: the side of a square by which lines are filed
const ACROSS = 10000; // squares in a row at the most
const STEP = 2; // CSS pixels of width: so much ink along the height of a name is one more unit
const CIRCLE = 5; // CSS pixels: a name on a circle is as bad as one along a line of this width

export class Ink {
  /** @param {{ layer: string, width: number, parts: number[][][] }[]} lines */
  constructor(lines) {
    this.segments = []; // of all lines, each with the layer that shows it
    this.filed = new Map(); // their numbers by square
    for (const { layer, width, parts } of lines)
      for (const part of parts)
        for (let n = 1; n < part.length; n += 1)
          this.add({ a: part[n - 1], b: part[n], width, layer });
  }

  add(segment) {
    const { a, b } = segment;
    const number = this.segments.push(segment) - 1;
    const [left, right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
    const [top, bottom] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])];
    for (const key of squaresOf({ left, right, top, bottom })) {
      if (this.filed.has(key)) this.filed.get(key).push(number);
      else this.filed.set(key, [number]);
    }
  }

  // A function of a box on the screen: 0 where it covers next to nothing, 1 where a road crosses it,
  // more where a line runs along it or a circle lies under it.
  //
  // seen     as in `layOutNames`
  // visible  ids of the layers that show
  // circles  boxes of circles, in CSS pixels
  on({ x, y, k }, visible, circles) {
    const round = new Boxes(circles);
    return (box) => {
      const there = {
        left: x + box.left * k,
        right: x + box.right * k,
        top: y + box.top * k,
        bottom: y + box.bottom * k,
      };
      let ink = 0;
      for (const { a, b, width, layer } of this.near(there))
        if (!layer || visible.has(layer)) ink += (width * lengthIn(there, a, b)) / k;
      const high = box.bottom - box.top;
      for (const circle of round.over(box)) ink += (CIRCLE * common(box, circle)) / high;
      return Math.round(ink / (STEP * high));
    };
  }

  near(box) {
    const found = new Set(squaresOf(box).flatMap((key) => this.filed.get(key) ?? []));
    return [...found].map((n) => this.segments[n]);
  }
}

// The best of some good boxes: each has its `cost`, the cheapest first, and what it covers costs more.
// None is taken that costs so much `further` than the first, ink or not.
export function clearest(boxes, isGood, inkUnder, perInk, further = Infinity) {
  let [best, least, most] = [undefined, Infinity, Infinity];
  for (const box of boxes) {
    if (box.cost >= Math.min(least, most)) break;
    if (!isGood(box)) continue;
    if (!best) most = box.cost + further;
    const cost = box.cost + perInk * inkUnder(box);
    if (cost < least) [best, least] = [box, cost];
  }
  return best;
}

function squaresOf({ left, right, top, bottom }) {
  const keys = [];
  for (let i = Math.floor(left / SQUARE); i <= right / SQUARE; i += 1)
    for (let j = Math.floor(top / SQUARE); j <= bottom / SQUARE; j += 1) keys.push(j * ACROSS + i);
  return keys;
}

// How much of a segment lies in a box (Liang and Barsky).
function lengthIn(box, [ax, ay], [bx, by]) {
  let [from, to] = [0, 1];
  const [dx, dy] = [bx - ax, by - ay];
  const cuts = [
    [-dx, ax - box.left],
    [dx, box.right - ax],
    [-dy, ay - box.top],
    [dy, box.bottom - ay],
  ];
  for (const [p, q] of cuts) {
    if (p === 0 && q < 0) return 0;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  return from < to ? (to - from) * Math.hypot(dx, dy) : 0;
}

// The area that a box and the ellipse in another have in common, nearly: of the corners there is none.
function common(box, round) {
  const wide = Math.min(box.right, round.right) - Math.max(box.left, round.left);
  const high = Math.min(box.bottom, round.bottom) - Math.max(box.top, round.top);
  return wide * high * (Math.PI / 4);
}

// Spots for the names of areas and lines. A name goes inside its own area if it fits. Else it goes
// beside its own outline, as near as there is room, and never nearer to another outline than to its
// own: so nobody takes it for the name of the neighbour. `maps/names/outlines.py` does the same in print.
// An outline is a list of lines, a line a list of [x, y]. All sizes are CSS pixels on the screen.

import { clearest } from "./ink.js";

// Sides of an outline in order of preference, x right and y down.
const SIDES = [
  [0, -1],
  [0, 1],
  [1, 0],
  [-1, 0],
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
];
const OFFSETS = [4, 9, 16, 26, 40]; // from the outline to the name
const GRID = 11; // spots tried inside an area, each way
const FINE = 23; // in one of which others cover a part: what is left may be narrow
const STOPS = 40; // spots tried along an outline
const OWN = 0.6; // the most that a name may be off its own outline, as a part of the way to another
const MOST = 0.15; // of a name, that may stand out of a narrow zone at each end
// Of a name that the lesson's words have, or that has a rank
const MOST_TOLD = 0.3;
const LONELY = 60; // a line further than this from all others is its own there
const STACK = 48; // names of outlines nearer than this to each other are taken for one list
// What that costs: two steps of `OFFSETS`
const STACKED = 25;
// What a line costs that crosses a name (`ink.js`)
const INKED = 8;

// The points of a line, [x, y] in map units, from where it begins and its steps in tenths of them.
/** @param {number[]} steps */
export function pointsOf(steps) {
  let [x, y] = [0, 0];
  return Array.from({ length: steps.length / 2 }, (_, n) => {
    x += steps[2 * n];
    y += steps[2 * n + 1];
    return [x / 10, y / 10];
  });
}

// A line as a path has it; closed if it ends where it began.
/** @param {number[][]} points */
export function pathOf(points) {
  const [first, ...rest] = points.map((point) => point.join(" "));
  const isClosed = rest.at(-1) === first;
  return `M${[first, ...(isClosed ? rest.slice(0, -1) : rest)].join("L")}${isClosed ? "Z" : ""}`;
}

// The lines of a named outline as the view shows them.
export function outlineOnScreen(lines, seen) {
  return lines.map((line) => line.map(([x, y]) => [(x - seen.x) / seen.k, (y - seen.y) / seen.k]));
}

// The box round an outline.
export function boxRound(outline) {
  const points = outline.flat();
  const [[left, right], [top, bottom]] = [0, 1].map((n) => {
    const all = points.map((point) => point[n]);
    return [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  });
  return { left, right, top, bottom };
}

export function touchesView(outline, { width, height }) {
  return (
    outlineDistance({ left: 0, top: 0, right: width, bottom: height }, outline) === 0 ||
    isInside(outline, width / 2, height / 2)
  );
}

// The first box for a name of `size`, or nothing.
//
// own      its outline; `mayFill` says whether the name may stand inside, `isFilled` whether its colour
//          says that all inside is its own: then it stands there or nowhere, and not where one of
//          `above`, the zones on it that may cover it, has its colour; where the lesson's words
//          have it or give it a rank, `isTold`, more of it may stand out of a narrow zone
// others   the outlines of the other names
// isFree   says whether a box covers nothing; `inkUnder` how much of what it may
// written  boxes of names of outlines that have their spot
export function boxBeside({
  own,
  others,
  above,
  size,
  mayFill,
  isFilled,
  isTold,
  isFree,
  inkUnder,
  written,
  seen,
}) {
  const inFrame = (b) =>
    b.left >= 2 && b.top >= 2 && b.right <= seen.width - 2 && b.bottom <= seen.height - 2;
  const free = (spots) =>
    spots
      .filter((b) => inFrame(b) && isFree(b))
      .map((b) => ({ ...b, cost: b.cost + (written.some((w) => gap(b, w) < STACK) ? STACKED : 0) }))
      .toSorted((a, b) => a.cost - b.cost);
  const best = (spots, isGood) => clearest(spots, isGood, inkUnder, INKED);
  if (isFilled) return boxFilling({ own, above, size, seen, isTold }, free, best);
  const stops = stopsAlong(own, seen);
  const isClosed = own.every(
    (line) => line[0][0] === line.at(-1)[0] && line[0][1] === line.at(-1)[1],
  );
  const around = isClosed
    ? [sides(stops, size), along(stops, [], size)]
    : [along(stops, others, size)];
  const isOwn = (box) => {
    const near = outlineDistance(box, own);
    return near > 0 && others.every((one) => OWN * outlineDistance(box, one) >= near);
  };
  // Where lines run together, a name beside all of them would tell nothing.
  const isNearest = (box) =>
    isClosed && others.every((one) => outlineDistance(box, one) + 0.5 >= outlineDistance(box, own));
  if (mayFill) {
    const box = best(free(inside(own, size, seen)), (one) => holds(own, one) && isOwn(one));
    if (box) return box;
  }
  for (const isGood of [isOwn, isNearest]) {
    for (const spots of around) {
      const box = best(free(spots), isGood);
      if (box) return box;
    }
  }
  return undefined;
}

function boxFilling({ own, above, size, seen, isTold }, free, best) {
  const covers = above.filter((one) => !isSame(one, own));
  const spots = free(inside(own, size, seen, covers.length ? FINE : GRID));
  const isBare = (one) =>
    covers.every((cover) => outlineDistance(one, cover) > 0 && !isInside(cover, ...middleOf(one)));
  const isMostlyBare = (one, most) => covers.every((cover) => isOff(cover, one, most));
  return (
    best(spots, (one) => holds(own, one) && isBare(one)) ??
    best(spots, (one) => holdsMost(own, one, MOST) && isMostlyBare(one, MOST)) ??
    (isTold
      ? best(spots, (one) => holdsMost(own, one, MOST_TOLD) && isMostlyBare(one, MOST_TOLD))
      : undefined)
  );
}

// A zone with a holder that has a value, too, is drawn twice: neither covers the other.
const isSame = (one, other) => {
  const [a, b] = [one, other].map((outline) => outline.flat());
  return a.length === b.length && a.every(([x, y], n) => x === b[n][0] && y === b[n][1]);
};

// ---- Spots to try ---------------------------------------------------------------------------------

// A name inside stands as near to the middle of what is seen of its area as it can.
function inside(own, { width, height }, seen, grid = GRID) {
  const round = boxRound(own);
  const [left, right] = [Math.max(0, round.left), Math.min(seen.width, round.right)];
  const [top, bottom] = [Math.max(0, round.top), Math.min(seen.height, round.bottom)];
  const spots = [];
  for (let i = 1; i < grid; i += 1) {
    for (let j = 1; j < grid; j += 1) {
      const [x, y] = [left + ((right - left) * i) / grid, top + ((bottom - top) * j) / grid];
      const cost = Math.hypot(x - (left + right) / 2, y - (top + bottom) / 2);
      spots.push({ ...boxBy(x, y, [0, 0], 0, { width, height }), cost });
    }
  }
  return spots;
}

// At the outermost point on each side, outside and inside of the outline.
function sides(stops, size) {
  return !stops.length
    ? []
    : SIDES.flatMap(([dx, dy], side) => {
        const [x, y] = stops.reduce((a, b) =>
          b[0] * dx + b[1] * dy > a[0] * dx + a[1] * dy ? b : a,
        );
        return OFFSETS.flatMap((offset, n) =>
          [1, -1].map((way) => ({
            ...boxBy(x, y, [way * dx, way * dy], offset, size),
            cost: 10 * n + side / 2 + (way < 0 ? 3 : 0),
          })),
        );
      });
}

// Anywhere along a line, best where no other line is near.
function along(stops, others, size) {
  const step = Math.max(1, Math.floor(stops.length / STOPS));
  return stops
    .filter((_, n) => n % step === 0)
    .flatMap(([x, y], n, all) => {
      const point = { left: x, right: x, top: y, bottom: y };
      const lonely = Math.min(LONELY, ...others.map((one) => outlineDistance(point, one)));
      const cost = LONELY - lonely + 10 * Math.abs(n / all.length - 0.5);
      return OFFSETS.slice(0, 3).flatMap((offset, m) =>
        SIDES.map((to, side) => ({
          ...boxBy(x, y, to, offset, size),
          cost: cost + 10 * m + side / 2,
        })),
      );
    });
}

// A box beside a point; `x` and `y` stay in it, so that the name moves with its own point.
/**
 * @param {number} x
 * @param {number} y
 * @param {number[]} to
 */
function boxBy(x, y, [dx, dy], offset, { width, height }) {
  const left = x - width / 2 + dx * (width / 2 + offset);
  const top = y - height / 2 + dy * (height / 2 + offset);
  return { left, top, right: left + width, bottom: top + height, x, y };
}

// Points of an outline that are seen, some 6 pixels apart.
export function stopsAlong(outline, { width, height }) {
  const stops = [];
  for (const line of outline) {
    for (let n = 1; n < line.length; n += 1) {
      const [[ax, ay], [bx, by]] = [line[n - 1], line[n]];
      if (
        Math.max(ax, bx) < 0 ||
        Math.max(ay, by) < 0 ||
        Math.min(ax, bx) > width ||
        Math.min(ay, by) > height
      )
        continue;
      const parts = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / 6));
      for (let m = 0; m < parts; m += 1) {
        const [x, y] = [ax + ((bx - ax) * m) / parts, ay + ((by - ay) * m) / parts];
        if (x >= 0 && y >= 0 && x <= width && y <= height) stops.push([x, y]);
      }
    }
  }
  return stops;
}

// ---- Distances ------------------------------------------------------------------------------------

const gap = (a, b) =>
  Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);

/** @returns {[number, number]} */
const middleOf = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];

// Whether a box lies in an outline whole.
const holds = (outline, box) =>
  isInside(outline, ...middleOf(box)) && outlineDistance(box, outline) > 0;

// Of three parts of a name, its ends left out, which lie in an outline.
const partsIn = (outline, { left, right, top, bottom }, most) =>
  [most, 0.5, 1 - most].filter((part) =>
    isInside(outline, left + (right - left) * part, (top + bottom) / 2),
  ).length;

// Whether a name lies in an outline but for its ends: a narrow zone has its name, too.
const holdsMost = (outline, box, most) => partsIn(outline, box, most) === 3;
const isOff = (outline, box, most) => partsIn(outline, box, most) === 0;

// Whether a point lies in an outline; a hole is outside.
export function isInside(outline, x, y) {
  let odd = false;
  for (const line of outline) {
    for (let n = 1; n < line.length; n += 1) {
      const [[ax, ay], [bx, by]] = [line[n - 1], line[n]];
      if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) odd = !odd;
    }
  }
  return odd;
}

// From a box to the nearest point of an outline; 0 if they touch.
function outlineDistance(box, outline) {
  let least = Infinity;
  for (const line of outline) {
    for (let n = 1; n < line.length && least > 0; n += 1) {
      const [a, b] = [line[n - 1], line[n]];
      const across = Math.max(box.left - Math.max(a[0], b[0]), Math.min(a[0], b[0]) - box.right);
      const down = Math.max(box.top - Math.max(a[1], b[1]), Math.min(a[1], b[1]) - box.bottom);
      if (Math.max(across, down) < least) least = Math.min(least, segmentDistance(box, a, b));
    }
  }
  return least;
}

function segmentDistance(box, [ax, ay], [bx, by]) {
  if (meets(box, ax, ay, bx, by)) return 0;
  const toBox = (x, y) =>
    Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy || 1;
  const toSegment = (x, y) => {
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
    return Math.hypot(ax + t * dx - x, ay + t * dy - y);
  };
  return Math.min(
    toBox(ax, ay),
    toBox(bx, by),
    toSegment(box.left, box.top),
    toSegment(box.right, box.top),
    toSegment(box.left, box.bottom),
    toSegment(box.right, box.bottom),
  );
}

// Whether a segment touches a box: what is left of it after a cut at each edge (Liang and Barsky).
function meets(box, ax, ay, bx, by) {
  let [from, to] = [0, 1];
  const cuts = [
    [ax - bx, ax - box.left],
    [bx - ax, box.right - ax],
    [ay - by, ay - box.top],
    [by - ay, box.bottom - ay],
  ];
  for (const [p, q] of cuts) {
    if (p === 0 && q < 0) return false;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  return from <= to;
}

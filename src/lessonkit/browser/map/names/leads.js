// The lines that tie names to their marks. All sizes are CSS pixels on the screen.
import { grown, overlap } from "../../core/boxes.js";

export const AIR = 4; // between names on one line
const APART = 9; // from a name at the end of a line to the mark of another
const WORTH = 2; // so much shorter both lines must be, or names stay whose lines do not cross

export const within = (b, seen) =>
  b.left >= 2 && b.top >= 2 && b.right <= seen.width - 2 && b.bottom <= seen.height - 2;

// Whether a name in this box covers nothing, could not be taken for that of another mark, and
// whether the line from its mark to it covers nothing.
export function isLed(box, core, seen, { busy, marks }, apart) {
  if (!within(box, seen) || !busy.isFree(box)) return false;
  const lead = leadOf(box, core);
  const reach = Math.min(lengthOf(lead), apart);
  if (![...marks.over(grown(box, reach))].every((other) => isAt(core, other))) return false;
  return alongLine(lead).every((step) => [...busy.over(step)].every((other) => isAt(core, other)));
}

// The ring of an event round a circle is no other mark: it stands at the same point.
export const isAt = (core, other) =>
  other === core ||
  (Math.abs(core.left + core.right - other.left - other.right) < 1 &&
    Math.abs(core.top + core.bottom - other.top - other.bottom) < 1);

// Small boxes along a line, for the question what it covers.
/** @param {number[][]} line */
export function alongLine([[ax, ay], [bx, by]]) {
  const steps = Math.ceil(Math.hypot(bx - ax, by - ay) / 2);
  return Array.from({ length: steps }, (_, n) => {
    const [x, y] = [ax + ((bx - ax) * n) / steps, ay + ((by - ay) * n) / steps];
    return { left: x - 1, right: x + 1, top: y - 1, bottom: y + 1 };
  });
}

// The line from a mark to a name: between the two points that are nearest to each other.
export function leadOf(box, mark) {
  const [x, y] = [(mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2];
  const to = [clamp(x, box.left + AIR / 2, box.right - AIR / 2), clamp(y, box.top, box.bottom)];
  return [[clamp(to[0], mark.left, mark.right), clamp(to[1], mark.top, mark.bottom)], to];
}

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** @param {number[][]} line */
export const lengthOf = ([[ax, ay], [bx, by]]) => Math.hypot(bx - ax, by - ay);

// Two names each on the side of the other change their spots, where both may stand there: so no two
// lines cross, and each name is nearer to its own mark.
//
// names      those that have a spot
// abroadOf   how much of a name in a box lies in a zone that is not its own
// settle     gives a name a box, and its room to it
export function untangle(names, abroadOf, seen, room, settle) {
  const led = names.filter(({ role, lead }) => role === "lk-place" && lead);
  const free = (name) => name.taken.forEach((one) => room.busy.remove(one));
  led.forEach((a, n) => {
    for (const b of led.slice(n + 1)) {
      if (!isShorter(a, b)) continue;
      [a, b].forEach(free);
      const both = [a.box, b.box];
      const other = swapped(a, b, abroadOf, seen, room);
      [a, b].forEach((name, m) => settle(name, (other ?? both)[m], room));
    }
  });
}

const length = ({ lead }) => lengthOf(lead);
const mostOf = (a, b) => (isCrossed(a.lead, b.lead) ? Infinity : length(a) + length(b) - WORTH);

// Whether two lines could be shorter if their names changed their spots.
const isShorter = (a, b) =>
  length(boxesAt(a, b.box)[0]) + length(boxesAt(b, a.box)[0]) <= mostOf(a, b);

// The boxes of two names each at the spot of the other, or nothing where that is no better.
function swapped(a, b, abroadOf, seen, room) {
  const isGood = (name) => (box) => isLed(box, name.core, seen, room, APART);
  const [ofA, ofB] = [boxesAt(a, b.box).filter(isGood(a)), boxesAt(b, a.box).filter(isGood(b))];
  const abroad = (one, other) => abroadOf(a, one) + abroadOf(b, other);
  const most = abroad(a.box, b.box);
  const isBeside = (one, other) =>
    !overlap(one, other) &&
    !alongLine(one.lead).some((step) => overlap(step, other)) &&
    !alongLine(other.lead).some((step) => overlap(step, one)) &&
    !isCrossed(one.lead, other.lead);
  const pairs = ofA.flatMap((one) => ofB.map((other) => [one, other]));
  return pairs.find(
    ([one, other]) =>
      length(one) + length(other) <= mostOf(a, b) &&
      isBeside(one, other) &&
      abroad(one, other) <= most,
  );
}

// Whether two lines cross.
/**
 * @param {number[][]} one
 * @param {number[][]} other
 */
export function isCrossed([a, b], [c, d]) {
  const side = (p, q, r) =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

// The boxes of a name at the spot of another, that with the shortest line first: their corners or their
// middles lie on each other.
function boxesAt({ box: { size }, mark, bare }, at) {
  const parts = [0, 0.5, 1];
  return parts
    .flatMap((across) => parts.map((down) => boxAt(size, mark, at, across, down)))
    .map((box) => ({ ...box, lead: leadOf(box, bare) }))
    .toSorted((one, two) => lengthOf(one.lead) - lengthOf(two.lead));
}

function boxAt(size, mark, at, across, down) {
  const left = at.left + across * (at.right - at.left - size.width);
  const top = at.top + down * (at.bottom - at.top - size.height);
  const [right, bottom] = [left + size.width, top + size.height];
  const middle = (mark.left + mark.right) / 2;
  const side = left > middle ? 1 : right < middle ? -1 : 0;
  return { left, top, right, bottom, size, side };
}

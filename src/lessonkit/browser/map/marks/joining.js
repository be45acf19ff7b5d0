// Places whose marks would lie on each other are joined: one mark with a number stands for them, at
// the place that the lesson speaks of most. A few that have room around them are drawn apart instead.
// `maps/crowds.py` does the same in print, and says what each size is. All are CSS pixels of a large map.
import { Boxes, grown, overlap } from "../../core/boxes.js";
import SIZES from "../../../maps/crowds.json" with { type: "json" };

const PART_TURNS = 12; // of pushing; two places need one

export const signsOf = (count) => Math.min(SIZES.most_signs, count);
export const widthOf = (signs, count) =>
  2 * SIZES.padding +
  SIZES.sign +
  SIZES.step * (signsOf(signs) - 1) +
  1 +
  SIZES.digit * String(count).length;

// Groups of spots, each with a box that no other group's touches.
//
// spots  {key, x, y, rank, left, right, half, signs}: a point of the screen, how far its marks reach
//        to the left, to the right, up and down, and the names of the signs that it can show
// part   how large marks are: 1, or less on a small map
export function joinSpots(spots, part = 1) {
  let groups = spots
    .toSorted((a, b) => b.rank - a.rank || (a.key < b.key ? -1 : 1))
    .map((spot) => groupOf([spot], part));
  for (;;) {
    const joined = joinedOnce(groups, part);
    if (joined.length === groups.length) return joined;
    groups = joined;
  }
}

// Groups of a few places, taken apart where that is free: each place then is a group of its own, its
// `spots[0]` moved a little, with `from`, the point where it is. What cannot be moved stays joined.
//
// groups  from `joinSpots`
export function partGroups(groups, part = 1) {
  const filed = new Boxes();
  for (const group of groups) filed.add(group.box, group);
  return groups.flatMap((group) => {
    const moved = partedSpots(group.spots, part);
    const boxes = moved.map((spot) => grownBox(spot, SIZES.part_air * part));
    const isFree = (box) => [...filed.over(box)].every((other) => other === group);
    if (!moved.length || !boxes.every(isFree)) return [group];
    filed.remove(group.box);
    const parted = moved.map((spot) => groupOf([spot], part));
    for (const one of parted) filed.add(one.box, one);
    return parted;
  });
}

// Pushed from each other until the ring round one leaves out the others; none if they are many, lie on
// one point of the screen, or one would have to go too far.
function partedSpots(spots, part) {
  if (spots.length < 2 || spots.length > SIZES.part_most) return [];
  const moved = spots.map((spot) => ({ ...spot, from: { x: spot.x, y: spot.y } }));
  const pairs = moved.flatMap((a, n) => moved.slice(n + 1).map((b) => [a, b]));
  const isOnePoint = ([a, b]) => Math.hypot(b.x - a.x, b.y - a.y) < SIZES.part_least * part;
  // Two signs of lines alone, such as gates, would read as one beside each other.
  const isAlike = ([a, b]) => a.isOpen && b.isOpen && String(a.signs) === String(b.signs);
  if (pairs.some((pair) => isOnePoint(pair) || isAlike(pair))) return [];
  for (let turn = 0; turn < PART_TURNS; turn += 1) for (const pair of pairs) push(pair, part);
  const isNear = ({ x, y, from }) =>
    Math.hypot(x - from.x, y - from.y) <= SIZES.part_longest * part;
  const isApart = ([a, b]) => !overlap(groupOf([a], part).box, groupOf([b], part).box);
  return moved.every(isNear) && pairs.every(isApart) ? moved : [];
}

function push([a, b], part) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const long = Math.hypot(dx, dy);
  const more = (SIZES.part_apart * part + Math.max(a.half, b.half) - long) / 2;
  if (more <= 0) return;
  const [x, y] = [(dx / long) * more, (dy / long) * more];
  Object.assign(a, { x: a.x - x, y: a.y - y });
  Object.assign(b, { x: b.x + x, y: b.y + y });
}

const grownBox = ({ x, y, left, right, half }, by) => grown(boxAt(x, y, left, right, half), by);

// Each group goes into the first that it touches. A group that took others in is larger, so it may
// then touch more.
function joinedOnce(groups, part) {
  const kept = [];
  const filed = new Boxes();
  for (const group of groups) {
    const [host] = filed.over(group.box);
    if (host) {
      filed.remove(host.box);
      Object.assign(host, groupOf([...host.spots, ...group.spots], part));
      filed.add(host.box, host);
    } else {
      kept.push(group);
      filed.add(group.box, group);
    }
  }
  return kept;
}

function groupOf(spots, part) {
  const [{ x, y, left, right, half }] = spots;
  if (spots.length === 1) return { spots, box: boxAt(x, y, left, right, half) };
  const signs = new Set(spots.flatMap((spot) => spot.signs)).size;
  const wide = (part * widthOf(signs, spots.length)) / 2;
  return { spots, box: boxAt(x, y, wide, wide, (part * SIZES.height) / 2) };
}

const boxAt = (x, y, left, right, half) => ({
  left: x - left,
  right: x + right,
  top: y - half,
  bottom: y + half,
});

// Places whose marks would lie on each other are joined: one mark with a number stands for them, at
// the place that the lesson speaks of most. `maps/crowds.py` does the same in print, and says what
// each size is. All are CSS pixels of a large map.
import { Boxes } from "../../core/boxes.js";
import SIZES from "../../../maps/crowds.json" with { type: "json" };

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

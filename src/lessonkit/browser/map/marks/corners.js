// The scale bar and the small map stand in a corner of the map where they cover no mark.
import { grown, overlap } from "../../core/boxes.js";

const EDGE = 10; // CSS pixels from the edge of the map
const AIR = 4; // around what stands there

// Put each node into the first of its corners (`data-corners`, such as "sw se") that is free, or
// into the one where it covers least.
//
// frame  the map on the screen
// marks  boxes of the marks, in CSS pixels of the map
// taken  boxes of the buttons over the map
export function toFreeCorners(nodes, frame, marks, taken) {
  const busy = [...taken];
  for (const node of nodes) {
    const { width, height } = node.getBoundingClientRect();
    const tried = node.dataset.corners
      .split(" ")
      .map((corner) => ({ corner, box: cornerBox(corner, frame, width, height) }))
      .filter(({ box }) => !busy.some((other) => overlap(box, other)))
      .map((one) => ({ ...one, covers: marks.filter((mark) => overlap(one.box, mark)).length }))
      .toSorted((a, b) => a.covers - b.covers);
    const [best] = tried;
    // A scale is needed; a small map is not, if there is no room for it.
    node.classList.toggle("lk-no-room", !best || (best.covers > 0 && "spare" in node.dataset));
    if (!best) continue;
    node.dataset.corner = best.corner;
    busy.push(best.box);
  }
}

function cornerBox(corner, frame, width, height) {
  const left = corner.endsWith("w") ? EDGE : frame.width - EDGE - width;
  const top = corner.startsWith("n") ? EDGE : frame.height - EDGE - height;
  return grown({ left, right: left + width, top, bottom: top + height }, AIR);
}

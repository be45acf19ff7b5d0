// Corners round the marks of places of which it was said otherwise later.
import { svgElement } from "../../core/dom.js";

const HALF = 13; // CSS pixels from the point of a mark to its corners: outside of the ring of a chosen one
const ARM = 5;

// Gives those of which it changed.
export function markOtherwise(features, chosen) {
  const changed = features.filter((f) => chosen.has(f) !== Boolean(f.isOtherwise));
  for (const f of changed) {
    f.isOtherwise = !f.isOtherwise;
    f.corners?.remove();
    f.corners = f.isOtherwise ? cornersAt(f.shift) : null;
    if (f.corners) f.node.querySelector(".lk-at")?.append(f.corners);
  }
  return changed;
}

function cornersAt(shift) {
  const d = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ]
    .map(([x, y]) => {
      const [cx, cy] = [shift + x * HALF, y * HALF];
      return `M${cx - x * ARM} ${cy}L${cx} ${cy}L${cx} ${cy - y * ARM}`;
    })
    .join("");
  return svgElement("path", { d, class: "lk-corners" });
}

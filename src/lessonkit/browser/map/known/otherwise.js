// Corners round the marks of places of which it was said otherwise later.
import { svgElement } from "../../core/dom.js";

const HALF = 13; // CSS pixels from the point of a mark to its corners: outside of the ring of a chosen one
const ARM = 5;

export function markOtherwise(features, chosen) {
  for (const f of features) {
    const isOtherwise = chosen.has(f);
    if (isOtherwise === Boolean(f.isOtherwise)) continue;
    f.isOtherwise = isOtherwise;
    f.corners?.remove();
    f.corners = isOtherwise ? cornersAt(f.shift) : null;
    if (f.corners) f.node.querySelector(".lk-at")?.append(f.corners);
  }
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
      return `M${cx - x * ARM} ${cy}H${cx}V${cy - y * ARM}`;
    })
    .join("");
  return svgElement("path", { d, class: "lk-corners" });
}

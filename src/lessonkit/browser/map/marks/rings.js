// What marks a feature that was chosen, and those that something beside the map points at: a ring
// round a symbol, a thicker line.
import { groupAt, placeAt, show, svgElement } from "../../core/dom.js";
/** @import { Stage } from "../stage.js" */

const CHOSEN = { ring: "lk-chosen", line: "lk-selected", radii: [12, 10] };
const POINTED = { ring: "lk-chosen lk-pointed", line: "lk-aimed", radii: [14, 14] };

export class Rings {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.sets = new Map(); // of features with their rings, by their look
  }

  mark(id) {
    this.set(CHOSEN, [id]);
  }

  point(ids) {
    this.set(POINTED, ids);
  }

  set(look, ids) {
    for (const { feature, ring } of this.sets.get(look) ?? []) {
      feature.node.classList.remove(look.line);
      ring?.remove();
    }
    const features = ids.map((id) => this.stage.byId.get(id)).filter(Boolean);
    this.sets.set(
      look,
      features.map((feature) => ({ feature, ring: this.draw(feature, look) })),
    );
    this.show();
  }

  draw(feature, { ring: name, line, radii }) {
    feature.node.classList.add(line);
    if (!feature.point) return null;
    const ring = groupAt(0, 0, name);
    for (const r of radii) ring.append(svgElement("circle", { r }));
    this.stage.crowds.layer.after(ring); // it covers no letter of a name
    return ring;
  }

  // Each ring at its mark, while the mark is there. Of several in one spot one is enough.
  show() {
    for (const { feature, ring } of [...this.sets.values()].flat()) {
      if (!ring) continue;
      const { x, y } = this.stage.crowds.pointOf(feature);
      placeAt(ring, x, y);
      show(ring, this.stage.isOn(feature));
    }
  }
}

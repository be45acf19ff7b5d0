// What marks a feature that was chosen, and those that something beside the map points at: a ring
// round a symbol, a frame round the mark of several with a ring round the sign in it, a thicker line.
import { groupAt, placeAt, show, svgElement } from "../../core/dom.js";
import { frameOf } from "./joined.js";
import SIZES from "../../../maps/crowds.json" with { type: "json" };
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
    ring.radii = radii;
    this.stage.crowds.layer.after(ring); // it covers no letter of a name
    return ring;
  }

  // Each ring at its mark, while the mark is there. Of several in one spot one is enough.
  show() {
    for (const { feature, ring } of [...this.sets.values()].flat()) {
      if (!ring) continue;
      const { crowds } = this.stage;
      const { x, y } = crowds.pointOf(feature);
      placeAt(ring, x, y);
      shape(ring, crowds.frameAround(feature), crowds.signAt(feature));
      show(ring, this.stage.isOn(feature));
    }
  }
}

// Circles, or where the mark is a frame `wide`, frames as far outside of it as the circles are of a
// ring of an event; `sign` is where in the frame the sign of the feature stands.
function shape(ring, wide, sign) {
  const shaped = `${wide} ${sign}`;
  if (ring.shaped === shaped) return;
  ring.shaped = shaped;
  const around = ring.radii.map((r) =>
    wide
      ? svgElement("path", { d: frameOf(wide, SIZES.around + r - SIZES.event) })
      : svgElement("circle", { r }),
  );
  if (sign === null) return ring.replaceChildren(...around);
  const r = SIZES.sign / 2 + 1;
  ring.replaceChildren(svgElement("circle", { class: "lk-sign-ring", cx: sign, r }), ...around);
}

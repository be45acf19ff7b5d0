// The mark that stands for several places: a sign for each holder that is among them, and how many
// places they are.
import { groupAt, svgElement, tell } from "../../core/dom.js";
import { signsOf, widthOf } from "./joining.js";
import SIZES from "../../../maps/crowds.json" with { type: "json" };

const ROUND = 4; // CSS pixels: the corners of a frame
export const SMALLER = 0.85; // a sign in the frame, as a part of the mark on the map
export const FIRST = SIZES.padding + SIZES.sign / 2; // from the edge of the frame to the middle of a sign

// A step of the day changes a sign here and there in many of them: only what looks otherwise then is
// made anew.
export class Joined {
  /** @param {{ x: number, y: number }} point */
  constructor({ x, y }) {
    this.node = groupAt(x, y, "lk-joined");
    this.frame = svgElement("rect", { y: -SIZES.height / 2, height: SIZES.height, rx: ROUND });
    this.number = svgElement("text", { y: 3.6 });
    this.node.append(this.frame, this.number);
    this.signs = [];
    this.features = [];
    this.width = 0;
  }

  middleOf(features) {
    return middleOf(this, features);
  }

  // `features` are those that show, one for each holder; `count` is how many places they are.
  show(features, count) {
    const shown = features.slice(0, signsOf(features.length));
    this.features = shown;
    this.fit(shown.length, count);
    shown.forEach((feature, n) => {
      const looks = looksOf(feature);
      if (this.signs[n].looks === looks) return;
      this.signs[n].looks = looks;
      this.signs[n].node.replaceChildren(signOf(feature).cloneNode(true));
    });
    if (this.count !== count) this.number.textContent = String(count);
    this.count = count;
  }

  // As wide as so many signs and the number are.
  fit(signs, count) {
    const width = widthOf(signs, count);
    if (width === this.width && signs === this.signs.length) return;
    this.width = width;
    this.frame.setAttribute("x", `${-width / 2}`);
    this.frame.setAttribute("width", `${width}`);
    const at = (n) => -width / 2 + FIRST + n * SIZES.step;
    for (const { node } of this.signs.splice(signs)) node.remove();
    while (this.signs.length < signs) {
      const node = svgElement("g", {});
      this.number.before(node);
      this.signs.push({ node, looks: "" });
    }
    this.signs.forEach(({ node }, n) =>
      node.setAttribute("transform", `translate(${at(n).toFixed(1)} 0) scale(${SMALLER})`),
    );
    this.number.setAttribute("x", numberAt(width, signs));
  }
}

// The mark of a feature as a sign beside others, made once.
function signOf(feature) {
  if (feature.sign) return feature.sign;
  const mark = feature.node.querySelector(".lk-at").cloneNode(true);
  mark.removeAttribute("style"); // it stood at its own point
  mark.querySelector(".lk-corners")?.remove(); // the frame says it
  for (const part of mark.children) part.removeAttribute("x");
  mark.setAttribute("class", mark.getAttribute("class").replace("lk-at", "lk-sign"));
  feature.sign = mark;
  return mark;
}

// The number alone: where marks are very many, frames and signs of all joined marks are drawn together
// (many.js). It stays in the drawing when it is not needed: to take it out and put it in costs more.
export class Counted {
  /** @param {{ x: number, y: number }} point */
  constructor({ x, y }) {
    this.node = groupAt(x, y, "lk-joined");
    this.number = svgElement("text", { y: 3.6 });
    this.node.append(this.number);
    this.features = [];
    this.width = 0;
  }

  middleOf(features) {
    return middleOf(this, features);
  }

  show(features, count) {
    this.features = features.slice(0, signsOf(features.length));
    const width = widthOf(this.features.length, count);
    if (width !== this.width) this.number.setAttribute("x", numberAt(width, this.features.length));
    this.width = width;
    tell(this.number, String(count));
  }
}

// The outline of a frame so wide, `more` larger on each side.
export function frameOf(width, more = 0) {
  const [x, y] = [width / 2 + more, SIZES.height / 2 + more];
  const [u, v] = [x - ROUND - more, y - ROUND - more];
  return (
    `M${-u} ${-y}L${u} ${-y}Q${x} ${-y} ${x} ${-v}L${x} ${v}Q${x} ${y} ${u} ${y}` +
    `L${-u} ${y}Q${-x} ${y} ${-x} ${v}L${-x} ${-v}Q${-x} ${-y} ${-u} ${-y}Z`
  );
}

// The middle of the number in a frame with so many signs.
const numberAt = (width, signs) =>
  (FIRST + (signs - 1) * SIZES.step - width / 2 + SIZES.sign / 2 + 1).toFixed(1);

// Where the sign of one of some features stands, from the middle of the frame; null if it is the only
// one there or not there at all.
function middleOf({ features: shown, width }, features) {
  const n = shown.findIndex(({ layer }) => features.some((one) => one.layer === layer));
  return n < 0 || shown.length < 2 ? null : FIRST + n * SIZES.step - width / 2;
}

// What tells the signs of two features apart: those of one holder, as sure, look the same.
function looksOf(feature) {
  feature.looks ??= signOf(feature).outerHTML;
  return feature.looks;
}

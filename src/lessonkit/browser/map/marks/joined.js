// The mark that stands for several places: a sign for each holder that is among them, and how many
// places they are.
import { groupAt, svgElement } from "../../core/dom.js";
import { signsOf, widthOf } from "./joining.js";
import SIZES from "../../../maps/crowds.json" with { type: "json" };

const SMALLER = 0.85; // a sign in the frame, as a part of the mark on the map

// `features` are those that show, one or more for a place; `signOf` names the sign of a place.
export function drawJoined({ x, y }, features, count) {
  const signs = features.slice(0, signsOf(features.length));
  const width = widthOf(signs.length, count);
  const group = groupAt(x, y, "lk-joined");
  group.append(
    svgElement("rect", {
      x: -width / 2,
      y: -SIZES.height / 2,
      width,
      height: SIZES.height,
      rx: 4,
    }),
  );
  const first = -width / 2 + SIZES.padding + SIZES.sign / 2;
  signs.forEach((feature, n) => {
    const at = svgElement("g", {
      transform: `translate(${(first + n * SIZES.step).toFixed(1)} 0) scale(${SMALLER})`,
    });
    const mark = feature.node.querySelector(".lk-at").cloneNode(true);
    mark.removeAttribute("style"); // it stood at its own point
    mark.querySelector(".lk-corners")?.remove(); // the frame says it
    for (const part of mark.children) part.removeAttribute("x");
    mark.setAttribute("class", mark.getAttribute("class").replace("lk-at", "lk-sign"));
    at.append(mark);
    group.append(at);
  });
  const text = svgElement("text", {
    x: (first + (signs.length - 1) * SIZES.step + SIZES.sign / 2 + 1).toFixed(1),
    y: 3.6,
  });
  text.textContent = String(count);
  group.append(text);
  return group;
}

// A map without names and marks of places, on which a student sets points: with the pointer, or with a
// cross that the arrow keys move.
import { Boxes } from "../../core/boxes.js";
import { element, groupAt, placeAt, svgElement } from "../../core/dom.js";
import { SMALL, SMALLER, Stage } from "../../map/stage.js";
import { buildScale, buildZoom, listenToView, zoomByKey } from "../../map/view.js";
/** @import { MapState, Model } from "../../state.js" */

const FRAME = `
  <div class="lk-map-box">
    <div class="lk-stage" tabindex="0" role="application"><div class="lk-drawing"></div>
      <div class="lk-scale" aria-hidden="true" data-corners="sw se ne nw"><span></span><i></i></div>
      <p class="lk-hint" hidden>Hold Ctrl and turn the wheel to zoom</p></div>
  </div>`;
const KEYS =
  "Arrow keys move a cross, Shift makes its steps small, Enter sets the point. Plus and minus zoom, " +
  "zero shows the whole map.";
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 1 / 30; // of the width of what is seen
const SMALL_STEP = 1 / 6; // of a step
const RADIUS = 10; // CSS pixels of a pin on a large map, as all that follows
const BESIDE = 14; // from the middle of a pin to its words
const LINE = 18; // of words
// Beside a pin, in widths and lines
const SPOTS = [
  [1, 0],
  [-1, 0],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
  [0, -1.2],
  [0, 1.2],
  [1, -2],
  [1, 2],
  [-1, -2],
  [-1, 2],
];

// Draw a map into a host. `onSet` hears of a point that is set, `onMove` of one that the cross has come
// to, both as [lon, lat] in degrees with so many `digits`.
/**
 * @param {Model<MapState>} map
 */
export function drawBlank(host, map, { onSet, onMove, digits }) {
  const spec = map.get("spec");
  const box = element("div", "lk-glance lk-blank");
  box.innerHTML = FRAME;
  box.style.setProperty("--ratio", (spec.width / spec.height).toFixed(4));
  host.append(box);
  const part = (selector) => box.querySelector(selector);
  const frame = part(".lk-stage");
  frame.setAttribute("aria-label", `Map. ${spec.alt} ${KEYS}`);
  const stage = new Stage(part(".lk-drawing"), spec, map.get("svg"));
  const drawn = svgElement("g", { class: "lk-pins" });
  stage.svg.append(drawn);
  buildZoom(part(".lk-map-box"), stage);
  buildScale(part(".lk-scale"), stage);
  stage.setVisible(map.get("visible"));
  const leave = stage.enter();
  listen(frame, stage, { onSet, onMove, digits });
  let made = [];
  stage.onRest.add(() => placeWords(stage, made));
  const resize = new ResizeObserver(() => stage.resize());
  resize.observe(frame);
  return {
    // Draw what is given anew: of each its point, its sign, its words, and how it looks.
    show(pins) {
      made = pins.map((pin) => pinOf(stage, pin)).filter(Boolean);
      drawn.replaceChildren(...made.map(({ pin }) => pin));
      placeWords(stage, made);
    },
    stop() {
      leave();
      resize.disconnect();
    },
  };
}

/** @param {Stage} stage */
function listen(frame, stage, { onSet, onMove, digits }) {
  const { moved } = listenToView(frame, stage, () => false);
  const cross = crossOf(stage);
  const pointOf = (place) =>
    stage.projection.toLonLat(place)?.map((one) => Number(one.toFixed(digits)));
  const set = (place) => {
    cross.go(place);
    const point = pointOf(place); // none beside the earth
    if (point) onSet(point);
  };
  frame.addEventListener("click", (event) => {
    if (!moved()) set(inside(stage, stage.mapPoint(event.clientX, event.clientY)));
  });
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) {
      const step = stage.view.width * STEP * (event.shiftKey ? SMALL_STEP : 1);
      const { x, y } = cross.place();
      cross.go(inside(stage, { x: x + way[0] * step, y: y + way[1] * step }));
      const point = pointOf(cross.place());
      if (point) onMove(point);
    } else if (event.key === "Enter" || event.key === " ") set(cross.place());
    else if (!zoomByKey(stage, event)) return;
    event.preventDefault();
  });
}

// The cross stands in the middle of what is seen until it is moved, and never out of sight.
/** @param {Stage} stage */
function crossOf(stage) {
  let place = null;
  const group = groupAt(0, 0, "lk-cross");
  const d = "M-14 0H-4M4 0H14M0-14V-4M0 4V14";
  for (const name of ["lk-under", "lk-over"]) group.append(svgElement("path", { class: name, d }));
  stage.svg.append(group);
  const now = () => (place && stage.isInView(place) ? place : stage.centre);
  const draw = () => placeAt(group, now().x, now().y);
  stage.onView.add(draw);
  draw();
  return {
    place: now,
    go(next) {
      place = next;
      draw();
    },
  };
}

// The nearest place of what is seen: a click on the very edge is a fraction of a pixel outside.
/** @param {Stage} stage */
function inside(stage, { x, y }) {
  const { view } = stage;
  const within = (value, from, size) => Math.min(from + size, Math.max(from, value));
  return { x: within(x, view.x, view.width), y: within(y, view.y, stage.heightOf(view.width)) };
}

/** @param {Stage} stage */
function pinOf(stage, { point, sign, words, look }) {
  const at = stage.projection.toMap(point);
  if (!at) return null;
  const pin = groupAt(at.x, at.y, `lk-pin ${look}`);
  pin.append(
    svgElement("circle", { r: RADIUS }),
    Object.assign(svgElement("text", { class: "lk-pin-sign", y: 4 }), { textContent: sign }),
    Object.assign(svgElement("text", { class: "lk-pin-words" }), { textContent: words }),
  );
  return { pin, at };
}

// The words of each pin stand beside it where they cover no pin and no other words; best to the right.
/**
 * @param {Stage} stage
 * @param {{ pin: SVGElement, at: { x: number, y: number } }[]} pins
 */
function placeWords(stage, pins) {
  const { k, view, frame } = stage;
  if (!frame.width) return;
  const part = frame.width < SMALL ? SMALLER : 1;
  const round = pins.map(({ at }) => {
    const [x, y] = [(at.x - view.x) / k, (at.y - view.y) / k];
    return { x, y, ...boxAt(x, y, RADIUS * part, RADIUS * part) };
  });
  const taken = new Boxes(round);
  pins.forEach(({ pin }, n) => {
    const text = /** @type {SVGTextElement} */ (pin.querySelector(".lk-pin-words"));
    const wide = text.getComputedTextLength() * part;
    const spots = SPOTS.map(([dx, dy]) => {
      const x = round[n].x + dx * (BESIDE * part + wide / 2);
      const y = round[n].y + dy * LINE * part;
      return { dx, dy, ...boxAt(x, y, wide / 2, (LINE * part) / 2) };
    });
    const isSeen = ({ left, right, top, bottom }) =>
      left >= 0 && top >= 0 && right <= frame.width && bottom <= frame.height;
    const seen = spots.filter(isSeen);
    const spot = seen.find((one) => taken.isFree(one)) ?? seen[0] ?? spots[0];
    taken.add(spot);
    const anchor = ["end", "middle", "start"][spot.dx + 1];
    text.setAttribute("text-anchor", anchor);
    text.setAttribute("x", `${spot.dx * BESIDE}`);
    text.setAttribute("y", `${spot.dy * LINE + 5}`);
  });
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} wide half of the width
 * @param {number} high half of the height
 */
const boxAt = (x, y, wide, high) => ({
  left: x - wide,
  right: x + wide,
  top: y - high,
  bottom: y + high,
});

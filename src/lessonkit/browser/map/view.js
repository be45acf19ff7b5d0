// Zoom and pan: wheel, pinch, drag, buttons and keys. The page keeps its scroll: the wheel zooms
// only with Ctrl (or the command key) held, and a single finger scrolls the page. In full screen
// there is no page to scroll, so there the wheel alone and one finger do it.
import { button, element } from "../core/dom.js";
import { roundLength, toMiles } from "../core/geo.js";
/** @import { MapOnPage } from "../state.js" */
/** @import { Stage } from "./stage.js" */

const STEP = 1.5; // of a button or key
const PAN = 80; // CSS pixels for one press
const SLOP = 4; // CSS pixels that a click may move
const ALIKE = 1.1; // where scales differ by less, one bar serves the map
const MUCH = 2; // where they differ by more, a bar at its edge would serve nobody
const LEVEL = 0.05; // degrees
const LEAST_HERE = 4; // units of the small map: the rectangle of a window is no smaller
const BAR = { n: 30, s: 12 }; // CSS pixels from the upper and the lower edge of the map to the bar
/** @type {[string, string, number, number][]} */
const PANS = [
  ["←", "Move left", 1, 0],
  ["↑", "Move up", 0, 1],
  ["↓", "Move down", 0, -1],
  ["→", "Move right", -1, 0],
];
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// Keys of the zoom and, once zoomed, of the four ways. `beside` has the keys of the zoom where they do
// not always lie on the map.
/**
 * @param {HTMLElement} host
 * @param {Stage} stage
 * @param {HTMLElement} [beside]
 */
export function buildZoom(host, stage, beside = undefined) {
  const inward = button("+", "Zoom in", () => stage.zoomBy(STEP));
  const outward = button("−", "Zoom out", () => stage.zoomBy(1 / STEP));
  const whole = button("⌂", "Show the whole map", () => stage.reset());
  const zoom = beside ?? element("div", "lk-zoom");
  zoom.append(inward, outward, whole);
  const pad = element("div", "lk-pad");
  for (const [sign, label, dx, dy] of PANS) {
    pad.append(button(sign, label, () => stage.panBy(dx * PAN, dy * PAN)));
  }
  zoom.dataset.overMap = pad.dataset.overMap = "";
  zoom.dataset.corners = "nw ne sw";
  pad.dataset.corners = "se sw ne nw";
  host.append(...(beside ? [] : [zoom]), pad);
  const update = () => {
    // A button that has the focus is not disabled: the keyboard would lose its place.
    outward.ariaDisabled = whole.ariaDisabled = String(stage.zoom <= 1);
    pad.hidden = stage.isWhole;
  };
  stage.onView.add(update);
  update();
}

// The scale says where it is true, if it is not nearly so everywhere on what is seen.
/** @param {Stage} stage */
export function buildScale(host, stage) {
  const update = () => {
    const { width } = stage.view;
    const { kmPerUnit, where } = scaleOf(stage, host.dataset.corner);
    const length = roundLength((kmPerUnit * width) / 4.5);
    const part = length / (kmPerUnit * width);
    host.querySelector("i").style.width = `${(stage.size.width * part).toFixed(1)}px`;
    host.querySelector("span").textContent = [inKm(length), where].filter(Boolean).join(" ");
  };
  stage.onView.add(update);
  stage.onRest.add(update); // it is as long as the map is wide
}

// It is true at the height where it stands, if that is one latitude; on a map whose scale changes
// much, or whose parallels are bent, in the middle.
/** @param {Stage} stage */
function scaleOf({ projection, view, shape, size }, corner) {
  const high = view.width * shape;
  const at = (right, down) => ({ x: view.x + right * view.width, y: view.y + down * high });
  const parts = [0.05, 0.5, 0.95];
  const all = parts
    .flatMap((right) => parts.map((down) => projection.kmPerUnit(at(right, down))))
    .filter(Boolean);
  const differs = Math.max(...all) / Math.min(...all);
  const pixels = Math.max(size.height, 2 * BAR.n);
  const down = corner?.startsWith("n") ? BAR.n / pixels : 1 - BAR.s / pixels;
  const lats = [0.05, 0.95].map((right) => projection.toLonLat(at(right, down))?.[1]);
  const isLevel = Math.abs(lats[0] - lats[1]) < LEVEL;
  const place = isLevel && differs < MUCH ? at(0.5, down) : at(0.5, 0.5);
  const where = isLevel && differs < MUCH ? `at ${latitude(lats[0])}` : "in the middle of the map";
  return {
    kmPerUnit: projection.kmPerUnit(place) ?? all[0],
    where: differs > ALIKE ? where : "",
  };
}

const latitude = (lat) => `${Math.abs(Math.round(lat))}° ${lat < 0 ? "S" : "N"}`;

function inKm(length) {
  const miles = toMiles(length);
  const places = miles < 0.2 ? 2 : 1;
  const said = miles < 20 ? Number(miles.toFixed(places)) : Math.round(miles);
  return `${length < 1 ? `${Math.round(1000 * length)} m` : `${length} km`} (${said} miles)`;
}

// A small map of the region: its rectangle is what is seen.
/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
export function buildLocator(host, spec, stage) {
  host.hidden = !spec.locator;
  if (host.hidden) return;
  host.innerHTML = spec.locator; // written by lessonkit itself, and it has no word of data
  const here = host.querySelector(".lk-here");
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) =>
    Number(here.getAttribute(name)),
  );
  const show = (view) => {
    const part = view.width / spec.width;
    const high = stage.heightOf(view.width) / spec.height;
    const grown = Math.max(LEAST_HERE - part * width, 0) / 2; // so small a window is still seen
    const now = {
      x: x + (view.x / spec.width) * width - grown,
      y: y + (view.y / spec.height) * height - grown,
      width: part * width + 2 * grown,
      height: high * height + 2 * grown,
    };
    for (const [name, value] of Object.entries(now)) here.setAttribute(name, value.toFixed(1));
  };
  stage.onView.add(show);
  show(stage.view);
}

/** @param {Stage} stage */
export function zoomByKey(stage, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.shiftKey && ARROWS[event.key]) {
    const [dx, dy] = ARROWS[event.key];
    stage.panBy(dx * PAN, dy * PAN);
  } else if (event.key === "+" || event.key === "=") stage.zoomBy(STEP);
  else if (event.key === "-" || event.key === "_") stage.zoomBy(1 / STEP);
  else if (event.key === "0") stage.reset();
  else return false;
  return true;
}

// Listen on the drawing's host; returns `moved`, which says whether the last press was a drag.
/** @param {Stage} stage */
export function listenToView(host, stage, isFull) {
  const pointers = new Map();
  const state = { dragged: false };
  host.addEventListener("wheel", (event) => onWheel(event, host, stage, isFull), {
    passive: false,
  });
  host.addEventListener(
    "touchmove",
    (event) => {
      if (event.touches.length > 1 || isFull()) event.preventDefault();
    },
    { passive: false },
  );
  host.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button") || event.button > 0) return;
    if (!pointers.size) state.dragged = false;
    const { clientX: x, clientY: y } = event;
    pointers.set(event.pointerId, { x, y, downX: x, downY: y });
    if (event.pointerType === "mouse") host.setPointerCapture(event.pointerId); // to hear its end
  });
  host.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const moved = Math.hypot(event.clientX - before.downX, event.clientY - before.downY) > SLOP;
    const alone = pointers.size === 1;
    if (alone && ((!moved && !state.dragged) || (event.pointerType === "touch" && !isFull())))
      return;
    state.dragged = true;
    drag(stage, pointers, event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    host.addEventListener(name, (event) => pointers.delete(event.pointerId));
  }
  return { moved: () => state.dragged };
}

// Move the map with one pointer, or move and zoom it with two.
function drag(stage, pointers, { pointerId, clientX, clientY }) {
  const pointer = pointers.get(pointerId);
  const other = [...pointers].find(([id]) => id !== pointerId)?.[1];
  const was = { x: pointer.x, y: pointer.y };
  Object.assign(pointer, { x: clientX, y: clientY });
  if (!other) {
    stage.panBy(clientX - was.x, clientY - was.y);
    return;
  }
  const apart = (a, b) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  // Zoom first: on the whole map there is no room yet to move.
  stage.zoomBy(
    apart(pointer, other) / apart(was, other),
    (was.x + other.x) / 2,
    (was.y + other.y) / 2,
  );
  stage.panBy((clientX - was.x) / 2, (clientY - was.y) / 2);
}

/** @param {Stage} stage */
function onWheel(event, host, stage, isFull) {
  if (!event.ctrlKey && !event.metaKey && !isFull()) {
    hint(host);
    return;
  }
  event.preventDefault();
  const pixels = event.deltaY * [1, 16, 400][event.deltaMode];
  stage.zoomBy(2 ** (-Math.max(-200, Math.min(200, pixels)) / 250), event.clientX, event.clientY);
}

function hint(host) {
  const said = host.querySelector(".lk-hint");
  said.hidden = false;
  clearTimeout(Number(said.dataset.timer));
  said.dataset.timer = setTimeout(() => {
    said.hidden = true;
  }, 1400);
}

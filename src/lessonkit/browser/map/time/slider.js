// A slider of days. A finger that begins on it may only want to scroll the page: the day moves with a
// finger that goes sideways, or that is taken off where it was set, not with one that goes up or down.
import { LEAPS } from "../../core/dates.js";
import { element } from "../../core/dom.js";

const SLOP = 6; // CSS pixels that a finger may move before it is clear which way it goes
const THUMB = 16; // CSS pixels: half of it lies on each side of the first and the last day

// By arrow keys a step, by Page Up and Page Down a larger one: of days a week.
export function sliderOf(
  first,
  last,
  onDay,
  { label = "Date shown on the map", leap = LEAPS.day } = {},
) {
  const slider = Object.assign(element("input", "lk-date"), {
    type: "range",
    min: 0,
    max: last - first,
    step: 1,
  });
  slider.setAttribute("aria-label", label);
  const finger = followFinger(slider, (at) => onDay(first + at));
  slider.addEventListener("input", () => {
    if (!finger.holds()) onDay(first + slider.valueAsNumber);
  });
  slider.addEventListener("keydown", (event) => {
    const by = { PageUp: leap, PageDown: -leap }[event.key];
    // The browser's own keys: arrows go by a step, Home and End to the ends
    if (!by) return;
    event.preventDefault();
    onDay(Math.min(last, Math.max(first, first + slider.valueAsNumber + by)));
  });
  return slider;
}

// The browser itself would set the slider as soon as a finger touches it. `holds` puts that back, and
// says whether a finger is on it.
/** @param {HTMLInputElement} slider */
function followFinger(slider, onValue) {
  let from = null; // where the finger was set, and the value then
  const valueAt = (x) => {
    const { left, width } = slider.getBoundingClientRect();
    const part = (x - left - THUMB / 2) / Math.max(1, width - THUMB);
    return Math.round(Math.min(1, Math.max(0, part)) * Number(slider.max));
  };
  const go = (x) => {
    const value = valueAt(x);
    if (value === from.value) return;
    from.value = value;
    onValue(value);
  };
  slider.addEventListener("pointerdown", ({ pointerType, isPrimary, clientX, clientY }) => {
    if (pointerType !== "touch" || !isPrimary) return;
    from = { x: clientX, y: clientY, value: slider.valueAsNumber, isDrag: false };
  });
  const move = ({ clientX, clientY }) => {
    const [dx, dy] = [Math.abs(clientX - from.x), Math.abs(clientY - from.y)];
    from.isDrag ||= dx > SLOP && dx > dy;
    return from.isDrag || Math.max(dx, dy) <= SLOP;
  };
  slider.addEventListener("pointermove", (event) => {
    if (!from) return;
    move(event);
    if (from.isDrag) go(event.clientX);
  });
  slider.addEventListener("pointerup", (event) => {
    if (!from) return;
    if (move(event)) go(event.clientX);
    setTimeout(end); // what the browser makes of it comes after
  });
  // The page scrolls: the finger never was meant for the day.
  slider.addEventListener("pointercancel", () => setTimeout(end));
  const holds = () => {
    if (from) slider.valueAsNumber = from.value;
    return Boolean(from);
  };
  const end = () => {
    holds();
    from = null;
  };
  return { holds };
}

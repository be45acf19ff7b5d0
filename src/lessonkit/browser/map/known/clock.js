// The second clock: beside the day that is shown, the day by which it was known. It stands on the same
// line of days and never before the day that is shown, for nobody knows what comes.
import { dayNumber, isoDay, LEAPS, pointInWords } from "../../core/dates.js";
import { element } from "../../core/dom.js";
import { sliderOf } from "../time/slider.js";
/** @import { MapOnPage } from "../../state.js" */

/**
 * @param {HTMLElement} host the room for the day
 * @param {MapOnPage} spec
 * @param {{ onDay: (iso: string) => void, dayShown: () => string }} deeds
 */
export function buildClock(host, spec, { onDay, dayShown }) {
  const { step } = spec;
  const [first, last] = [dayNumber(spec.first), dayNumber(spec.last)];
  const key = Object.assign(element("button", "lk-tool lk-by-key", "Known by"), { type: "button" });
  key.title = "Show only what was known by a day";
  const box = element("div", "lk-by");
  const words = element("output", "lk-by-words");
  const line = element("div", "lk-by-line");
  const span = element("i", "lk-by-span");
  const slider = sliderOf(first, last, (day) => move(day), {
    label: "Day by which it was known",
    leap: LEAPS[step],
  });
  slider.className = "lk-by-date";
  const move = (day) => onDay(isoDay(Math.max(day, dayNumber(dayShown(), step)), step));
  key.addEventListener("click", () => onDay(key.ariaPressed === "true" ? "" : dayShown()));
  line.append(span, slider);
  box.append(words, line);
  host.querySelector(".lk-keys").append(key);
  host.querySelector(".lk-timeline").after(box);
  const at = (day) => (100 * (day - first)) / Math.max(1, last - first);
  return {
    show(iso) {
      const isOn = Boolean(iso);
      key.ariaPressed = String(isOn);
      if (box.hidden === isOn) {
        box.hidden = !isOn;
        dispatchEvent(new Event("resize")); // the map gives its room
      }
      if (!isOn) return;
      const [day, by] = [dayNumber(dayShown(), step), dayNumber(iso, step)];
      slider.value = by - first;
      const point = pointInWords(iso, { isEnd: true });
      slider.setAttribute("aria-valuetext", `known by ${point}`);
      words.replaceChildren("Known by ", element("b", "", point));
      span.style.left = `${at(day).toFixed(2)}%`;
      span.style.width = `${Math.max(0, at(by) - at(day)).toFixed(2)}%`;
    },
  };
}

// The time control: a slider by day, a step to the event before and after, ticks, and words.
import { dayNumber, inWords, isoDay } from "./dates.js";

export function buildTime(host, spec, onDate) {
  const first = dayNumber(spec.first);
  const last = dayNumber(spec.last);
  const events = eventsOf(spec, first, last);
  const slider = Object.assign(document.createElement("input"), {
    type: "range", className: "lk-date", min: 0, max: last - first, step: 1,
  });
  slider.setAttribute("aria-label", "Date shown on the map");
  slider.addEventListener("input", () => onDate(isoDay(first + slider.valueAsNumber)));
  const days = [...new Set(events.map((e) => e.day))];
  const go = (step) => {
    const now = first + slider.valueAsNumber;
    const target = step > 0 ? days.find((d) => d > now) : days.findLast((d) => d < now);
    if (target !== undefined) onDate(isoDay(target));
  };
  const back = button("‹", "Event before", () => go(-1));
  const on = button("›", "Next event", () => go(1));
  const words = Object.assign(document.createElement("output"), { className: "lk-when" });
  const news = Object.assign(document.createElement("p"), { className: "lk-news" });
  news.setAttribute("aria-live", "polite");
  const track = Object.assign(document.createElement("div"), { className: "lk-track" });
  track.append(slider, ticks(days, first, last));
  const ends = Object.assign(document.createElement("div"), { className: "lk-row" });
  ends.append(back, track, on);
  host.append(words, ends, news);
  return (iso) => {
    const day = dayNumber(iso);
    slider.value = day - first;
    slider.setAttribute("aria-valuetext", inWords(iso));
    words.textContent = inWords(iso);
    back.disabled = !days.some((d) => d < day);
    on.disabled = !days.some((d) => d > day);
    news.textContent = newsOf(events, day);
  };
}

function eventsOf(spec, first, last) {
  return spec.events
    .map(({ title, drawn, start, end }) => ({ title: drawn ? title : `${title} (not on this map)`,
      day: dayNumber(start), end: dayNumber(end) }))
    .filter((e) => e.day >= first && e.day <= last);
}

function newsOf(events, day) {
  const today = events.filter((e) => e.day <= day && day <= e.end);
  if (today.length) return today.map((e) => e.title).join(". ") + ".";
  const before = events.filter((e) => e.day < day).at(-1);
  return before ? `No event on this day. Last before it: ${before.title} ` +
    `(${inWords(isoDay(before.day)).replace(/ \d{4}$/, "")}).` : "No event yet.";
}

function ticks(days, first, last) {
  const box = Object.assign(document.createElement("div"), { className: "lk-ticks" });
  box.setAttribute("aria-hidden", "true");
  for (const day of days) {
    const tick = document.createElement("i");
    tick.style.left = `${(100 * (day - first)) / Math.max(1, last - first)}%`;
    box.append(tick);
  }
  return box;
}

function button(text, label, onClick) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", onClick);
  return made;
}

// The time control: play and pause, a step to the event before and after, a slider by day on a time
// line, and in words the day, its events, and what changed since the event before it.
import { changeSince } from "./changes.js";
import { dayNumber, inWords, isoDay } from "../../core/dates.js";
import { button, element } from "../../core/dom.js";
import { tellerOf } from "../known/words.js";
import { timelineOf } from "./timeline.js";
/** @import { MapOnPage } from "../../state.js" */
/** @import { Evidence } from "../known/evidence.js" */

const WEEK = 7;
const SPEEDS = [1, 3, 10]; // days in a second
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {HTMLElement} host
 * @param {MapOnPage} spec
 * @param {any[]} features
 * @param {{ isListed: boolean, onDate: (iso: string) => void, evidence: Evidence | null }} parts
 */
export function buildTime(host, spec, features, { isListed, onDate, evidence }) {
  const [first, last] = [dayNumber(spec.first), dayNumber(spec.last)];
  const events = eventsOf(spec, first, last);
  const days = [...new Set(events.map(({ day }) => day))];
  const slider = sliderOf(first, last, (day) => move(day));
  const tellKnown = evidence && tellerOf(evidence);
  const news = element("p", "lk-news");
  const now = () => first + slider.valueAsNumber;
  const move = (day) => {
    player.stop();
    onDate(isoDay(day));
  };
  const player = playerOf({ now, first, last, days, news, go: (day) => onDate(isoDay(day)) });
  const before = () => days.findLast((d) => d < now());
  const after = () => days.find((d) => d > now());
  const back = button("‹", "Event before", () => move(before() ?? now()));
  const on = button("›", "Next event", () => move(after() ?? now()));
  const words = element("output", "lk-when");
  const line = timelineOf({ spec, features, events, first, last, slider, onDay: move });
  const keys = element("div", "lk-keys");
  keys.append(player.button, ...(days.length ? [back, on] : []));
  host.append(words, keys, line.box, news);
  news.setAttribute("aria-live", "polite");
  return {
    speed: player.speed,
    stop: player.stop,
    show(iso) {
      const day = dayNumber(iso);
      slider.value = day - first;
      slider.setAttribute("aria-valuetext", inWords(iso));
      words.textContent = inWords(iso);
      // A button that has the focus is not disabled: the keyboard would lose its place.
      back.ariaDisabled = String(before() === undefined);
      on.ariaDisabled = String(after() === undefined);
      line.show(day, evidence?.by);
      const told = isListed ? [] : events;
      news.textContent = evidence?.isActive
        ? [...todayOf(told, day, evidence.by).map((e) => `${e.title}.`), tellKnown(day)].join(" ")
        : newsOf(spec, features, told, day, before() ?? first);
    },
  };
}

// By arrow keys a day, by Page Up and Page Down a week.
export function sliderOf(first, last, onDay, label = "Date shown on the map") {
  const slider = Object.assign(element("input", "lk-date"), {
    type: "range",
    min: 0,
    max: last - first,
    step: 1,
  });
  slider.setAttribute("aria-label", label);
  slider.addEventListener("input", () => onDay(first + slider.valueAsNumber));
  slider.addEventListener("keydown", (event) => {
    const by = { PageUp: WEEK, PageDown: -WEEK }[event.key];
    if (!by) return; // the browser's own keys: arrows go by a day, Home and End to the ends
    event.preventDefault();
    onDay(Math.min(last, Math.max(first, first + slider.valueAsNumber + by)));
  });
  return slider;
}

// Plays day by day. For readers who asked for less motion it goes from event to event, slowly.
// While it plays, the words are not read out at each step.
function playerOf({ now, first, last, days, news, go }) {
  let timer = 0;
  const speed = Object.assign(element("select"), { title: "Speed of play" });
  speed.setAttribute("aria-label", "Speed of play");
  for (const n of SPEEDS)
    speed.append(new Option(`${n} day${n > 1 ? "s" : ""} a second`, String(n)));
  speed.value = SPEEDS[1];
  const start = () => {
    if (now() >= last) go(first);
    news.ariaLive = "off";
    write(true);
    tick();
  };
  const stop = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    news.ariaLive = "polite";
    write(false);
  };
  const tick = () => {
    timer = setTimeout(
      () => {
        const next = calm.matches ? (days.find((d) => d > now()) ?? last) : now() + 1;
        go(next);
        if (next < last) tick();
        else stop();
      },
      (calm.matches ? 6000 : 1000) / Number(speed.value),
    );
  };
  const play = button("", "Play", () => (timer ? stop() : start()), "lk-play");
  const write = (playing) => {
    play.textContent = playing ? "❚❚" : "▶";
    play.title = playing ? "Pause" : "Play";
    play.setAttribute("aria-label", play.title);
  };
  write(false);
  return { button: play, speed, stop };
}

/** @param {MapOnPage} spec */
function eventsOf(spec, first, last) {
  return spec.events
    .map(({ title, drawn, kind, start, end, known }) => ({
      known,
      title: drawn ? title : `${title} (no mark on this map)`,
      drawn,
      sign: spec.kinds[kind]?.[1],
      day: dayNumber(start),
      end: dayNumber(end),
    }))
    .filter((e) => e.day >= first && e.day <= last);
}

const todayOf = (events, day, by) =>
  events.filter((e) => e.day <= day && day <= e.end && e.known <= by);

/** @param {MapOnPage} spec */
function newsOf(spec, features, events, day, since) {
  const today = events.filter((e) => e.day <= day && day <= e.end);
  const before = events.findLast((e) => e.day < day);
  const change = since < day ? changeSince(spec, features, isoDay(since), isoDay(day)) : "";
  if (!events.length) return change;
  if (today.length) return `${today.map((e) => e.title).join(". ")}. ${change}`;
  return before
    ? `No event on this day. Last before it: ${before.title}. ${change}`
    : `No event yet. ${change}`;
}

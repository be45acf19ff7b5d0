// The time control: a slider by day, play and pause, a step to the event before and after, a tick
// for each event, and in words the day, its events, and what changed since the event before it.
import { changeSince } from "./changes.js";
import { dayNumber, inWords, isoDay, shortDay } from "./dates.js";
import { button, element } from "./dom.js";

const WEEK = 7;
const SPEEDS = [1, 3, 10]; // days in a second
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function buildTime(host, spec, features, onDate) {
  const [first, last] = [dayNumber(spec.first), dayNumber(spec.last)];
  const events = eventsOf(spec, first, last);
  const days = [...new Set(events.map((e) => e.day))];
  const slider = sliderOf(first, last, (day) => move(day));
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
  const strip = ticks(events, days, first, last, move);
  const [head, row, track] = ["lk-head", "lk-row", "lk-track"].map((name) => element("div", name));
  track.append(slider, strip.box);
  head.append(words, player.speed);
  row.append(player.button, back, track, on);
  host.append(head, row, news);
  news.setAttribute("aria-live", "polite");
  return {
    stop: player.stop,
    show(iso) {
      const day = dayNumber(iso);
      slider.value = day - first;
      slider.setAttribute("aria-valuetext", inWords(iso));
      words.textContent = inWords(iso);
      // A button that has the focus is not disabled: the keyboard would lose its place.
      back.ariaDisabled = String(before() === undefined);
      on.ariaDisabled = String(after() === undefined);
      strip.show(day);
      news.textContent = newsOf(spec, features, events, day, first);
    },
  };
}

function sliderOf(first, last, onDay) {
  const slider = Object.assign(element("input", "lk-date"), {
    type: "range", min: 0, max: last - first, step: 1,
  });
  slider.setAttribute("aria-label", "Date shown on the map");
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
  const speed = Object.assign(element("select", "lk-speed"), { title: "Speed of play" });
  speed.setAttribute("aria-label", "Speed of play");
  for (const n of SPEEDS) speed.append(new Option(`${n} day${n > 1 ? "s" : ""} a second`, n));
  speed.value = SPEEDS[1];
  const start = () => {
    if (now() >= last) go(first);
    news.ariaLive = "off";
    write(true);
    tick();
  };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    news.ariaLive = "polite";
    write(false);
  };
  const tick = () => {
    timer = setTimeout(() => {
      const next = calm.matches ? days.find((d) => d > now()) ?? last : now() + 1;
      go(next);
      if (next < last) tick();
      else stop();
    }, (calm.matches ? 6000 : 1000) / Number(speed.value));
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

function eventsOf(spec, first, last) {
  return spec.events
    .map(({ title, drawn, start, end }) => ({ title: drawn ? title : `${title} (not on this map)`,
      day: dayNumber(start), end: dayNumber(end) }))
    .filter((e) => e.day >= first && e.day <= last);
}

function newsOf(spec, features, events, day, first) {
  const today = events.filter((e) => e.day <= day && day <= e.end);
  const before = events.findLast((e) => e.day < day);
  const since = day > first ? isoDay(before?.day ?? first) : "";
  const change = since && changeSince(spec, features, since, isoDay(day));
  if (today.length) return `${today.map((e) => e.title).join(". ")}. ${change}`;
  return before ? `No event on this day. Last before it: ${before.title}. ${change}`
    : `No event yet. ${change}`;
}

// One tick for each day with an event, a button that goes there. The ticks are one stop of the
// Tab key; arrows go from tick to tick, and a bubble says the day and its events.
function ticks(events, days, first, last, onDay) {
  const box = element("div", "lk-ticks");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Days with events");
  const bubble = element("div", "lk-bubble");
  bubble.hidden = true;
  const made = days.map((day) => {
    const titles = events.filter((e) => e.day === day).map((e) => e.title).join(". ");
    const label = `${shortDay(isoDay(day))}: ${titles}.`;
    const tick = element("button");
    Object.assign(tick, { type: "button", tabIndex: -1 });
    tick.setAttribute("aria-label", label);
    const part = (day - first) / Math.max(1, last - first);
    tick.style.left = `${100 * part}%`;
    const tell = () => {
      bubble.textContent = label;
      bubble.hidden = false;
      bubble.style.left = `${100 * part}%`;
      bubble.style.transform = `translateX(${-100 * part}%)`;
    };
    tick.addEventListener("pointerenter", tell);
    tick.addEventListener("focus", tell);
    tick.addEventListener("click", () => onDay(day));
    return tick;
  });
  const hide = () => { bubble.hidden = true; };
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, hide);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    moveFocus(event, made);
  });
  box.append(...made, bubble);
  const show = (day) => made.forEach((tick, n) => {
    tick.classList.toggle("lk-today", days[n] === day);
    tick.tabIndex = n === Math.max(0, days.findLastIndex((d) => d <= day)) ? 0 : -1;
  });
  return { box, show };
}

function moveFocus(event, buttons) {
  const at = buttons.indexOf(event.target);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || !buttons[to]) return;
  event.preventDefault();
  buttons[to].focus();
}

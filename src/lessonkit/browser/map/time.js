// The time control: a slider by day, play and pause, a step to the event before and after, a tick
// for each event, and in words the day, its events, and what changed since the event before it.
import { changeSince } from "./changes.js";
import { dayNumber, inWords, isoDay, shortDay } from "../core/dates.js";
import { button, element } from "../core/dom.js";
/** @import { MapOnPage } from "../state.js" */

const WEEK = 7;
const NEAR = 10; // CSS pixels to a tick that still count as on it
const SPEEDS = [1, 3, 10]; // days in a second
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {MapOnPage} spec */
export function buildTime(host, spec, features, onDate) {
  const [first, last] = [dayNumber(spec.first), dayNumber(spec.last)];
  const events = eventsOf(spec, first, last);
  const titles = titlesOf(events);
  const days = [...titles.keys()];
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
  const strip = ticks(titles, first, last, move);
  const { list, show: showList } = listOf(titles, move);
  const [row, track, jump] = ["lk-row", "lk-track", "lk-jump"].map((name) => element("div", name));
  track.append(slider, strip.box);
  jump.append(...(days.length ? [labelled("Event", list)] : []), labelled("Speed", player.speed));
  row.append(player.button, ...(days.length ? [back, track, on] : [track]));
  host.append(words, row, jump, news);
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
      showList(day);
      news.textContent = newsOf(spec, features, events, day, first);
    },
  };
}

function labelled(words, control) {
  const label = element("label", "", `${words} `);
  label.append(control);
  return label;
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
    .map(({ title, drawn, start, end }) => ({
      title: drawn ? title : `${title} (no mark on this map)`,
      day: dayNumber(start),
      end: dayNumber(end),
    }))
    .filter((e) => e.day >= first && e.day <= last);
}

// The titles of the events that begin on a day, by day.
function titlesOf(events) {
  const titles = new Map();
  for (const { day, title } of events) {
    titles.set(day, titles.has(day) ? `${titles.get(day)}. ${title}` : title);
  }
  return titles;
}

/** @param {MapOnPage} spec */
function newsOf(spec, features, events, day, first) {
  const today = events.filter((e) => e.day <= day && day <= e.end);
  const before = events.findLast((e) => e.day < day);
  const since = day > first ? isoDay(before?.day ?? first) : "";
  const change = since && changeSince(spec, features, since, isoDay(day));
  if (!events.length) return change;
  if (today.length) return `${today.map((e) => e.title).join(". ")}. ${change}`;
  return before
    ? `No event on this day. Last before it: ${before.title}. ${change}`
    : `No event yet. ${change}`;
}

// One tick for each day with an event. Near the pointer, a bubble says the day and its events, and
// a click goes there. For the keyboard there is the list of events.
function ticks(titles, first, last, onDay) {
  const box = element("div", "lk-ticks");
  box.setAttribute("aria-hidden", "true");
  const bubble = element("div", "lk-bubble");
  bubble.hidden = true;
  const days = [...titles.keys()];
  const part = (day) => (day - first) / Math.max(1, last - first);
  const made = days.map((day) => {
    const tick = element("i");
    tick.style.left = `${100 * part(day)}%`;
    return tick;
  });
  box.append(...made, bubble);
  const nearest = ({ clientX }) => {
    const { left, width } = box.getBoundingClientRect();
    const off = (day) => Math.abs(left + part(day) * width - clientX);
    const found = days.reduce((best, day) => (off(day) < off(best) ? day : best), days[0]);
    return off(found) <= NEAR ? found : undefined;
  };
  box.addEventListener("pointermove", (event) => {
    const day = nearest(event);
    bubble.hidden = day === undefined;
    if (bubble.hidden) return;
    bubble.textContent = `${shortDay(isoDay(day))}: ${titles.get(day)}.`;
    bubble.style.left = `${100 * part(day)}%`;
    bubble.style.transform = `translateX(${-100 * part(day)}%)`;
  });
  box.addEventListener("pointerleave", () => {
    bubble.hidden = true;
  });
  box.addEventListener("click", (event) => {
    const day = nearest(event);
    if (day !== undefined) onDay(day);
  });
  return {
    box,
    show: (now) => made.forEach((tick, n) => tick.classList.toggle("lk-today", days[n] === now)),
  };
}

// The list of events; choosing one goes to its day.
function listOf(titles, onDay) {
  const list = Object.assign(element("select", "lk-goto"), { title: "Go to an event" });
  list.setAttribute("aria-label", "Go to an event");
  list.append(new Option("Go to an event", ""));
  for (const [day, title] of titles)
    list.append(new Option(`${shortDay(isoDay(day))}: ${title}`, day));
  list.addEventListener("change", () => {
    if (list.value) onDay(Number(list.value));
  });
  return {
    list,
    show: (now) => {
      list.value = titles.has(now) ? now : "";
    },
  };
}

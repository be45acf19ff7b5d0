// The time control: play and pause, a step to the event before and after, a slider by day on a time
// line, and in words the day, its events, and what changed since the event before it, or since the day
// from which the slider is pulled.
import { changesOf } from "./changes.js";
import { dayNumber, inWords, isoDay, LEAPS } from "../../core/dates.js";
import { button, element } from "../../core/dom.js";
import { happenings } from "./happenings.js";
import { tellerOf } from "../known/words.js";
import { sliderOf } from "./slider.js";
import { timelineOf } from "./timeline.js";
/** @import { MapOnPage } from "../../state.js" */
/** @import { Evidence } from "../known/evidence.js" */

const PLAYS = [36, 12, 4]; // seconds that the whole may take: slow, middle, fast
const SPEEDS = [1, 3, 10, 30]; // steps in a second
const SHORT = 31; // steps
const TIMES = {
  hour: "in this hour",
  day: "on this day",
  month: "in this month",
  year: "in this year",
};
const ALL_AGAIN = "All that the sources told is on the map again.";
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {HTMLElement} host
 * @param {MapOnPage} spec
 * @param {any[]} features
 * @param {{ isListed: boolean, onDate: (iso: string) => void, evidence: Evidence | null }} parts
 */
export function buildTime(host, spec, features, { isListed, onDate, evidence }) {
  const { step } = spec;
  const [first, last] = [dayNumber(spec.first), dayNumber(spec.last)];
  const events = eventsOf(spec, first, last);
  // With the second clock on, an event that is told only after its day is no day to go to: the day
  // pushes the clock along, no further.
  const days = () => [
    ...new Set(
      events
        .filter((e) => evidence?.isTold(e.id, Math.max(evidence.by, e.day)) ?? true)
        .map(({ day }) => day),
    ),
  ];
  const slider = sliderOf(first, last, (day) => move(day), { leap: LEAPS[step] });
  const tell = newsTellerOf(spec, features, isListed ? [] : events, evidence);
  const news = element("p", "lk-news");
  const now = () => first + slider.valueAsNumber;
  const go = (day) => onDate(isoDay(day, step));
  const move = (day) => {
    player.stop();
    go(day);
  };
  const player = playerOf({ now, first, last, days, news, step, go });
  const before = () => days().findLast((d) => d < now());
  const begun = pulledFrom(slider, now);
  const words = element("output", "lk-when");
  const line = timelineOf({ spec, features, events, first, last, slider, onDay: move });
  const ways = keysOf({ now, first, last, days, changes: line.changes, step, move });
  const keys = element("div", "lk-keys");
  keys.append(player.button, ...ways.buttons);
  host.append(words, keys, line.box);
  host.after(news); // on a phone a step stands between them
  news.setAttribute("aria-live", "polite");
  return {
    speed: player.speed,
    stop: player.stop,
    show(iso) {
      const day = dayNumber(iso, step);
      const said = clockWords(spec, iso);
      slider.value = day - first;
      slider.setAttribute("aria-valuetext", said);
      if (words.textContent !== said) words.replaceChildren(...said.split(/(?= \()/).map(spanOf));
      ways.show();
      line.show(day, evidence);
      news.textContent = tell(day, begun(day) ?? before() ?? first);
    },
  };
}

// Gives what tells the news of a day, and what changed since another; while only a part of the sources
// counts, what is known, and when all count again, that.
/**
 * @param {MapOnPage} spec
 * @param {Evidence | null} evidence
 */
function newsTellerOf(spec, features, events, evidence) {
  const changeSince = changesOf(spec, features);
  const tellKnown = evidence && tellerOf(evidence);
  let before = { day: NaN, isActive: false };
  return (day, since) => {
    const isActive = Boolean(evidence?.isActive);
    const isBack = before.day === day && before.isActive && !isActive;
    before = { day, isActive };
    if (isBack) return ALL_AGAIN;
    if (!isActive) return newsOf(spec, changeSince, events, day, since);
    const told = todayOf(events, day).filter((e) => evidence.isTold(e.id));
    return `${happenings(told)} ${tellKnown(day)}`.trim();
  };
}

// Who pulls the slider asks what changed from where it stood, however many events lie between. Gives
// that day while it is pulled on from there, and null else.
function pulledFrom(slider, now) {
  let from = null;
  slider.addEventListener("pointerdown", () => {
    from = now();
    const over = new AbortController();
    const end = () => {
      over.abort();
      setTimeout(() => (from = null)); // what a finger sets comes with its end
    };
    for (const name of ["pointerup", "pointercancel"])
      addEventListener(name, end, { signal: over.signal });
  });
  return (day) => (from !== null && from < day ? from : null);
}

// What a clock says: as exact as its step, and whose hours they are.
/** @param {{ time_zone: string, gregorian_from: string }} spec */
export function clockWords({ time_zone: zone, gregorian_from: from }, iso) {
  return `${inWords(iso, from)}${iso.includes("T") && zone ? ` (${zone})` : ""}`;
}

// Whose hours they are is a part of its own: a phone shows it elsewhere.
const spanOf = (words, n) => element("span", n ? "lk-whose" : "", words);

// The way to the event before and after, or on a map without events to the change of its marks; on a map
// without both, or of a month at the most, to the day before and after: on so short a time line something
// may be said on each day.
function keysOf({ now, first, last, days, changes, step, move }) {
  const hasEvents = days().length > 0;
  const all = hasEvents ? days : changes;
  const isByDay = last - first < SHORT || !all().length;
  const earlier = (d) => d < now();
  const later = (d) => d > now();
  const [before, after] = isByDay
    ? [() => [now() - 1].find((d) => d >= first), () => [now() + 1].find((d) => d <= last)]
    : [() => all().findLast(earlier), () => all().find(later)];
  const names = hasEvents ? ["Event before", "Next event"] : ["Change before", "Next change"];
  const [backwards, onwards] = isByDay ? [`One ${step} back`, `One ${step} on`] : names;
  const back = button("‹", backwards, () => move(before() ?? now()));
  const on = button("›", onwards, () => move(after() ?? now()));
  return {
    buttons: [back, on],
    // A button that has the focus is not disabled: the keyboard would lose its place.
    show() {
      back.ariaDisabled = String(before() === undefined);
      on.ariaDisabled = String(after() === undefined);
    },
  };
}

// Plays step by step. For readers who asked for less motion it goes from event to event, slowly.
// While it plays, the words are not read out at each step.
function playerOf({ now, first, last, days, news, step, go }) {
  let timer = 0;
  const speed = Object.assign(element("select"), { title: "Speed of play" });
  speed.setAttribute("aria-label", "Speed of play");
  for (const n of speedsFor(last - first))
    speed.append(new Option(`${n} ${step}${n > 1 ? "s" : ""} a second`, String(n)));
  speed.selectedIndex = Math.min(1, speed.options.length - 1);
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
        const next = calm.matches ? (days().find((d) => d > now()) ?? last) : now() + 1;
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

// Three speeds, so that every time line plays in about as long, however many steps it has.
function speedsFor(steps) {
  return PLAYS.map((seconds) =>
    SPEEDS.reduce((best, n) =>
      Math.abs(steps / n - seconds) < Math.abs(steps / best - seconds) ? n : best,
    ),
  ).filter((n, at, all) => all.indexOf(n) === at);
}

/** @param {MapOnPage} spec */
function eventsOf(spec, first, last) {
  return spec.events
    .map(({ id, title, drawn, kind, start, end }) => ({
      id,
      title,
      drawn: Boolean(drawn),
      sign: spec.kinds[kind]?.[1],
      day: dayNumber(start, spec.step),
      end: dayNumber(end, spec.step),
    }))
    .filter((e) => e.day >= first && e.day <= last);
}

const todayOf = (events, day) => events.filter((e) => e.day <= day && day <= e.end);

/** @param {MapOnPage} spec */
function newsOf(spec, changeSince, events, day, since) {
  const today = todayOf(events, day);
  const before = events.findLast((e) => e.day < day);
  const named = new Set(today.map((e) => e.title));
  const [from, to] = [since, day].map((one) => isoDay(one, spec.step));
  const change = since < day ? changeSince(from, to, named) : "";
  if (!events.length) return change;
  if (today.length) return `${happenings(today)} ${change}`;
  return before
    ? `No event ${TIMES[spec.step]}. Last before it: ${happenings([before])} ${change}`
    : `No event yet. ${change}`;
}

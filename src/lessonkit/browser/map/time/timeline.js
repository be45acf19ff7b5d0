// The time line: months and weeks, a dot for each event, and below them how much changes on which
// day. It is for the eye and the pointer; the keyboard has the slider, the steps and the list.
import { dayAndMonth, isoDay, monthOf, shortDay, weekdayOf, yearOf } from "../../core/dates.js";
import { element, signOf } from "../../core/dom.js";
import { groupedBy } from "../../core/groups.js";
import { happenings } from "./happenings.js";
/** @import { MapOnPage } from "../../state.js" */

const NEAR = 12; // CSS pixels to a dot that still count as on it
const DOT = 11; // CSS pixels that a dot takes
const ROWS = 3; // of dots above each other; what finds no place joins the last
const BADGE = 18; // CSS pixels that the number of those that joined takes
const SAME = 8; // CSS pixels between two clicks on the same place
const TOLD = 3; // days of a pile that a bubble names
const WEEKLY = 80; // so many days at most have a tick for each week
const NAMED = 30; // so many ticks at most have a name; else only those of the next coarser kind
const DAYS = 15; // so many days at most each have a name, where a step is a day
const WEEKS = 28; // so many days at most have a name for each week
const MIDNIGHTS = 2; // from so many on, a line by hours names its days and not its hours

/** @param {{ spec: MapOnPage, features: any[], events: any[], first: number, last: number, slider: HTMLElement, onDay: (day: number) => void }} parts */
export function timelineOf({ spec, features, events, first, last, slider, onDay }) {
  const [box, dots, axis, bars] = ["lk-timeline", "lk-dots", "lk-axis", "lk-bars"].map((name) =>
    element("div", name),
  );
  for (const part of [dots, axis, bars]) part.setAttribute("aria-hidden", "true");
  const at = (day) => (day - first) / Math.max(1, last - first);
  const put = (node, day) => {
    node.style.left = `${(100 * at(day)).toFixed(2)}%`;
    return node;
  };
  axis.append(...ticksOf(first, last, spec.step).map(([day, words]) => put(tickOf(words), day)));
  const changes = barsOf(spec, features, first, last);
  bars.append(...changes.made.map(([day, bar]) => put(bar, day)));
  const made = events.map((event) => ({ ...event, node: put(dotOf(event), event.day) }));
  const bubble = element("div", "lk-bubble");
  bubble.hidden = true;
  dots.append(...made.map(({ node }) => node), bubble);
  dots.hidden = !made.length;
  box.append(dots, slider, bars, axis);
  const shown = { day: NaN, width: 0 };
  listen({ dots, bubble, made, at, step: spec.step, shown, onDay });
  new ResizeObserver(() => {
    shown.width = dots.clientWidth;
    stack(made, at, shown.width);
    markDays(made, shown.day);
    shorten(axis);
    clear(axis);
  }).observe(box);
  return {
    box,
    // The days on which marks change, of what is known.
    changes: changes.days,
    // Of what was not known by a day, or not by the sources that are on, there is no dot, and of a
    // change no bar.
    show(now, evidence) {
      // Nobody knows what comes, however old its sources are said to be.
      const isKnown = (f) => f.start <= evidence.by && evidence.isKnown(f.n);
      changes.show(evidence?.isActive ? isKnown : () => true);
      shown.day = now;
      let isOther = false; // other dots have the room
      for (const { id, node } of made) {
        const isHidden = Boolean(evidence) && !evidence.isTold(id);
        isOther ||= isHidden !== node.hidden;
        node.hidden = isHidden;
      }
      if (isOther && shown.width) stack(made, at, shown.width);
      markDays(made, now);
    },
  };
}

// A dot says whether its event is over or of this day; the number of several, whether one of them is.
function markDays(made, now) {
  for (const { day, end, node, over } of made) {
    const isToday = day <= now && now <= end;
    node.classList.toggle("lk-today", isToday);
    if (isToday) over?.classList.add("lk-today");
    node.classList.toggle("lk-past", end < now);
  }
}

function tickOf(words) {
  const tick = element("i", words ? "lk-month" : "");
  if (words) {
    tick.append(element("span", "", words));
    tick.firstChild.dataset.name = words;
  }
  return tick;
}

// The hour; that of midnight is its day.
const hourOf = (iso) => (iso.endsWith("T00") ? dayAndMonth(iso) : `${iso.slice(-2)}:00`);

// The year as it is said: 0 is 1 BC.
const saidYear = (iso) => {
  const year = Number.parseInt(iso, 10);
  return year < 1 ? 1 - year : year;
};

// What ticks may mark, the finest first: where one begins, and what it is called.
const KINDS = [
  { is: (iso) => /T(00|06|12|18)$/.test(iso), words: hourOf },
  {
    is: (iso) => /\d-\d\d-\d\d(T00)?$/.test(iso),
    words: (iso) => dayAndMonth(iso.slice(0, iso.lastIndexOf("-") + 3)),
  },
  { is: (iso) => /\d-\d\d-01$|^-?\d{4}-\d\d$/.test(iso), words: monthOf },
  ...[1, 5, 10, 25, 50, 100].map((years) => ({
    is: (iso) => /\d-01-01$|\d-01$|^-?\d{4}$/.test(iso) && saidYear(iso) % years === 0,
    words: yearOf,
  })),
];
const FINEST = { hour: 0, day: 1, month: 2, year: 3 };

// The finest kind of tick of which there are not too many, each with its name; the beginning has
// one, too, if the next is far; weeks between them have a tick, and so have the hours between days:
// "06:00 18:00 06:00" would name no day. Of a few weeks each Monday has a name: "April" and "May" alone
// would name no day either.
function ticksOf(first, last, step) {
  const all = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  const hours =
    step === "hour" ? all.filter((hour) => KINDS[FINEST.hour].is(isoDay(hour, step))) : [];
  const midnights = hours.filter((hour) => isoDay(hour, step).endsWith("T00"));
  const isOfDays = midnights.filter((hour) => hour > first).length >= MIDNIGHTS;
  const isOfMonths = step === "day" && all.length > DAYS;
  const finest = isOfMonths ? FINEST.month : isOfDays ? FINEST.day : FINEST[step];
  const kinds = KINDS.slice(finest).map(({ is, words }) => ({
    words,
    days: all.filter((day) => is(isoDay(day, step))),
  }));
  const mondays =
    step === "day" && all.length <= WEEKLY ? all.filter((day) => weekdayOf(isoDay(day)) === 1) : [];
  const isOfWeeks = isOfMonths && all.length <= WEEKS;
  const { days, words } = isOfWeeks
    ? { days: mondays, words: dayAndMonth }
    : (kinds.find((kind) => kind.days.length <= NAMED) ?? kinds.at(-1));
  const isFar = !days.length || days[0] - first > (last - first) / 12;
  const ticks = [[first, isFar ? words(isoDay(first, step)) : ""]];
  if (!isOfWeeks) ticks.push(...mondays.filter((day) => day > first).map((day) => [day, ""]));
  if (isOfDays && hours.length <= NAMED)
    ticks.push(...hours.filter((hour) => !midnights.includes(hour)).map((hour) => [hour, ""]));
  return [...ticks, ...days.map((day) => [day, words(isoDay(day, step))])];
}

function dotOf({ drawn, sign }) {
  const dot = element("i", `lk-dot${drawn ? "" : " lk-undrawn"}`);
  if (sign) dot.append(signOf(sign));
  return dot;
}

// A bar for each day on which marks change: as high as the square root of their number, so that one
// change can be seen beside thirty.
/** @param {MapOnPage} spec */
function barsOf(spec, features, first, last) {
  const begun = groupedBy(
    features.filter(({ id, start }) => start > first && start <= last && !spec.cards[id]?.event),
    ({ start }) => start,
  );
  const most = Math.sqrt(Math.max(1, ...[...begun.values()].map(({ length }) => length)));
  const bars = [...begun]
    .map(([day, all]) => ({ day, all, shown: -1, node: element("i") }))
    .toSorted((a, b) => a.day - b.day);
  return {
    days: () => bars.filter(({ shown }) => shown !== 0).map(({ day }) => day),
    made: bars.map(({ day, node }) => /** @type {[number, HTMLElement]} */ ([day, node])),
    show(isKnown) {
      for (const bar of bars) {
        const count = bar.all.filter(isKnown).length;
        if (count === bar.shown) continue;
        bar.shown = count;
        bar.node.hidden = !count;
        bar.node.style.setProperty("--part", (Math.sqrt(count) / most).toFixed(2));
      }
    },
  };
}

// Dots that would lie on each other stand above each other. Those that find no place there join the
// last, which then has their number; a click leads through their days.
function stack(made, at, width) {
  const ends = Array(ROWS).fill(-Infinity);
  let last = null; // in the upper row
  for (const one of made) {
    one.over = null;
    one.node.classList.remove("lk-joins");
    delete one.node.dataset.several;
    if (one.node.hidden) continue;
    const x = at(one.day) * width;
    const row = ends.findIndex((end) => end <= x);
    if (row < 0) {
      one.over = last.node;
      one.node.classList.add("lk-joins");
      last.count += 1;
      last.node.dataset.several = `+${last.count}`;
      ends[ROWS - 1] = last.x + BADGE;
      continue;
    }
    one.node.classList.toggle("lk-upon", row > 0);
    if (row === ROWS - 1) last = { node: one.node, count: 1, x };
    ends[row] = x + DOT;
    one.node.style.setProperty("--row", row);
  }
}

// Names of months that would run into each other are cut to three letters, those of days, too; then a
// day of the same month as the one before it is its number. Then each second or third is kept: 1960,
// 1970, 1980 are read sooner than 1960, 1970, 1975. Of months that with its year is kept: July and July
// alone would be the same; and of hours the day.
function shorten(axis) {
  const names = [...axis.querySelectorAll("span")];
  const wholes = names.map(({ dataset }) => dataset.name);
  for (const cut of [whole, threeLetters, numberAlone]) {
    names.forEach((name, n) => (name.textContent = cut(wholes[n], wholes[n - 1])));
    const bad = unfit(names, axis);
    if (!bad.length) return;
    // That of a last day has no room before the end of the line, whatever it is cut to.
    if (bad.length === 1 && bad[0] === names.at(-1) && OF_A_DAY.test(bad[0].dataset.name)) {
      bad[0].textContent = "";
      return;
    }
  }
  const hasYear = names.findIndex(({ textContent }) => /\d/.test(textContent));
  const hasDay = names.findIndex(({ textContent }) => /^\d+ \p{L}/u.test(textContent));
  const year = Math.max(0, hasDay < 0 ? hasYear : hasDay);
  const said = names.map(({ textContent }) => textContent);
  for (let step = 1; step <= names.length; step += 1) {
    const isKept = (_, n) => n % step === year % step;
    const kept = names.filter(isKept);
    names.forEach((name, n) => (name.textContent = isKept(name, n) ? said[n] : ""));
    const bad = unfit(kept, axis);
    // The last one may only be too near the end of the line.
    if (bad.some((name) => name !== kept.at(-1))) continue;
    for (const name of bad) name.textContent = "";
    return;
  }
}

const OF_A_DAY = /^(\d+) (\p{L}+)$/u;
const whole = (words) => words;
function threeLetters(words) {
  const [, day, month] = OF_A_DAY.exec(words) ?? [];
  if (day) return `${day} ${month.slice(0, 3)}`;
  return /\d/.test(words) ? words : words.slice(0, 3);
}
function numberAlone(words, before = "") {
  const [, day, month] = OF_A_DAY.exec(words) ?? [];
  return month && OF_A_DAY.exec(before)?.[2] === month ? day : threeLetters(words);
}

// A tick whose name was left out does not cross the name of another.
function clear(axis) {
  const ticks = [...axis.querySelectorAll("i")];
  const named = ticks.filter(({ textContent }) => textContent);
  const boxes = named.map((tick) => tick.firstChild.getBoundingClientRect());
  const xs = ticks.map((tick) => tick.getBoundingClientRect().left);
  ticks.forEach((tick, n) => {
    const isUnder = boxes.some(({ left, right }) => left - 1 < xs[n] && xs[n] < right + 1);
    tick.classList.toggle("lk-under", isUnder && !tick.textContent);
  });
}

// Those that run into the one before, or over the end of the line.
function unfit(names, axis) {
  const boxes = names.map((name) => name.getBoundingClientRect());
  const { right } = axis.getBoundingClientRect();
  let end = -Infinity;
  return names.filter((_, n) => {
    const isOver = boxes[n].left < end + 3 || boxes[n].right > right + 8;
    if (!isOver) end = boxes[n].right;
    return isOver;
  });
}

// Near the pointer a bubble says the day and its events, and a click goes there. Where days lie on each
// other, each further click on the same place goes to the next of them.
function listen({ dots, bubble, made, at, step, shown, onDay }) {
  // The days near the pointer, the nearest first; with it those that lie on it.
  let told = [];
  const daysNear = ({ clientX }) => {
    const { left, width } = dots.getBoundingClientRect();
    const off = (day) => Math.abs(left + at(day) * width - clientX);
    told = made.filter(({ node }) => !node.hidden);
    const days = [...new Set(told.map(({ day }) => day))].toSorted((a, b) => off(a) - off(b));
    if (!days.length || off(days[0]) > NEAR) return [];
    return days.filter((day) => Math.abs(at(day) - at(days[0])) * width < DOT);
  };
  dots.addEventListener("pointermove", (event) => {
    const days = daysNear(event);
    bubble.hidden = !days.length;
    if (bubble.hidden) return;
    const words = days.slice(0, TOLD).map((day) => {
      const events = told.filter((one) => one.day === day);
      return `${shortDay(isoDay(day, step))}: ${happenings(events, Infinity)}`;
    });
    bubble.textContent = words.join(" ");
    bubble.style.left = `${100 * at(days[0])}%`;
    bubble.style.transform = `translateX(${-100 * at(days[0])}%)`;
  });
  dots.addEventListener("pointerleave", () => {
    bubble.hidden = true;
  });
  let turn = { x: -Infinity, n: 0 };
  dots.addEventListener("click", (event) => {
    const days = daysNear(event);
    if (!days.length) return;
    const x = event.clientX;
    const isAgain = Math.abs(x - turn.x) < SAME && days[turn.n] === shown.day;
    turn = isAgain ? { x: turn.x, n: (turn.n + 1) % days.length } : { x, n: 0 };
    onDay(days[turn.n]);
  });
}

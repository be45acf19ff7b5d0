// When a way could end: distance by speed, with ranges. The same sums as `estimates.py`; no page,
// no model, only numbers, days and words.
import SHARED from "../../estimates.json" with { type: "json" };
import { compare, dayAndMonth, dayNumber, isoDay, shortDay, yearInWords } from "../core/dates.js";
import { toMiles } from "../core/geo.js";
import { readNumber } from "../core/numbers.js";
/** @import { Assumption, Way } from "../state.js" */

export const LIMITS = SHARED.limits;
const { words: WORDS } = SHARED;

// First and last day, as day numbers. Rounded outwards to whole days: never too narrow.
/**
 * @param {number} km
 * @param {Assumption} assumption
 */
export function arrival(
  km,
  { km_a_day: [slow, fast], start: [early, late], days_lost: [fewest, most] },
) {
  return {
    first: dayNumber(early) + Math.floor(fewest + km / fast),
    last: dayNumber(late) + Math.ceil(most + km / slow),
  };
}

export function meet(a, b) {
  return a.first <= b.last && b.first <= a.last;
}

// For each two ways to one place: whether the estimate tells who comes first.
export function verdicts(ways) {
  const said = [];
  ways.forEach((one, n) => {
    for (const other of ways.slice(n + 1)) {
      if (one.to === other.to) said.push(verdict(one, other));
    }
  });
  return said;
}

function verdict(one, other) {
  if (meet(one.span, other.span)) {
    return filled(WORDS.overlap, { one: one.label, other: other.label });
  }
  const [early, late] = one.span.first < other.span.first ? [one, other] : [other, one];
  return filled(WORDS.order, { early: early.label, late: late.label });
}

// ---- Words --------------------------------------------------------------------------------------

export function inKm(km) {
  return `${Math.round(km)} km (${Math.round(toMiles(km))} miles)`;
}

// A sentence with values in the place of {names}.
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// "between 12 and 25 June 2001": the month and the year are said once if they are the same.
export function between(first, last) {
  if (first === last) return `on ${shortDay(isoDay(first))}`;
  const [a, b] = [first, last].map((day) => isoDay(day));
  const isSame = (rest) => a.slice(0, -rest) === b.slice(0, -rest); // years may have a sign
  const start = isSame(3) ? String(Number(a.slice(-2))) : isSame(6) ? dayAndMonth(a) : shortDay(a);
  return `between ${start} and ${shortDay(b)}`;
}

const shown = (number) => String(Math.round(number * 100) / 100);
/** @param {number[]} pair */
const range = ([low, high]) => (low === high ? shown(low) : `${shown(low)} to ${shown(high)}`);

// What the assumptions give for a way, in a sentence.
/**
 * @param {Way} way
 * @param {Assumption} assumption
 */
export function sentence(way, assumption, span) {
  const days = assumption.start.map((day) => dayNumber(day));
  return filled(WORDS.sentence, {
    to: way.to,
    days: between(span.first, span.last),
    start: between(days[0], days[1]),
    km: inKm(way.km),
    road: way.road_km === null ? WORDS.straight : WORDS.schematic,
    speed: range(assumption.km_a_day),
    lost: range(assumption.days_lost),
  });
}

// ---- What was typed -----------------------------------------------------------------------------

const UNITS = { km_a_day: /^(km|kilomet(er|re)s?)?$/, days_lost: /^(d|days?)?$/ };

// Read the six fields of a way, each a text: what they give, and what is wrong with which. `years` are
// the first and the last in which a start may lie.
/** @param {number[]} years */
export function readAssumption(texts, years) {
  const faults = {};
  const value = { km_a_day: [], start: [], days_lost: [] };
  for (const [name, part] of FIELDS) {
    const text = texts[`${name}-${part}`];
    const read = name === "start" ? readDay(text, years) : readInRange(name, text);
    if (read.fault) faults[`${name}-${part}`] = read.fault;
    value[name][part] = read.value;
  }
  for (const name of Object.keys(value)) {
    const [low, high] = value[name];
    const isTurned = name === "start" ? compare(low, high) > 0 : low > high;
    if (low !== undefined && high !== undefined && isTurned) {
      faults[`${name}-1`] =
        name === "start"
          ? "The latest day is before the earliest."
          : "The highest number is below the lowest.";
    }
  }
  return { value, faults };
}

export const FIELDS = ["km_a_day", "start", "days_lost"].flatMap((name) => [
  [name, 0],
  [name, 1],
]);

// Browsers have a calendar for days of our era; earlier ones are typed.
/** @param {number[]} years */
export const isTyped = ([first]) => first < 1;

/** @param {number[]} years */
function readDay(text, years) {
  if (!isDay(text.trim()))
    return {
      fault: isTyped(years)
        ? "Write year-month-day; of 44 BC the year is -0043."
        : "Choose a day: it is empty or not complete.",
    };
  const year = Number.parseInt(text, 10);
  if (year < years[0] || year > years[1])
    return { fault: `Choose a day of the years ${years.map(yearInWords).join(" to ")}.` };
  return { value: text.trim() };
}

// Not each year has a 29 February.
const isDay = (text) => /^-?\d{4}-\d{2}-\d{2}$/.test(text) && isoDay(dayNumber(text)) === text;

function readInRange(name, text) {
  const [low, high] = LIMITS[name];
  if (!text.trim()) return { fault: "Write a number: the field is empty." };
  const read = readNumber(text);
  if (!read) return { fault: "This is no number. Write it with digits, like 12 or 12,5." };
  if (!UNITS[name].test(read.unit))
    return { fault: `Write ${name === "days_lost" ? "days" : "km a day"}, not ${read.unit}.` };
  if (read.number < low || read.number > high)
    return { fault: `Write a number from ${low} to ${high}.` };
  return { value: read.number };
}

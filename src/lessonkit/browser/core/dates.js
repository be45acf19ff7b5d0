// Days as whole numbers and as words. Days are ISO text, in UTC throughout, so that no reader's
// time zone moves an event to the day before. `days.py` and `words.py` do the same in Python.
//
// A text says by its length how exact it is: a year, a month, a day, an hour, a minute; before the
// common era with a sign, `-0043` is 44 BC. The number of a text counts its own unit.
import SHARED from "../../days.json" with { type: "json" };

const MINUTE = 60000;
const ONE = /^(-?\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d))?)?)?)?([?~%]?)$/;
const UNITS = ["year", "month", "day", "hour", "minute"];
const SIZE = { day: 24 * 60, hour: 60, minute: 1 }; // in minutes
const DOUBTS = { "?": "perhaps ", "~": "about ", "%": "perhaps about " };
const MOST_TEXT = [4, 7, 10, 13, 16]; // letters of each unit

// The numbers of a date, its unit and its mark of doubt.
function read(iso) {
  const [, ...found] = ONE.exec(iso) ?? [];
  const given = found.slice(0, 5).filter((part) => part !== undefined);
  const [year, month = 1, day = 1, hour = 0, minute = 0] = given.map(Number);
  return { year, month, day, hour, minute, unit: UNITS[given.length - 1], doubt: found[5] ?? "" };
}

// Date.UTC takes the years 0 to 99 for those of the last century.
function minutesOf({ year, month, day, hour, minute }) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute);
  return date.getTime() / MINUTE;
}

// A date as the number of a step, by default its own: of days, say, since 1970 began. Of a date
// that is less exact than the step, the last one counts.
export function dayNumber(iso, step = read(iso).unit) {
  const date = read(iso);
  if (UNITS.indexOf(step) > UNITS.indexOf(date.unit))
    return dayNumber(isoDay(dayNumber(iso) + 1, date.unit, step), step) - 1;
  if (step === "year") return date.year - 1970;
  if (step === "month") return (date.year - 1970) * 12 + date.month - 1;
  return Math.floor(minutesOf(date) / SIZE[step]);
}

// The ISO text of a step; as exact as `unit`, where its beginning is wanted.
export function isoDay(number, step = "day", unit = step) {
  const date = new Date(0);
  if (step === "year") date.setUTCFullYear(1970 + number);
  else if (step === "month") date.setUTCMonth(number);
  else date.setTime(number * SIZE[step] * MINUTE);
  return isoOf(date, unit);
}

// JavaScript writes six digits for years that have not four.
function isoOf(date, unit) {
  const year = date.getUTCFullYear();
  const rest = date.toISOString().slice(-20);
  const text = `${year < 0 ? "-" : ""}${String(Math.abs(year)).padStart(4, "0")}${rest}`;
  return text.slice(0, MOST_TEXT[UNITS.indexOf(unit)] + Number(year < 0));
}

// Larger steps: of days a week.
export const LEAPS = SHARED.leaps;

export function unitOf(iso) {
  return read(iso).unit;
}

// In the order of time, for sorting; "" comes last.
export function compare(one, other) {
  const at = (iso) => (iso ? minutesOf(read(iso)) : Infinity);
  return at(one) === at(other) ? 0 : at(one) - at(other);
}

// A day with its weekday, if the calendar of that time has one that we know.
export function inWords(iso, from = SHARED.gregorian_from) {
  if (read(iso).unit !== "day" || compare(iso, from) < 0) return shortDay(iso);
  return `${SHARED.weekdays[weekdayOf(iso)]}, ${shortDay(iso)}`;
}

// 0 is a Sunday.
export function weekdayOf(iso) {
  return (((dayNumber(iso, "day") + 4) % 7) + 7) % 7;
}

export function shortDay(iso) {
  const date = read(iso);
  const { unit, doubt, hour, minute } = date;
  const two = (number) => String(number).padStart(2, "0");
  const times = {
    hour: `, ${two(hour)}:00 to ${two(hour + 1)}:00`,
    minute: `, ${two(hour)}:${two(minute)}`,
  };
  const day = unit === "year" ? "" : unit === "month" ? monthName(date) : dayAndMonth(iso);
  return `${DOUBTS[doubt] ?? ""}${day && `${day} `}${yearInWords(date.year)}${times[unit] ?? ""}`;
}

// The point in time at which something begins, as for "since", or with `isEnd` ends, as for "by": of an
// hour it is a time of the clock, of all else that is no point the whole. `beside` is a day whose date
// is read already.
export function pointInWords(iso, { isEnd = false, beside = "" } = {}) {
  const { unit, hour } = read(iso);
  if (unit !== "hour") return shortDay(iso);
  // The last minute of an hour: "by 09:00" would promise what is told at nine.
  const time = `${String(hour).padStart(2, "0")}:${isEnd ? "59" : "00"}`;
  const day = iso.slice(0, iso.indexOf("T"));
  return beside.startsWith(`${day}T`) ? time : `${time} on ${shortDay(day)}`;
}

export function dayAndMonth(iso) {
  const date = read(iso);
  return date.unit === "year"
    ? yearInWords(date.year)
    : date.unit === "month"
      ? monthName(date)
      : `${date.day} ${monthName(date)}`;
}

const monthName = ({ month }) => SHARED.months[month - 1];

// The year 0 of ISO 8601 is 1 BC; a year of few digits is marked as one.
export function yearInWords(year) {
  return year < 1 ? `${1 - year} BC` : year < 1000 ? `AD ${year}` : String(year);
}

export function yearOf(iso) {
  return yearInWords(read(iso).year);
}

// The month; that of a January with its year.
export function monthOf(iso) {
  const date = read(iso);
  return date.month === 1 ? `${monthName(date)} ${yearInWords(date.year)}` : monthName(date);
}

// A shared month or day is said once: "14 to 17 May 2001". `between` in `words.py` does the same.
function between(start, end) {
  const [first, last] = [shortDay(start), shortDay(end)];
  const isSure = (unit) => [start, end].every((iso) => read(iso).unit === unit && !read(iso).doubt);
  if (start.slice(0, -3) === end.slice(0, -3) && isSure("day"))
    return `${read(start).day} to ${last}`;
  const isOneDay = start.slice(0, -6) === end.slice(0, -6) && isSure("minute");
  return `${first} to ${isOneDay ? end.slice(-5) : last}`;
}

/**
 * @param {string[]} span First and last day, "" where open.
 * @param {{about?: boolean, inside?: boolean}} how `about`: the days are not sure; `inside`: the
 *   words stand inside a sentence.
 */
export function spanInWords([start, end], { about = false, inside = false } = {}) {
  if (!start && !end) return "";
  const near = about ? "about " : "";
  if (start && end && start !== end) return `${near}${between(start, end)}`;
  if (start && end) return `${near}${shortDay(start)}`;
  if (start) return `${inside ? "from" : "From"} ${near}${shortDay(start)}`;
  return `${inside ? "until" : "Until"} ${near}${shortDay(end)}`;
}

// Numbers: reading what was typed, and saying what is off. `marking.py` says the same in a kernel.
import SLIPS from "../../exercises/slips.json" with { type: "json" };
import { toKm } from "./geo.js";
/** @import { ExerciseSpec } from "../state.js" */

const WITH_UNIT = /^([+-]?[\d.,'’\s\u00a0\u202f]+)\s*(\p{L}+|°|%)?\.?$/iu;
const FAR = 400; // buckets on each side that are searched to tell too small from too large

// Read "145 miles", "1 234,5", "12.5" or "١٤٥٫٥": the number and the word behind it, or null.
export function readNumber(text) {
  const found = WITH_UNIT.exec(withLatinDigits(text).trim().replace("−", "-"));
  if (!found) return null;
  const number = plain(found[1].replace(/['’\s\u00a0\u202f]/g, ""));
  return number === null ? null : { number, unit: (found[2] ?? "").toLowerCase() };
}

const MARKS = { "\u066a": "%", "\u066b": ".", "\u066c": "", "\u060c": "," }; // those of Arabic numbers

// The same with the digits and the marks of numbers that this script reads: digits of every script, wide
// letters, Arabic marks. What only says in which direction a text runs is left out.
function withLatinDigits(text) {
  return text
    .replace(/\p{Cf}/gu, "")
    .replace(/[\uff01-\uff5e\u3371-\u33df]/g, (wide) => wide.normalize("NFKC"))
    .replace(/\p{Nd}/gu, digitOf)
    .replace(/[\u066a-\u066c\u060c]/g, (mark) => MARKS[mark]);
}

// The digits of a script stand in a row from 0 to 9; rows may follow each other.
function digitOf(digit) {
  const at = digit.codePointAt(0);
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(at - before - 1))) before += 1;
  return String(before % 10);
}

// A comma or a point before one, two or more than three digits is a decimal mark; with both, the
// last one is. "1,234" is 1234: nobody measures to the metre here.
function plain(text) {
  const marks = text.replace(/[^.,]/g, "");
  let clean = text;
  if (marks.includes(",") && marks.includes(".")) {
    const decimal = text.lastIndexOf(",") > text.lastIndexOf(".") ? "," : ".";
    clean = text.replaceAll(decimal === "," ? "." : ",", "").replace(decimal, ".");
  } else if (marks.length > 1) clean = text.replace(/[.,]/g, "");
  else if (marks)
    clean = /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text) ? text.replace(",", "") : text.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(clean) ? Number(clean) : null;
}

/** @param {{ width?: number, offset?: number }} spec */
const bucketOf = (spec, number) => String(Math.floor((number - spec.offset) / spec.width));
const within = (degrees) => ((degrees % 360) + 360) % 360;

// The number without a slip that it may have come from.
const mended = ({ times = 1, over = 1, plus = 0 }, x) => (x * times) / over + plus;

// Say whether a number, in the unit of the exercise, is right, and if not what is off.
/** @param {ExerciseSpec} spec */
export function judgeNumber(seal, spec, given) {
  const number = spec.unit === "degrees" ? within(given) : given;
  const isRight = (x) =>
    turnsOf(spec, x).some((one) => seal.isRight(spec, "number", bucketOf(spec, one)));
  if (isRight(number)) return { right: true, said: [] };
  const said = likelyOf(seal, spec, number);
  const slips = [...(SLIPS[spec.unit] ?? []), ...SLIPS.every];
  const slip = slips.find((one) => isRight(mended(one, number)));
  // The unit comes first: a number in miles is near to some other distance, too.
  if (slip && (slip.unit || !said.length)) said.unshift(slip.typed ?? slip.words);
  if (!said.length) said.push(sideOf(spec, number, isRight));
  return { right: false, said: said.map((words, n) => (n ? `Or: ${words}` : words)) };
}

// A bearing goes on after 360: 359 lies beside 1.
/** @param {ExerciseSpec} spec */
const turnsOf = (spec, x) => (spec.unit === "degrees" ? [x - 360, x, x + 360] : [x]);

// The words for the mistakes that a number is near to, the nearest first, at most two. A number that
// is a mistake nearly to the digit can be no other.
/** @param {ExerciseSpec} spec */
function likelyOf(seal, spec, number) {
  const found = spec.windows
    .flatMap(([width, offset], n) =>
      turnsOf(spec, number).flatMap((x) => {
        const words = seal.message(spec, "mistake", String(n), bucketOf({ width, offset }, x));
        const middle = offset + (Math.floor((x - offset) / width) + 0.5) * width;
        return words ? [{ off: Math.abs(x - middle), words }] : [];
      }),
    )
    .toSorted((a, b) => a.off - b.off);
  const most = found[0]?.off < spec.width / 10 ? 1 : 2;
  return found.slice(0, most).map(({ words }) => words);
}

/** @param {ExerciseSpec} spec */
function sideOf(spec, number, isRight) {
  for (let n = 1; n <= FAR; n += 1) {
    const near = n <= 2 ? "Nearly. " : "";
    const again = n <= 2 ? " Measure again, and round only at the end." : "";
    if (isRight(number + n * spec.width)) return `${near}Too small.${again}`;
    if (isRight(number - n * spec.width)) return `${near}Too large.${again}`;
  }
  return "This is far off. Look again at what is asked, and in which unit.";
}

// Turn what was typed into a number in the unit of the exercise, or say why not.
/** @param {ExerciseSpec} spec */
export function inUnit(spec, text) {
  const own = withLatinDigits(spec.unit);
  const read = readNumber(withoutUnit(withLatinDigits(text).trim(), own));
  if (!read)
    return {
      fault: "This is not a number that can be read. Write it with digits, like 12.5 or 12,5.",
    };
  const { number, unit } = read;
  const kind = unitOf(unit);
  if (!unit || (kind && kind === unitOf(spec.unit))) return { number };
  if (spec.unit === "km" && kind === "miles") return { number: toKm(number) };
  if (spec.unit === "km" && kind === "m") return { number: number / 1000 };
  return { fault: `The answer is asked for in ${spec.unit}, not in ${unit}.` };
}

// A unit of an instructor's own may have any letters and blanks: "12 market days".
function withoutUnit(text, unit) {
  const before = text.slice(0, -unit.length);
  const ends = text.slice(-unit.length).toLowerCase() === unit.toLowerCase();
  return ends && !/\p{L}$/u.test(before) ? before : text;
}

// Each unit that is known, by the words for it.
const UNITS = {
  km: /^(km|kilomet(er|re)s?)$/,
  miles: /^(mi|miles?)$/,
  m: /^(m|met(er|re)s?)$/,
  degrees: /^(°|deg|degrees?)$/,
  percent: /^(%|percent)$/,
  hours: /^(h|hrs?|hours?)$/,
  days: /^(d|days?)$/,
};
const unitOf = (word) => Object.keys(UNITS).find((name) => UNITS[name].test(word)) ?? "";

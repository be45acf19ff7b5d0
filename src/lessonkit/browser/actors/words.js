// Relations as data and in words: which row holds for two actors on a day, and what changed.
import { dayNumber, isoDay, shortDay, spanInWords } from "../core/dates.js";
/** @import { RelationsSpec } from "../state.js" */

const MOST = 3; // so many changes are named, the rest are counted
export const KINDS = ["with", "against", "talks"];
export const NOTHING = "no entry in our list";
export const UNKNOWN = "This does not mean that nothing happened between them.";

// What the views ask: labels, the row of a pair on a day, and the days on which something changes.
/** @param {RelationsSpec} spec */
export function readSpec(spec) {
  const labels = new Map(spec.actors.map(({ id, label }) => [id, label]));
  const rows = spec.rows.map((row) => ({
    ...row,
    from: row.start ? dayNumber(row.start) : -Infinity,
    to: row.end ? dayNumber(row.end) : Infinity,
  }));
  const pairs = new Map();
  for (const row of rows) {
    for (const key of [keyOf(row.pair), keyOf(row.pair.toReversed())]) {
      pairs.set(key, [...(pairs.get(key) ?? []), row]);
    }
  }
  const [first, last] = [dayNumber(spec.first), dayNumber(spec.last)];
  const at = (one, other, day) =>
    pairs.get(keyOf([one, other]))?.find(({ from, to }) => from <= day && day <= to);
  const changesOn = (day) => {
    const touched = rows
      .filter(({ from, to }) => from === day || to === day - 1)
      .map(({ pair }) => pair);
    const once = touched.filter(
      (pair, n) => touched.findIndex((one) => keyOf(one) === keyOf(pair)) === n,
    );
    return once
      .map((pair) => ({
        pair,
        was: at(...pair, day - 1)?.relation,
        is: at(...pair, day)?.relation,
      }))
      .filter(({ was, is }) => was !== is);
  };
  const edges = new Set(rows.flatMap(({ from, to }) => [from, to + 1]));
  const days = [...edges]
    .filter((day) => day > first && day <= last && changesOn(day).length)
    .toSorted((a, b) => a - b);
  return { spec, labels, rows, first, last, at, changesOn, days };
}

const keyOf = (pair) => pair.join(" ");

export function relationInWords({ spec }, row) {
  return row ? spec.words[row.relation] : NOTHING;
}

// "on 6 June 2001", "in June 2001".
export function onStep(number, step) {
  return `${step === "day" || step === "hour" ? "on" : "in"} ${shortDay(isoDay(number, step))}`;
}

// A pair in full: what, since when, who says so, how sure.
export function pairInWords(known, one, other, day) {
  const names = `${known.labels.get(one)} and ${known.labels.get(other)}`;
  const row = known.at(one, other, day);
  if (!row) return `${names}: ${NOTHING} for this ${known.spec.step}. ${UNKNOWN}`;
  return (
    `${names}: ${relationInWords(known, row)}${daysInWords(row)}. ${row.text} ` +
    `${sureInWords(known, row)} Source: ${row.sources.map((id) => known.spec.sources[id][0]).join("; ")}.`
  );
}

export function daysInWords({ since, until }) {
  const words = spanInWords([since, until], { inside: true });
  return words && `, ${words}`;
}

export function sureInWords({ spec }, { basis, confidence }) {
  const words = spec.words[basis];
  return `${words[0].toUpperCase()}${words.slice(1)}. How sure: ${confidence}.`;
}

// The changes of this day, or of the last day before it that had one.
export function newsOf(known, day) {
  const last = known.days.findLast((one) => one <= day);
  if (last === undefined) return `No change since ${shortDay(known.spec.first)}.`;
  const changes = known.changesOn(last).map((change) => changeInWords(known, change));
  const rest = changes.length - MOST;
  const { step } = known.spec;
  const when =
    last === day
      ? `${step === "day" ? "On" : "In"} this ${step}`
      : `Last change, ${onStep(last, step)}`;
  return `${when}: ${changes.slice(0, MOST).join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`;
}

function changeInWords({ spec: { words, step }, labels }, { pair, was, is }) {
  const names = pair.map((id) => labels.get(id)).join(" and ");
  if (!is) return `${names}: ${NOTHING} from this ${step} on, before that ${words[was]}`;
  return was ? `${names} now ${words[is]}, before that ${words[was]}` : `${names} now ${words[is]}`;
}

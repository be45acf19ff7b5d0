// The record of an exercise: the attempts, the hints, the answer in work; and what is told of records.
import STATES from "../../exercises/states.json" with { type: "json" };
/** @import { ExerciseListed, AnswerRecord } from "../state.js" */

export const EMPTY = Object.freeze({ attempts: [], hints: 0, shown: false, draft: null, at: "" });

/** @param {any} record */
export function isRecord(record) {
  return (
    record !== null &&
    typeof record === "object" &&
    Array.isArray(record.attempts) &&
    record.attempts.every((one) => typeof one?.at === "string" && typeof one.right === "boolean") &&
    Number.isInteger(record.hints) &&
    record.hints >= 0 &&
    typeof record.at === "string"
  );
}

/** @param {Pick<AnswerRecord, "attempts">} record */
export function stateOf(record) {
  if (record.attempts.some((attempt) => attempt.right)) return "right";
  return record.attempts.length ? "not yet" : "not attempted";
}

// The state that is shown: where the answer is told later, no sign gives it away now.
/** @param {Pick<AnswerRecord, "attempts">} record */
export const shownState = (record, judged) =>
  judged === "later" && record.attempts.length ? "right" : stateOf(record);

// A state in words, by who judges: what nobody can call right is not called so.
export const nameOf = (judged, state) => STATES[state][judged];

export const signOf = (state) => STATES[state].sign;

// How many exercises are done, and the minutes of the others: of those for everybody, and of the extra
// ones that a class may leave out.
/** @param {ExerciseListed[]} exercises */
export function tallyOf(store, exercises) {
  const part = (wanted) => {
    const mine = exercises.filter(({ extra }) => Boolean(extra) === wanted);
    const open = mine.filter(({ id, judged }) => shownState(store.get(id), judged) !== "right");
    return {
      open,
      all: mine.length,
      done: mine.length - open.length,
      minutes: open.reduce((sum, one) => sum + one.minutes, 0),
    };
  };
  return { core: part(false), extra: part(true) };
}

// Now, or a moment after these times: two things can happen in one millisecond, and a clock may have
// been put back.
export function after(...times) {
  const ends = times.map((time) => (Date.parse(time) || 0) + 1);
  return new Date(Math.max(Date.now(), ...ends)).toISOString();
}

// The later record counts.
export function merged(mine, other) {
  if (!mine) return other;
  return other.at > mine.at ? other : mine;
}

export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

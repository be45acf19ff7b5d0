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

/** @param {AnswerRecord} record */
export function stateOf(record) {
  if (record.attempts.some((attempt) => attempt.right)) return "right";
  return record.attempts.length ? "not yet" : "not attempted";
}

// A state in words: what a student judges alone is not called right.
export const nameOf = (kind, state) => (kind === "text" ? STATES[state].own : state);

export const signOf = (state) => STATES[state].sign;

// How many exercises are done, and the minutes of the others: of those for everybody, and of the extra
// ones that a class may leave out.
/** @param {ExerciseListed[]} exercises */
export function tallyOf(store, exercises) {
  const part = (wanted) => {
    const mine = exercises.filter(({ extra }) => Boolean(extra) === wanted);
    const open = mine.filter(({ id }) => stateOf(store.get(id)) !== "right");
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

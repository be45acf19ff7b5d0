// Questions that are asked before and after the lesson. The first time only the answer is kept: what is
// right is told when the question comes again.
/** @import { ExerciseListed, ExerciseSpec } from "../../state.js" */

export const LATER_HEADS = { right: "Answered.", "not yet": "Answered.", again: "Answered." };

/** @param {ExerciseSpec} spec */
export const asksLater = (spec) => spec.judged === "later";

// What is said to an answer: the first time nothing about it, the second time also what was answered first.
/** @param {ExerciseSpec} spec */
export function saidLater(spec, store, said) {
  if (asksLater(spec))
    return ["Your answer is kept. The same question comes again later, with the answer."];
  const first = spec.again ? store.get(spec.again).attempts[0] : null;
  return first ? [...said, `The first time you answered: “${first.words}”.`] : said;
}

// How the questions went that were asked twice: how many there are, how many were right the first time
// and now, and how many are still open; null if none was asked again yet.
/** @param {ExerciseListed[]} exercises */
export function gainOf(store, exercises) {
  const pairs = exercises.filter(({ again }) => again);
  const first = (id) => store.get(id).attempts[0];
  const now = pairs.filter(({ id }) => first(id));
  const right = (ids) => ids.filter((id) => first(id)?.right).length;
  if (!now.length) return null;
  return {
    all: now.length,
    before: right(now.map(({ again }) => again)),
    after: right(now.map(({ id }) => id)),
    open: pairs.length - now.length,
  };
}

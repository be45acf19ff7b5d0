// What is said to a point that was set for a place: how far it lies off, in which direction, and what
// is near it.
import { inverse, windOf } from "../../core/geo.js";
/** @import { ExerciseSpec } from "../../state.js" */

/**
 * Where the places of an exercise are, as its seal has it: `within` in km, points as [lon, lat].
 *
 * @typedef {object} Where
 * @property {number} within
 * @property {number[][]} places
 * @property {[string, number, number][]} near
 * @property {{ asked: number, at: number[], text: string }[]} mistakes
 */

/**
 * @param {ExerciseSpec} spec
 * @returns {Where}
 */
export function openWhere(spec, seal) {
  const where = JSON.parse(seal.unscramble(spec.where, "where"));
  const unit = isTown(where) ? 1e5 : 1e3;
  const degrees = where.near.split(" ").map((digits) => parseInt(digits, 36) / unit);
  const near = spec.near.map((name, n) => [name, degrees[2 * n], degrees[2 * n + 1]]);
  return { ...where, near };
}

/** @param {Where} where */
export const isFound = (where, n, point) => inverse(where.places[n], point).km <= where.within;

// What is said to the point that was set for the place `n`.
/**
 * @param {ExerciseSpec} spec
 * @param {Where} where
 */
export function saidOf(spec, where, n, point) {
  const name = spec.asked[n];
  const { km, bearing } = inverse(where.places[n], point);
  if (km <= where.within)
    return `${name}: found. Your point lies ${rounded(km, where)} km from it.`;
  const own = where.mistakes.filter(
    ({ asked, at }) => asked === n && inverse(at, point).km <= where.within,
  );
  return [
    `${name}: your point lies ${rounded(km, where)} km to the ${windOf(bearing)} of it.`,
    nearest(spec, where, n, point, "Nearest to your point is"),
    ...own.map(({ text }) => text),
  ]
    .filter(Boolean)
    .join(" ");
}

// The same for a list of answers: without numbers, so that like answers are counted together.
/**
 * @param {ExerciseSpec} spec
 * @param {Where} where
 */
export function inShort(spec, where, n, point) {
  const name = spec.asked[n];
  if (isFound(where, n, point)) return `${name}: found`;
  const { km } = inverse(where.places[n], point);
  const close = closest(where, point);
  return close.name === name
    ? `${name}: ${isTown(where) ? rounded(km, where) : Math.round(km / 10) * 10} km off`
    : `${name}: near ${close.name}`;
}

function nearest(spec, where, n, point, words) {
  const { name, km } = closest(where, point);
  if (name === spec.asked[n]) return "";
  const near = isTown(where) ? where.within : 3;
  return km < near
    ? `At your point lies ${name}.`
    : `${words} ${name}, ${rounded(km, where)} km away.`;
}

/** @param {Where} where */
function closest(where, point) {
  return where.near
    .map(([name, lon, lat]) => ({ name, km: inverse([lon, lat], point).km }))
    .reduce((best, one) => (one.km < best.km ? one : best));
}

// Where places are streets apart, whole kilometres and tenths of a degree say nothing.
/** @param {Where} where */
export const isTown = ({ within }) => within < 3;

/** @param {Where} where */
const rounded = (km, where) => {
  if (isTown(where) && km < 10) return Number(km.toFixed(km < 1 ? 2 : 1));
  return km < 20 ? Math.round(km) : Math.round(km / 5) * 5;
};

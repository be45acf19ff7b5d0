// Each value of the state stands once: in the page, or in what pages share. What a text, a list or an
// object consists of stands there as numbers: those of the page count from 0 up, those of all that is
// shared from -1 down. `publish/site/state.py` says how they are written.

/**
 * @typedef {object} Values
 * @property {any[]} atoms one may be a list of plain numbers
 * @property {number[][]} texts
 * @property {number[][]} lists
 * @property {number[][]} maps keys, then what stands under them
 * @property {[number, string[], number[]][]} tables how many objects, their keys, and the columns
 */

/**
 * Gives what makes a value of its number; anew each time, for a widget may change its state.
 * @param {Values} page
 * @param {(Values & { first: number })[]} shared of this page: how many values stand before them, too
 * @returns {(n: number) => any}
 */
export function unpacker(page, shared) {
  /** @type {(n: number) => any} */
  const value = (n) => (n < 0 ? common[-n - 1] : own[n])();
  const own = makersOf(page, value);
  /** @type {(() => any)[]} */
  const common = []; // with gaps: what only other pages have is not here
  for (const values of shared)
    makersOf(values, value).forEach((make, at) => (common[values.first + at] = make));
  return value;
}

/** @type {(values: Values, value: (n: number) => any) => (() => any)[]} */
function makersOf({ atoms, texts, lists, maps, tables }, value) {
  return [
    ...atoms.map((atom) => () => copyOf(atom)),
    ...texts.map(summed).map((row) => () => row.map(value).join("")),
    ...lists.map(summed).map((row) => () => row.map(value)),
    ...maps.map(summed).map((row) => () => {
      const under = row.slice(row.length / 2);
      return Object.fromEntries(under.map((n, k) => [value(row[k]), value(n)]));
    }),
    ...tables.flatMap(([count, keys, steps]) => {
      const columns = summed(steps);
      return Array.from(
        { length: count },
        (_, n) => () =>
          Object.fromEntries(keys.map((key, k) => [key, value(columns[k * count + n])])),
      );
    }),
  ];
}

function copyOf(atom) {
  return Array.isArray(atom) ? atom.map(copyOf) : atom;
}

/** @type {(row: number[]) => number[]} */
function summed(row) {
  let n = 0;
  return row.map((step) => (n += step));
}

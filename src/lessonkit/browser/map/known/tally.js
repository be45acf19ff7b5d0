// What rests on which source, counted for what a map shows on a day: how many marks name a source, how
// many would fall with it, how much fell with those that are off.
import { nameOf } from "../card.js";
/** @import { Evidence } from "./evidence.js" */

/**
 * @typedef {object} Tally
 * @property {number} places that some source carries, of all sources
 * @property {number} others marks that are no places
 * @property {number} fell
 * @property {string[]} single the places that rest on one source alone
 * @property {string[]} marks of those places, by their ids
 * @property {Map<number, number>} named by the number of a source
 * @property {Map<number, number>} alone
 */

// `isSeen` says whether a mark is in the part of the map that is seen, and its layer on.
/**
 * @param {Evidence} evidence
 * @returns {Tally}
 */
export function tallyOf(evidence, whole, day, isSeen) {
  /** @type {Tally} */
  const tally = {
    places: 0,
    others: 0,
    fell: 0,
    single: [],
    marks: [],
    named: new Map(),
    alone: new Map(),
  };
  const now = evidence.on(day);
  whole.by = evidence.by;
  for (const f of whole.on(day)) {
    const cites = whole.cites[f.n];
    if (f.isSaid || !cites.length || !isSeen(f)) continue;
    const card = evidence.spec.cards[f.id];
    const isPlace = Boolean(card?.holder_sources);
    tally[isPlace ? "places" : "others"] += 1;
    const known = cites.filter((n) => whole.sources[n].since <= evidence.by);
    for (const n of known) add(tally.named, n);
    if (!now.has(f)) {
      tally.fell += 1;
      continue;
    }
    const carrying = known.filter((n) => !evidence.off.has(n));
    if (carrying.length !== 1) continue;
    add(tally.alone, carrying[0]);
    if (!isPlace) continue;
    tally.single.push(nameOf(evidence.spec, card));
    tally.marks.push(f.id);
  }
  return tally;
}

const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

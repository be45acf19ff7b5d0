// What rests on which source, counted for what a map shows on a day: how many marks name a source, how
// many would fall with it, how much fell with those that are off.
/** @import { Evidence } from "./evidence.js" */

/**
 * Of all that rests on sources, `all` have one that was out; `fell` of them are not known by those
 * that are on; `single` of the others, by their ids and the names of their places, rest on one source
 * alone.
 *
 * @typedef {object} Count
 * @property {number} all
 * @property {number} fell
 * @property {{ id: string, name: string }[]} single
 *
 * @typedef {object} Tally
 * @property {Count} places of which some source says who held them
 * @property {Count} others marks that are no places
 * @property {Map<number, number>} named by the number of a source
 * @property {Map<number, number>} alone
 * @property {number | undefined} several the number under which sources of later days go
 */

// `isSeen` says whether a mark is in the part of the map that is seen, and its layer on. `whole` is the
// same evidence with all sources on.
/**
 * @param {Evidence} evidence
 * @param {Evidence} whole
 * @returns {Tally}
 */
export function tallyOf(evidence, whole, day, isSeen) {
  /** @type {Tally} */
  const tally = {
    places: noneYet(),
    others: noneYet(),
    named: new Map(),
    alone: new Map(),
    several: whole.several,
  };
  whole.by = evidence.by;
  const held = evidence.held(day);
  for (const [part, was] of whole.held(day)) {
    if (was === part.unknown || !isSeen(was)) continue;
    const own = evidence.parts.get(part.key);
    const now = held.get(own);
    const carrying = now === own.unknown ? null : evidence.carriersOf(own, now, day);
    weigh(tally, "places", whole.carriersOf(part, was, day), carrying, {
      id: now.id,
      name: part.name,
    });
  }
  for (const f of whole.others) {
    if (f.start > day || f.end < day || !whole.isKnown(f.n) || !isSeen(f)) continue;
    const cites = whole.outAmong(whole.cites[f.n]);
    const carrying = evidence.isKnown(f.n) ? cites.filter((n) => !evidence.off.has(n)) : null;
    weigh(tally, "others", cites, carrying, { id: f.id, name: "" });
  }
  return tally;
}

/** @returns {Count} */
const noneYet = () => ({ all: 0, fell: 0, single: [] });

// `carrying` are those of its sources that are on, or null if they do not carry it.
/** @param {Tally} tally */
function weigh(tally, what, cites, carrying, mark) {
  if (!cites.length) return;
  const count = tally[what];
  count.all += 1;
  for (const n of cites) add(tally.named, n);
  if (!carrying) count.fell += 1;
  if (carrying?.length !== 1) return;
  add(tally.alone, carrying[0]);
  if (carrying[0] === tally.several) return;
  count.single.push(mark);
}

const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

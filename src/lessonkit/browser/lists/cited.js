// Who says what an entry of a list tells: of its sources those that are switched on, and that were out
// by the second clock of the map.
/** @import { Item, ListSpec } from "../state.js" */
/** @import { Evidence } from "../map/known/evidence.js" */

const NAMED = 2; // so many at most are named in the row of an entry; its detail has all

/**
 * @param {Item} item
 * @param {ListSpec} spec
 * @param {Evidence | null} evidence
 * @param {string} how "publisher" or "citation"
 */
export function citedBy({ says }, spec, evidence, how) {
  const known = evidence?.knownAmong(says) ?? says;
  return [...new Set(known.map((id) => spec.sources[id][how]))];
}

// The first of them, as the row of an entry names them.
/**
 * @param {Item} item
 * @param {ListSpec} spec
 * @param {Evidence | null} evidence
 */
export function firstOf(item, spec, evidence) {
  const names = citedBy(item, spec, evidence, "publisher");
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return names.slice(0, NAMED).join("; ") + rest;
}

// What the second clock and the switches of sources change, in words.
import { isoDay, pointInWords } from "../../core/dates.js";
import { NOW } from "./evidence.js";
/** @import { Evidence } from "./evidence.js" */

const NAMES = 3; // so many places are named, the rest counted
const BOUND = "A source's day is the latest possible: what it tells may have been known before.";

// A function that says what a map shows on a day by what was known: first what changed since it was
// asked before on the same day.
/** @param {Evidence} evidence */
export function tellerOf(evidence) {
  let before = { day: NaN, held: new Map() };
  return (day) => {
    const held = evidence.held(day);
    const since = before.day === day ? changesOf(evidence, before.held, held) : "";
    before = { day, held };
    return [since, knownOf(evidence, day, held), otherwiseOf(evidence, day), boundOf(evidence)]
      .filter(Boolean)
      .join(" ");
  };
}

/** @param {Evidence} evidence */
function shortOf(evidence, f) {
  return evidence.spec.layers.find(({ id }) => id === f.layer).short;
}

/** @param {Evidence} evidence */
function changesOf(evidence, before, held) {
  const [came, fell, turned] = [[], [], []];
  for (const [part, f] of held) {
    const was = before.get(part);
    if (!was || was === f) continue;
    if (f === part.unknown) fell.push(part);
    else if (was === part.unknown) came.push(part);
    else if (was.layer !== f.layer)
      turned.push(`${part.name} changes from ${shortOf(evidence, was)} to ${shortOf(evidence, f)}`);
  }
  const said = [
    ...turned.slice(0, NAMES),
    ...(turned.length > NAMES ? [`${turned.length - NAMES} more change`] : []),
    ...(came.length ? [`now known: ${namesOf(came)}`] : []),
    ...(fell.length ? [`no longer known: ${namesOf(fell)}`] : []),
  ];
  if (!said.length) return "";
  const text = said.join("; ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function namesOf(parts) {
  const shown = parts.slice(0, parts.length > NAMES + 1 ? NAMES : NAMES + 1);
  const rest = parts.length - shown.length;
  return shown.map(({ name }) => name).join(", ") + (rest ? ` and ${rest} more` : "");
}

/** @param {Evidence} evidence */
function knownOf(evidence, day, held) {
  const rows = [...held].filter(([part]) => !isRowUnknown(evidence, part, day));
  const fell = rows.filter(([part, f]) => f === part.unknown).length;
  const when =
    evidence.by === NOW
      ? "By the sources that are on"
      : `By ${pointInWords(isoDay(evidence.by, evidence.spec.step), { isEnd: true })}`;
  // A lesson in which nobody holds a place has events, lines and zones alone: nothing to count.
  if (!rows.length)
    return evidence.by === NOW
      ? "The map shows only what the sources that are on tell."
      : `${when}: the map shows only what had been told by then.`;
  if (!fell) return `${when} all ${rows.length} places of this ${evidence.spec.step} are known.`;
  return `${when} ${fell} of ${rows.length} places are not known.`;
}

/** @param {Evidence} evidence */
function isRowUnknown(evidence, part, day) {
  const row = part.rows.find((f) => f.start <= day && day <= f.end);
  return row.holder === evidence.unknown;
}

/** @param {Evidence} evidence */
function otherwiseOf(evidence, day) {
  const parts = evidence.otherwise(day);
  if (!parts.length) return "";
  return `Said otherwise later (in corners): ${namesOf(parts)}.`;
}

/** @param {Evidence} evidence */
const boundOf = ({ by }) => (by === NOW ? "" : BOUND);

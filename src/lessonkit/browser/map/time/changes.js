// What changed on the map between two days, in one sentence.
import { dayNumber, shortDay } from "../../core/dates.js";
/** @import { Card, MapOnPage } from "../../state.js" */

const MOST = 2; // so many changes are told; the rest are counted
const NAMES = 3; // so many places of a change

// `features` are those of the stage: id, start and end as day numbers.
/** @param {MapOnPage} spec */
export function changeSince(spec, features, before, now) {
  const found = [
    ...handovers(spec, features, before, now),
    ...drawings(spec, features, before, now),
  ];
  if (!found.length) return `No mark changed since ${shortDay(before)}.`;
  const rest = found.slice(MOST).reduce((sum, { count }) => sum + count, 0);
  const told = found.slice(0, MOST).map(({ words }) => words);
  return `Since ${shortDay(before)}: ${told.join("; ")}${rest ? `; and ${rest} more` : ""}.`;
}

// Places that changed from one holder to another go together, the most first.
/** @param {MapOnPage} spec */
function handovers(spec, features, before, now) {
  const short = new Map(spec.layers.map((layer) => [layer.id, layer.short]));
  const [was, is] = [before, now].map((iso) =>
    holdersOn(spec, features, dayNumber(iso, spec.step)),
  );
  const groups = new Map();
  for (const [key, { id, layer }] of is) {
    if (!was.has(key) || was.get(key).layer === layer) continue;
    const change = `from ${short.get(was.get(key).layer)} to ${short.get(layer)}`;
    const { place, part } = spec.cards[id];
    const name = spec.places[place].title + (part ? ` (${part})` : "");
    groups.set(change, [...(groups.get(change) ?? []), name]);
  }
  return [...groups]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([change, names]) => ({
      count: names.length,
      words: `${listed(names)} ${names.length > 1 ? "change" : "changes"} ${change}`,
    }));
}

function listed(names) {
  if (names.length === 1) return names[0];
  const shown = names.slice(0, names.length > NAMES + 1 ? NAMES : -1);
  const rest = names.length - shown.length;
  return `${shown.join(", ")} and ${rest > 1 ? `${rest} more` : names.at(-1)}`;
}

// The mark of its holder by place and part.
/** @param {MapOnPage} spec */
function holdersOn(spec, features, day) {
  /** @param {Card} card */
  const key = ({ place, part }) => `${place}/${part ?? ""}`;
  return new Map(
    features
      .filter((f) => f.start <= day && day <= f.end && spec.cards[f.id]?.holder_sources)
      .map((f) => [key(spec.cards[f.id]), f]),
  );
}

// Zones, routes and the like that came or went. Events have their own sentence.
/** @param {MapOnPage} spec */
function drawings(spec, features, before, now) {
  const [from, to] = [before, now].map((iso) => dayNumber(iso, spec.step));
  const isOther = ({ id }) => {
    const card = spec.cards[id];
    return card && !card.holder_sources && !card.event;
  };
  const came = features.filter((f) => isOther(f) && from < f.start && f.start <= to && to <= f.end);
  const went = features.filter((f) => isOther(f) && from <= f.end && f.end < to && f.start <= from);
  return [
    ...came.map((f) => ({ count: 1, words: `new on the map: ${spec.cards[f.id].title}` })),
    ...went.map((f) => ({ count: 1, words: `no longer on the map: ${spec.cards[f.id].title}` })),
  ];
}

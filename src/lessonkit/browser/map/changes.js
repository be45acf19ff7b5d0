// What changed on the map between two days, in one sentence.
import { dayNumber, shortDay } from "../core/dates.js";
/** @import { MapOnPage } from "../state.js" */

const MOST = 3; // so many changes are named, the rest are counted

// `features` are those of the stage: id, start and end as day numbers.
/** @param {MapOnPage} spec */
export function changeSince(spec, features, before, now) {
  const found = [
    ...handovers(spec, features, before, now),
    ...drawings(spec, features, before, now),
  ];
  if (!found.length) return `No mark changed since ${shortDay(before)}.`;
  const rest = found.length - MOST;
  return (
    `Since ${shortDay(before)}: ${found.slice(0, MOST).join("; ")}` +
    `${rest > 0 ? `; and ${rest} more` : ""}.`
  );
}

/** @param {MapOnPage} spec */
function handovers(spec, features, before, now) {
  const [was, is] = [before, now].map((iso) => holdersOn(spec, features, dayNumber(iso)));
  return [...is]
    .filter(([key, card]) => was.has(key) && was.get(key).holder !== card.holder)
    .map(([key, card]) => {
      const name = spec.places[card.place].title + (card.part ? ` (${card.part})` : "");
      return `${name} from ${was.get(key).holder} to ${card.holder}`;
    });
}

/** @param {MapOnPage} spec */
function holdersOn(spec, features, day) {
  const held = features
    .filter((f) => f.start <= day && day <= f.end)
    .map((f) => spec.cards[f.id])
    .filter((card) => card?.holder_sources);
  return new Map(held.map((card) => [`${card.place}/${card.part ?? ""}`, card]));
}

// Zones, routes and the like that came or went. Events have their own sentence.
/** @param {MapOnPage} spec */
function drawings(spec, features, before, now) {
  const [from, to] = [dayNumber(before), dayNumber(now)];
  const isOther = ({ id }) => {
    const card = spec.cards[id];
    return card && !card.holder_sources && !card.event;
  };
  const came = features.filter((f) => isOther(f) && from < f.start && f.start <= to && to <= f.end);
  const went = features.filter((f) => isOther(f) && from <= f.end && f.end < to && f.start <= from);
  return [
    ...came.map((f) => `new on the map: ${spec.cards[f.id].title}`),
    ...went.map((f) => `no longer on the map: ${spec.cards[f.id].title}`),
  ];
}

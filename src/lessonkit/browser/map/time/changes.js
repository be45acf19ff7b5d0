// What changed on the map between two days, in one sentence.
import { dayNumber, shortDay } from "../../core/dates.js";
import { nameOf } from "../card.js";
/** @import { Card, MapOnPage } from "../../state.js" */

const MOST = 2; // so many changes are told; the rest are counted
const NAMES = 3; // so many places of a change

// `features` are those of the stage: id, start and end as day numbers.
/** @param {MapOnPage} spec */
export function changeSince(spec, features, before, now) {
  const found = [
    ...handovers(spec, features, before, now),
    ...newValues(spec, features, before, now),
    ...drawings(spec, features, before, now),
  ];
  if (!found.length) return `No mark changed since ${shortDay(before)}.`;
  const most = found.length === MOST + 1 ? found.length : MOST; // its words are as short as "and 1 more"
  const rest = found.slice(most).reduce((sum, { count }) => sum + count, 0);
  const told = found.slice(0, most).map(({ words }) => words);
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
    groups.set(change, [...(groups.get(change) ?? []), nameOf(spec, spec.cards[id])]);
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

// The mark of its holder by place and part; a zone goes by its name, for its rows have ids of their own.
/** @param {MapOnPage} spec */
function holdersOn(spec, features, day) {
  /** @param {Card} card */
  const key = ({ place, part, title }) => `${place ?? title}/${part ?? ""}`;
  return new Map(
    features
      .filter((f) => f.start <= day && day <= f.end && isHeld(spec.cards[f.id]))
      .map((f) => [key(spec.cards[f.id]), f]),
  );
}

/** @param {Card} card */
const isHeld = (card) => card?.holder_sources || (card?.zone && card.holder);

const UNKNOWN = "not known"; // as `maps/values/states.py` writes it

// Values that are others now: one in words, several by their measure. Those that end have their own
// words: what is not known any more is no new value.
/** @param {MapOnPage} spec */
function newValues(spec, features, before, now) {
  const [was, is] = [before, now].map((iso) => valuesOn(spec, features, dayNumber(iso, spec.step)));
  const groups = new Map();
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const { measure, name } = is.get(key) ?? was.get(key);
    const [old, value] = [was, is].map((values) => values.get(key)?.value ?? UNKNOWN);
    if (old === value) continue;
    const ends = value === UNKNOWN;
    const group = `${ends}/${measure}`;
    const found = groups.get(group) ?? { ends, measure, words: [] };
    found.words.push(
      ends
        ? `${measure} of ${name} is no longer known`
        : `${measure} of ${name} changes from ${old} to ${value}`,
    );
    groups.set(group, found);
  }
  return [...groups.values()].map(({ ends, measure, words }) => ({
    count: words.length,
    words: words.length > 1 ? `${words.length} ${severalOf(measure, ends)}` : words[0],
  }));
}

const severalOf = (measure, ends) =>
  ends ? `values of ${measure} are no longer known` : `new values of ${measure}`;

/** @param {MapOnPage} spec */
function valuesOn(spec, features, day) {
  const shown = features.filter((f) => f.start <= day && day <= f.end);
  const cards = shown.map((f) => spec.cards[f.id]).filter((card) => card?.value);
  return new Map(
    cards.map((card) => [
      `${card.measure}/${card.zone ?? card.place}`,
      { ...card, name: card.place ? spec.places[card.place].title : card.title },
    ]),
  );
}

// Zones, routes and the like that came or went. Events have their own sentence.
/** @param {MapOnPage} spec */
function drawings(spec, features, before, now) {
  const [from, to] = [before, now].map((iso) => dayNumber(iso, spec.step));
  const isOther = ({ id }) => {
    const card = spec.cards[id];
    return card && !card.holder_sources && !card.event && !card.value;
  };
  const handed = new Set(holdersOn(spec, features, from).keys());
  const stays = holdersOn(spec, features, to);
  const isHanded = ({ id }) => {
    const { zone, title } = spec.cards[id];
    return zone && handed.has(`${title}/`) && stays.has(`${title}/`);
  };
  const came = features.filter((f) => isOther(f) && from < f.start && f.start <= to && to <= f.end);
  const went = features.filter((f) => isOther(f) && from <= f.end && f.end < to && f.start <= from);
  const told = (found) => found.filter((f) => !isHanded(f));
  return [
    ...told(came).map((f) => ({ count: 1, words: `new on the map: ${spec.cards[f.id].title}` })),
    ...told(went).map((f) => ({
      count: 1,
      words: `no longer on the map: ${spec.cards[f.id].title}`,
    })),
  ];
}

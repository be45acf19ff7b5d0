// What changed on the map between two days, in one sentence.
import { dayNumber, pointInWords } from "../../core/dates.js";
import { nameOf } from "../card.js";
import { groupedBy } from "../../core/groups.js";
/** @import { Card, MapOnPage } from "../../state.js" */

const MOST = 2; // so many changes are told; the rest are counted
const NAMES = 3; // so many places of a change

// Gives what tells in one sentence what changed between two days. `features` are those of the stage:
// id, start and end as day numbers. They are sorted once, as a reader who plays asks at each step.
// `named` are the titles of the events that the words before the sentence have already.
/** @param {MapOnPage} spec */
export function changesOf(spec, features) {
  const cardOf = (f) => spec.cards[f.id];
  const held = features
    .filter((f) => isHeld(cardOf(f)))
    .map((f) => ({ ...daysOf(f), key: keyOf(cardOf(f)), layer: f.layer, card: cardOf(f) }));
  const valued = features
    .filter((f) => cardOf(f)?.value)
    .map((f) => ({ ...daysOf(f), ...valueOf(spec, cardOf(f)) }));
  const drawn = features
    .filter((f) => isOther(cardOf(f)))
    .map((f) => ({ ...daysOf(f), card: cardOf(f), node: f.point ? null : f.node }));
  const holders = groupedBy(held, ({ key }) => key);
  const isHeldOn = (key, day) => holders.get(key)?.some((row) => isOn(row, day));
  return (before, now, named = new Set()) => {
    const [from, to] = [before, now].map((iso) => dayNumber(iso, spec.step));
    const [wasHeld, isHeldNow] = turned(held, from, to);
    const [hadValue, hasValue] = turned(valued, from, to);
    const found = [
      ...handovers(spec, wasHeld, isHeldNow),
      ...newValues(hadValue, hasValue),
      ...comings(spec, wasHeld, isHeldNow),
      ...drawings(spec, drawn, from, to, (key) => isHeldOn(key, from) && isHeldOn(key, to)),
    ];
    const isNamed = ({ event }) => event && named.has(event);
    const rest = found.filter((one) => !isNamed(one));
    return sentenceOf(rest, { before, now, hasMore: rest.length < found.length });
  };
}

const isOn = ({ start, end }, day) => start <= day && day <= end;

// The rows of two days by their keys, of those keys alone of which a row began or ended between them:
// most stay as they are from one day to the next.
function turned(rows, from, to) {
  const keys = new Set();
  for (const row of rows) if (isOn(row, from) !== isOn(row, to)) keys.add(row.key);
  const some = rows.filter(({ key }) => keys.has(key));
  return [from, to].map(
    (day) => new Map(some.filter((row) => isOn(row, day)).map((row) => [row.key, row])),
  );
}

const daysOf = ({ start, end }) => ({ start, end });

function sentenceOf(found, { before, now, hasMore }) {
  const since = pointInWords(before, { beside: now });
  if (!found.length) return `No ${hasMore ? "other " : ""}mark changed since ${since}.`;
  // Its words are as short as "and 1 more"
  const most = found.length === MOST + 1 ? found.length : MOST;
  const rest = found.slice(most).reduce((sum, { count }) => sum + count, 0);
  const told = found.slice(0, most).map(({ words }) => words);
  return `Since ${since}: ${told.join("; ")}${rest ? `; and ${rest} more` : ""}.`;
}

// Places that changed from one holder to another go together, the most first.
/** @param {MapOnPage} spec */
function handovers(spec, was, is) {
  const short = new Map(spec.layers.map((layer) => [layer.id, layer.short]));
  const changed = [...is].filter(
    ([key, { layer }]) => was.has(key) && was.get(key).layer !== layer,
  );
  const wordsOf = ([key, { layer }]) =>
    `from ${short.get(was.get(key).layer)} to ${short.get(layer)}`;
  return [...groupedBy(changed, wordsOf)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([change, rows]) => {
      const names = listed(rows.map(([, { card }]) => nameOf(spec, card)));
      const verb = rows.length > 1 ? "change" : "changes";
      return { count: rows.length, words: `${names} ${verb} ${change}` };
    });
}

// Places of which nobody was said to hold them before, or of which nobody is now. Zones are drawings.
/** @param {MapOnPage} spec */
function comings(spec, was, is) {
  const namesOf = (some, others) =>
    [...some]
      .filter(([key, { card }]) => !others.has(key) && !card.zone)
      .map(([, { card }]) => nameOf(spec, card));
  return [
    ["new on the map", namesOf(is, was)],
    ["no longer on the map", namesOf(was, is)],
  ]
    .filter(([, names]) => names.length)
    .map(([words, names]) => ({ count: names.length, words: `${words}: ${listed(names)}` }));
}

function listed(names) {
  if (names.length === 1) return names[0];
  const shown = names.slice(0, names.length > NAMES + 1 ? NAMES : -1);
  const rest = names.length - shown.length;
  return `${shown.join(", ")} and ${rest > 1 ? `${rest} more` : names.at(-1)}`;
}

// The mark of its holder by place and part; a zone goes by its name, for its rows have ids of their own.
/** @param {Card} card */
const keyOf = ({ place, part, title }) => `${place ?? title}/${part ?? ""}`;

/** @param {Card} card */
const isHeld = (card) => card?.holder_sources || (card?.zone && card.holder);

// As `maps/values/states.py` writes it
const UNKNOWN = "not known";

// Values that are others now: one in words, several by their measure. Those that end have their own
// words: what is not known any more is no new value.
function newValues(was, is) {
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

/**
 * @param {MapOnPage} spec
 * @param {Card} card
 */
function valueOf(spec, { measure, value, zone, place, title }) {
  const name = place ? spec.places[place].title : title;
  return { key: `${measure}/${zone ?? place}`, measure, value, name };
}

/** @param {Card} card */
const isOther = (card) => card && !card.holder_sources && !card.value;

// The lines of a way or an area on the map, which features may share; a point and an event have none.
const linesOf = ({ card, node }) =>
  card.event
    ? ""
    : [...(node?.querySelectorAll("path, use") ?? [])]
        .map((one) => one.getAttribute("d") ?? one.getAttribute("href"))
        .join(" ");

// Events, zones, routes and the like that came or went. A zone that another holds now has its own words.
/** @param {MapOnPage} spec */
function drawings(spec, drawn, from, to, isHanded) {
  const isTold = ({ card }) => !(card.zone && isHanded(`${card.title}/`));
  const came = drawn.filter(
    (one) => from < one.start && one.start <= to && to <= one.end && isTold(one),
  );
  const went = drawn.filter(
    (one) => from <= one.end && one.end < to && one.start <= from && isTold(one),
  );
  const changed = turnedInto(came, went);
  const isNew = (one) => !changed.some((pair) => pair.includes(one));
  return [
    ...changed.map(([{ card: was }, { card: is }]) => ({
      count: 1,
      words: turnedWords(was, is),
    })),
    ...came.filter(isNew).map(({ card }) => ({
      count: 1,
      words: `new on the map: ${titleOf(spec, card)}`,
      event: card.event && card.title,
    })),
    ...went.filter(isNew).map(({ card }) => ({
      count: 1,
      words: `no longer ${card.event ? "marked" : "on the map"}: ${titleOf(spec, card)}`,
    })),
  ];
}

const turnedWords = (was, is) => {
  if (is.title !== was.title) return `${was.title} is now: ${is.title}`;
  return is.kind === was.kind
    ? `changed on the map: ${is.title}`
    : `${is.title} is now: ${is.kind}`;
};

// A way that is closed now is still there: what went and what came are the same lines on the map.
function turnedInto(came, went) {
  return came.flatMap((is) => {
    const lines = linesOf(is);
    const was = lines && went.find((one) => linesOf(one) === lines);
    return was ? [[was, is]] : [];
  });
}

// The title of an event that is at a place, too, is its own. It tells what happened: in marks of its own,
// so that nobody reads that this is no longer so; and only its mark goes, for a fire may burn on.
/**
 * @param {MapOnPage} spec
 * @param {Card} card
 */
const titleOf = (spec, card) =>
  card.event ? `the event \u201c${card.title}\u201d` : (card.title ?? nameOf(spec, card));

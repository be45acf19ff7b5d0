// What the marks of a map rest on, and which of them are known: by the sources that are switched on,
// and by a second clock beside the day that is shown. All days are numbers that Python made
// (`control/known.py`); here they are only compared.
import { groupedBy } from "../../core/groups.js";
/** @import { Card, Evidence as EvidenceOnPage, MapOnPage } from "../../state.js" */

// As in `lesson.py`: all sources of later days go by this one name
const LATER = "later-source";
export const NOW = Number.MAX_SAFE_INTEGER; // the clock is off: all that is known today

/**
 * That a holder had a part of a place on some days, said on a day: by a row of the table, whose mark
 * is `feature`, or by a report.
 *
 * @typedef {{ said: number, start: number, end: number, holder: string, sources: number[], feature?: any }} Word
 */

export class Evidence {
  /**
   * @param {MapOnPage} spec
   * @param {any[]} features those of the stage, in the order of the drawing
   */
  constructor(spec, features) {
    const told = /** @type {EvidenceOnPage} */ (spec.evidence);
    this.spec = spec;
    this.features = features;
    this.sources = told.sources;
    this.cites = told.marks;
    this.unknown = told.unknown;
    this.hasClock = told.clock;
    this.numbers = new Map(told.sources.map(({ id }, n) => [id, n]));
    this.several = this.numbers.get(LATER); // one name, but nobody can say that it is one source
    for (const n of told.said) features[n].isSaid = true;
    this.parts = partsOf(spec, features);
    this.others = features.filter((f) => !f.isSaid && !this.parts.has(keyOf(spec.cards[f.id])));
    this.reportsOf = groupedBy(
      told.reports.filter(({ place }) => place),
      ({ place, part }) => `${place}/${part}`,
    );
    this.reportsOfEvent = groupedBy(
      told.reports.filter(({ event, tells }) => event && tells),
      ({ event }) => event,
    );
    this.tellings = features.map((f) => this.reportsOfEvent.get(eventOf(spec, f))); // of each mark
    this.from = new Float64Array(features.length); // the day from which each mark is known
    this.by = NOW;
    this.isTwo = false;
    this.off = new Set();
    this.found = new Map();
    this.eventFrom = new Map(); // the day from which each event is known
    this.weigh();
  }

  // `off` are the numbers of the sources that are switched off; `isTwo` keeps what two sides say.
  setSources(off, isTwo) {
    if (
      isTwo === this.isTwo &&
      off.size === this.off.size &&
      [...off].every((n) => this.off.has(n))
    )
      return;
    this.off = off;
    this.isTwo = isTwo;
    this.weigh();
  }

  weigh() {
    this.found.clear();
    this.cites.forEach((cites, n) => {
      this.from[n] = this.knownFrom(cites, this.tellings[n]);
    });
    for (const [id, { start, sources }] of Object.entries(this.spec.evidence.events)) {
      const cites = sources.map((one) => this.numbers.get(one));
      this.eventFrom.set(id, Math.max(start, this.knownFrom(cites, this.reportsOfEvent.get(id))));
    }
  }

  // The first day on which one source was out, or one of each of two sides. What rests on no source
  // is always there. A report was there on the day on which it was made.
  knownFrom(cites, reports = []) {
    if (!cites.length) return -Infinity;
    const days = cites
      .filter((n) => !this.off.has(n))
      .map((n) => ({ day: this.sources[n].since, side: this.sources[n].side }));
    for (const { said, sources } of reports)
      for (const n of sources)
        if (!this.off.has(n)) days.push({ day: said, side: this.sources[n].side });
    if (!this.isTwo) return days.reduce((least, { day }) => Math.min(least, day), Infinity);
    const first = new Map();
    for (const { day, side } of days)
      if (side) first.set(side, Math.min(day, first.get(side) ?? Infinity));
    return [...first.values()].toSorted((a, b) => a - b)[1] ?? Infinity;
  }

  isKnown(n, by = this.by) {
    return this.from[n] <= by;
  }

  // Whether somebody tells of an event, with a mark or without.
  isTold(event, by = this.by) {
    return (this.eventFrom.get(event) ?? -Infinity) <= by;
  }

  // Of some sources, by their ids, those that are switched on.
  onAmong(ids) {
    return ids.filter((id) => !this.off.has(this.numbers.get(id)));
  }

  // Of those the ones that were out.
  knownAmong(ids) {
    return this.onAmong(ids).filter((id) => {
      const n = this.numbers.get(id);
      return n === undefined || this.sources[n].since <= this.by;
    });
  }

  // The numbers of the sources on which it rests who held a part of a place, as its mark has it.
  carriersOf(part, f, day) {
    const ids = f.isSaid
      ? this.wordsOf(part, day, this.by)
          .filter(({ holder }) => holder === f.holder)
          .flatMap(({ sources }) => sources)
      : this.outAmong(this.cites[f.n]);
    return [...new Set(ids)].filter((n) => !this.off.has(n));
  }

  // Of the numbers of sources those that were out.
  outAmong(numbers) {
    return numbers.filter((n) => this.sources[n].since <= this.by);
  }

  get isActive() {
    return this.by !== NOW || this.off.size > 0 || this.isTwo;
  }

  // The features that show on a day.
  on(day) {
    const shown = new Set(this.held(day).values());
    for (const f of this.others) if (holds(f, day) && this.isKnown(f.n)) shown.add(f);
    return shown;
  }

  // The mark of each part of a place on a day.
  held(day) {
    return this.once("held", day, () => {
      const held = new Map();
      for (const part of this.parts.values()) {
        const one = this.shownOf(part, day);
        if (one) held.set(part, one);
      }
      return held;
    });
  }

  // What was found last is kept, for map and words ask the same of the same day.
  once(what, day, find) {
    const when = `${day} ${this.by}`;
    if (this.found.get(what)?.when !== when) this.found.set(what, { when, all: find() });
    return this.found.get(what).all;
  }

  // The mark of a part of a place: that of its row, of what was reported, or of not known.
  shownOf(part, day, by = this.by) {
    const row = part.rows.find((f) => holds(f, day));
    if (!row) return null;
    const reports = by === NOW ? undefined : this.reportsOf.get(part.key);
    if (!reports) return this.isKnown(row.n, by) ? row : part.unknown;
    const holder = this.lastOf(this.wordsOf(part, day, by), by);
    if (holder === row.holder) return row;
    return part.said.get(holder) ?? part.unknown;
  }

  // All that was said by a day of who held a part on a day, in the order of saying; on one day, rows
  // of the table first.
  /** @returns {Word[]} */
  wordsOf(part, day, by) {
    const rows = part.rows.map((f) => ({
      said: Math.max(this.from[f.n], f.start),
      start: f.start,
      end: f.end,
      holder: f.holder,
      sources: this.cites[f.n].filter((n) => !this.off.has(n)),
      feature: f,
    }));
    const reports = (this.reportsOf.get(part.key) ?? [])
      .filter(({ holder }) => holder)
      .map(({ said, days: [start, end], holder, sources }) => ({
        said,
        start: start ?? -Infinity,
        end: end ?? Infinity,
        holder,
        sources: sources.filter((n) => !this.off.has(n)),
      }));
    return [...rows, ...reports.filter(({ sources }) => sources.length)]
      .filter(({ said, start, end }) => said <= by && start <= day && day <= end)
      .toSorted((a, b) => a.said - b.said);
  }

  // The holder by the last word; with two sides, by the last that two of them say.
  lastOf(words, by) {
    if (!this.isTwo) return words.at(-1)?.holder ?? "";
    const sides = new Map();
    for (const { holder, sources } of words)
      for (const n of sources) {
        const { side, since } = this.sources[n];
        if (side && since <= by) sides.set(holder, (sides.get(holder) ?? new Set()).add(side));
      }
    return words.findLast(({ holder }) => sides.get(holder)?.size > 1)?.holder ?? "";
  }

  // The parts that another holder is said to have had on a day, once more is known; and their marks.
  otherwise(day) {
    if (this.by === NOW) return [];
    return this.once("otherwise", day, () =>
      [...this.reportsOf.keys()]
        .map((key) => this.parts.get(key))
        .filter((part) => part && this.holdersLater(part, day).length > 1),
    );
  }

  otherwiseOn(day) {
    return new Set(this.otherwise(day).map((part) => this.shownOf(part, day)));
  }

  // The holders that a part is said to have on a day, one after the other, as more becomes known.
  holdersLater(part, day) {
    const reports = this.reportsOf.get(part.key);
    const row = part.rows.find((f) => holds(f, day));
    if (!reports || !row || this.by === NOW) return [];
    const days = this.wordsOf(part, day, NOW - 1).map(({ said }) => said);
    const told = [this.by, ...days.filter((said) => said > this.by)]
      .map((by) => this.shownOf(part, day, by))
      .filter((f) => f && f !== part.unknown)
      .map(({ holder }) => holder);
    return [...new Set([...told, row.holder])];
  }
}

const holds = (f, day) => f.start <= day && day <= f.end;

/** @param {Card} card */
const keyOf = (card) =>
  card?.holder && card.place && !card.event ? `${card.place}/${card.part ?? ""}` : "";

/**
 * @param {MapOnPage} spec
 * @param {Card} card
 */
const nameOf = (spec, { place, part }) => spec.places[place].title + (part ? ` (${part})` : "");

/** @param {MapOnPage} spec */
const eventOf = (spec, f) => spec.cards[f.id]?.event;

// The marks of holders by place and part: those of rows of the table, those of what was only said.
/** @param {MapOnPage} spec */
function partsOf(spec, features) {
  const parts = new Map();
  features.forEach((f, n) => {
    f.n = n;
    const card = spec.cards[f.id];
    const key = keyOf(card);
    if (!key) return;
    if (!parts.has(key))
      parts.set(key, { key, name: nameOf(spec, card), rows: [], said: new Map(), unknown: null });
    const part = parts.get(key);
    f.holder = card.holder;
    if (!f.isSaid) part.rows.push(f);
    else if (f.holder === spec.evidence?.unknown) part.unknown = f;
    else part.said.set(f.holder, f);
  });
  return parts;
}

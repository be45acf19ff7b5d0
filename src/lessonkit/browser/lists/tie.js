// What ties a list to its map: which mark shows a place or an event, which day a date means, and
// in words what the map did. Nothing is silent: what the map cannot show is said.
import { isOfPlace } from "../map/card.js";
import { dayNumber, isoDay, shortDay } from "../core/dates.js";
/** @import { Item, MapState, Model, ListSpec } from "../state.js" */
/** @import { Stage } from "../map/stage.js" */

export class Tie {
  /**
   * @param {Model<MapState>} model
   * @param {Stage} stage
   * @param {ListSpec} list
   */
  constructor(model, stage, list) {
    this.model = model;
    this.stage = stage;
    this.list = list;
    this.spec = model.get("spec");
    this.layers = new Map(this.spec.layers.map((layer) => [layer.id, layer]));
  }

  // What the selected mark of the map stands for: a place, an event, or neither.
  subject() {
    const id = this.model.get("selected");
    const card = this.spec.cards[id];
    if (!card) return null;
    if (isOfPlace(card))
      return { kind: "place", id: card.place, title: this.spec.places[card.place].title };
    return { kind: card.event ? "event" : "", id: card.event ?? id, title: card.title };
  }

  // Show an entry: its day, and the first of its marks that the map has. Says what it did.
  /** @param {Item} item */
  show(item) {
    const noun = this.list.nouns[0];
    const day = this.goTo(item.when, item.when_words, noun);
    const at = item.marks.findIndex(([kind, id]) => this.markOf(kind, id));
    if (at < 0) this.set({ selected: "" });
    const place = at < 0 ? this.missing(item, noun) : this.select(...item.marks[at]);
    const isPlaceOnly = at > 0 && item.marks[0][0] === "event";
    return `${isPlaceOnly ? `The ${noun} has no mark here. ` : ""}${place} ${day}`;
  }

  // Take away the mark that an entry set, unless a reader has chosen another one since.
  end(told) {
    if (told && told === this.model.get("selected")) this.set({ selected: "" });
    return "";
  }

  // Show one place or event that an entry names.
  showOne(kind, id) {
    const event = this.list.events[id];
    const day = kind === "event" ? this.goTo([event.start, event.end], event.day, "event") : "";
    return `${this.select(kind, id)} ${day}`;
  }

  has(kind, id) {
    return Boolean(this.markOf(kind, id));
  }

  // ---- Marks ------------------------------------------------------------------------------------

  tableOf(feature) {
    return this.layers.get(this.stage.byId.get(feature)?.layer)?.table;
  }

  // The mark of a place or an event: best one that shows now, and of the place before its holder.
  markOf(kind, id) {
    const isIt =
      kind === "event"
        ? ([, card]) => card.event === id
        : ([, card]) => isOfPlace(card) && card.place === id;
    const marks = Object.entries(this.spec.cards)
      .filter(isIt)
      .map(([key]) => this.stage.byId.get(key))
      .filter(Boolean);
    const rank = (f) =>
      4 * Number(f.holds) +
      2 * Number(this.stage.visible.has(f.layer)) +
      Number(this.tableOf(f.id) !== "control");
    return marks.toSorted((a, b) => rank(b) - rank(a))[0];
  }

  // All marks of an entry that the map has.
  /** @param {Item} item */
  marksOf(item) {
    const marks = item.marks.map(([kind, id]) => this.markOf(kind, id));
    return marks.filter(Boolean).map(({ id }) => id);
  }

  select(kind, id) {
    const mark = this.markOf(kind, id);
    const visible = this.model.get("visible");
    const isOff = !visible.includes(mark.layer);
    // In the order of the legend, as the model keeps them.
    if (isOff)
      this.set({
        visible: [...this.layers.keys()].filter(
          (one) => one === mark.layer || visible.includes(one),
        ),
      });
    this.set({ selected: mark.id });
    const said = `${kind === "event" ? "The event" : this.list.places[id].title} is marked on the map.`;
    return isOff ? `${said} Its layer, ${this.layers.get(mark.layer).label}, is now on.` : said;
  }

  missing({ marks }, noun) {
    const titles = marks
      .filter(([kind]) => kind === "place")
      .map(([, id]) => this.list.places[id].title);
    const others = titles.slice(0, -1);
    const last = titles.at(-1);
    if (others.length) return `${others.join(", ")} and ${last} are not on this map.`;
    if (last) return `${last} is not on this map.`;
    return marks.length ? `The ${noun} has no mark on this map.` : `The ${noun} names no place.`;
  }

  // ---- Days -------------------------------------------------------------------------------------

  // Set the map to a day of a span [first, last], the last empty if it is open.
  goTo(span, words, noun) {
    const { slider, first, last } = this.spec;
    const now = this.model.get("date");
    if (!span)
      return now
        ? `The ${noun} is not dated: the map stays on ${shortDay(now)}.`
        : `The ${noun} is not dated.`;
    const [from, to] = [span[0], span[1] || last];
    const { step } = this.spec;
    const at = (iso) => dayNumber(iso, step);
    if (!now) return `The ${noun} is dated ${words}; this map has no dates.`;
    if (at(from) > at(last) || at(to) < at(first)) {
      const days = slider
        ? `goes only from ${shortDay(first)} to ${shortDay(last)}`
        : `shows only ${shortDay(now)}`;
      return `The ${noun} is dated ${words}; this map ${days}.`;
    }
    // A long span leaves the day alone that the reader has chosen in it.
    const isIn = !this.list.follows && at(from) <= at(now) && at(now) <= at(to);
    const day = isIn ? now : at(from) > at(first) ? isoDay(at(from), step) : first;
    if (day !== now) this.set({ date: day });
    return from === span[1]
      ? `The map shows ${words}.`
      : `The ${noun} is dated ${words}; the map shows ${shortDay(day)}.`;
  }

  /** @param {Partial<MapState>} values */
  set(values) {
    for (const name of /** @type {(keyof MapState)[]} */ (Object.keys(values)))
      this.model.set(name, values[name]);
    this.model.save_changes();
  }
}

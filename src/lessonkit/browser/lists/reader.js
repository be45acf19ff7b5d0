// A list beside a map that it draws: the claims of an article, or the events of the map's days.
// Choosing an entry shows it on the map; choosing a mark, or moving the date, marks the entries.
import { dayNumber, shortDay } from "../core/dates.js";
import { element, localName } from "../core/dom.js";
import { buildFilters, fits } from "./filters.js";
import { buildItems } from "./items.js";
import { drawMap } from "../map/map.js";
import { modelsOf, put } from "../core/model.js";
import { Tie } from "./tie.js";
/** @import { Item, ReaderState, View } from "../state.js" */

const WEEK = 7;
const LIST = `
  <div class="lk-list-head"><h4></h4><button type="button" class="lk-tool" aria-expanded="false">Filter</button></div>
  <div class="lk-filters" role="group" aria-label="Filters of the list" hidden></div>
  <p class="lk-count" role="status"></p>
  <p class="lk-day"></p>
  <ol class="lk-items"></ol>
  <p class="lk-shown" role="status"></p>
  <p class="lk-naming"><span role="status"></span> <button type="button" class="lk-tool" hidden></button></p>`;

/** @param {View<ReaderState>} view */
export async function renderReader({ model, el, styles }) {
  const spec = model.get("spec");
  const [map] = await modelsOf(model, "map");
  const list = element("div", "lk-column");
  list.innerHTML = LIST;
  // `own` is set while the list moves the map, `told` is the mark that it has chosen there.
  const way = { own: false, told: model.get("chosen") && map.get("selected") };
  const drawn = drawMap(
    { model: map, el, styles: { ...styles, map: styles.map + styles.reader } },
    { list, tells: (id) => Boolean(id) && (way.own || id === way.told) },
  );
  const { part, stage, showSelected } = drawn;
  const view = { spec, model, map, part, showSelected, way, tie: new Tie(map, stage, spec) };
  write(view);
  buildParts(view);
  const stops = [drawn.stop, ...listen(view)];
  return () => {
    for (const stop of stops) stop();
  };
}

function write({ part, spec }) {
  part(".lk-list h4").textContent = `${spec.items.length} ${spec.nouns[1]}`;
  part(".lk-list").setAttribute("aria-label", spec.title);
  part(".lk-items").setAttribute("aria-label", spec.title);
  part(".lk-list").classList.toggle("lk-follows", spec.follows);
  part(".lk-day").hidden = !spec.follows;
  part(".lk-twin").before(element("p", "lk-use", spec.use));
}

function buildParts(view) {
  const { part, spec, model } = view;
  const set = (name, value) => put(model, name, value);
  view.items = buildItems(part(".lk-items"), spec.items, {
    onChoose: (id) => set("chosen", id),
    detailOf: (item) => detailOf(view, item),
  });
  view.filters = buildFilters(part(".lk-filters"), spec.filters, (chosen) =>
    set("filters", chosen),
  );
  const filter = part(".lk-list-head button");
  filter.addEventListener("click", () => {
    part(".lk-filters").hidden = !part(".lk-filters").hidden;
    filter.ariaExpanded = String(!part(".lk-filters").hidden);
  });
  part(".lk-naming button").addEventListener("click", () =>
    set("filters", isNarrowed(view) ? {} : only(view.tie.subject())),
  );
}

// Follow the state of the list and of its map. Returns what ends it.
function listen(view) {
  const { model, map } = view;
  const ties = [
    [
      model,
      "chosen",
      () => {
        writeChosen(view);
        if (!view.way.own) showChosen(view);
      },
    ],
    [
      model,
      "filters",
      () => {
        writeShown(view);
        writeNamed(view);
      },
    ],
    [map, "selected", () => follow(view)],
    [map, "date", () => writeDay(view, true)],
  ];
  for (const [from, name, act] of ties) from.on(`change:${name}`, act);
  writeChosen(view);
  writeShown(view);
  writeNamed(view);
  writeDay(view);
  return ties.map(
    ([from, name, act]) =>
      () =>
        from.off(`change:${name}`, act),
  );
}

// ---- From the list to the map -------------------------------------------------------------------

function writeChosen(view) {
  view.items.open(view.model.get("chosen"));
  writeCount(view);
}

function showChosen(view) {
  const item = view.spec.items.find(({ id }) => id === view.model.get("chosen"));
  tell(view, () => (item ? view.tie.show(item) : view.tie.end(view.way.told)));
}

// While the list moves the map, the map does not move the list.
function tell(view, act) {
  view.way.own = true;
  const said = act();
  view.way.own = false;
  view.part(".lk-shown").textContent = said;
  view.way.told = view.map.get("selected");
  view.showSelected();
}

/** @param {Item} item */
function detailOf(view, item) {
  const lines = item.lines.map(([label, text]) => {
    const p = element("p");
    p.append(element("b", "", `${label}: `), document.createTextNode(text));
    return p;
  });
  const named = Object.entries(view.spec.shows)
    .filter(([kind]) => item.keys[kind].length)
    .map(([kind, label]) => {
      const p = element("p", "lk-shows");
      p.append(
        element("b", "", `${label}: `),
        ...item.keys[kind].map((id) => targetOf(view, kind, id)),
      );
      return p;
    });
  return [...named, ...lines];
}

// A button that shows a place or an event; words alone if the map does not have it.
function targetOf(view, kind, id) {
  const about = kind === "place" ? view.spec.places[id] : view.spec.events[id];
  const words = about.day ? `${about.day}: ${about.title}` : about.title;
  const isHere = view.tie.has(kind, id);
  const made = isHere
    ? Object.assign(element("button", "lk-tool", words), { type: "button" })
    : element("span", "lk-away", words);
  if (about.title_local) made.append(" ", localName(about.title_local, view.spec.local));
  if (isHere) made.addEventListener("click", () => tell(view, () => view.tie.showOne(kind, id)));
  else made.append(" (not on this map)");
  return made;
}

// ---- From the map to the list -------------------------------------------------------------------

function writeShown(view) {
  const chosen = view.model.get("filters");
  view.filters(chosen);
  view.items.only(
    new Set(view.spec.items.filter((item) => fits(item, chosen)).map(({ id }) => id)),
  );
  writeCount(view);
}

function writeCount({ part, spec, model }) {
  const [one, many] = spec.nouns;
  const shown = spec.items.filter((item) => fits(item, model.get("filters")));
  const open = model.get("chosen");
  const words = !shown.length
    ? `No ${one} fits these filters.`
    : shown.length === spec.items.length
      ? `${shown.length} ${many}.`
      : `Showing ${shown.length} of ${spec.items.length} ${many}.`;
  const isHidden = open && !shown.some(({ id }) => id === open);
  const set = Object.keys(model.get("filters")).length;
  part(".lk-count").classList.toggle("lk-unseen", !set);
  part(".lk-list-head button").textContent = set ? `Filter (${set})` : "Filter";
  part(".lk-count").textContent = isHidden ? `${words} The open ${one} is not among them.` : words;
}

// What a reader selects on the map: an event of the list opens there, everything else as a card.
function follow(view) {
  const { spec, model, tie, way } = view;
  const subject = tie.subject();
  const isHere = subject?.kind === "event" && spec.items.some(({ id }) => id === subject.id);
  if (!way.own) way.told = isHere ? view.map.get("selected") : "";
  writeNamed(view, true);
  if (way.own || !isHere || subject.id === model.get("chosen")) return;
  way.own = true;
  put(model, "chosen", subject.id);
  way.own = false;
  view.showSelected();
}

function writeNamed(view, isMoved = false) {
  const { part, spec, tie } = view;
  const isTold = view.way.own || view.map.get("selected") === view.way.told; // the list speaks of it itself
  const subject = isTold ? null : tie.subject();
  const ids = subject
    ? spec.items.filter(({ keys }) => keys[subject.kind]?.includes(subject.id)).map(({ id }) => id)
    : [];
  part(".lk-naming span").textContent = subject ? namingOf(spec, subject, ids.length) : "";
  view.items.tag("named", new Map(ids.map((id) => [id, spec.tag])));
  const again = part(".lk-naming button");
  again.hidden = !ids.length || !spec.filters.some(({ id }) => id === subject.kind);
  again.textContent = isNarrowed(view) ? "Show all" : "Show only these";
  if (isMoved && !view.way.own) view.items.bring(ids);
}

function namingOf({ named, nouns }, { kind, title }, count) {
  if (!named[kind]) return `No ${nouns[0]} is tied to this: ${title}.`;
  const [none, one, many] = named[kind];
  return `${count ? `${count} ${count === 1 ? one : many}` : none} ${title}.`;
}

const only = ({ kind, id }) => ({ [kind]: id });

// Whether the list shows just what goes with the selected mark.
function isNarrowed({ model, tie }) {
  const subject = tie.subject();
  const chosen = Object.entries(model.get("filters"));
  return (
    Boolean(subject) &&
    chosen.length === 1 &&
    chosen[0].join() === [subject.kind, subject.id].join()
  );
}

// What goes on on the day of the map, and what ended in the week before it.
function writeDay(view, isMoved = false) {
  const { part, spec, map } = view;
  if (!spec.follows) return;
  const iso = map.get("date");
  const day = dayNumber(iso);
  const now = new Map();
  const before = new Map();
  for (const {
    id,
    when: [start, end],
    now: words,
  } of spec.items) {
    const ago = end ? day - dayNumber(end) : 0;
    if (dayNumber(start) <= day && ago <= 0) now.set(id, words);
    else if (ago > 0 && ago <= WEEK) before.set(id, `${ago} day${ago === 1 ? "" : "s"} before`);
  }
  const [one, many] = spec.nouns;
  const count = now.size ? `${now.size} ${now.size === 1 ? one : many}` : `no ${one}`;
  part(".lk-day").textContent =
    `${shortDay(iso)}: ${count}. The week before: ${before.size || "none"}.`;
  view.items.tag("day", new Map([...before, ...now]));
  const open = view.model.get("chosen");
  const isOver = open && !now.has(open) && !before.has(open);
  if (isMoved && !view.way.own && isOver) put(view.model, "chosen", "");
  if (isMoved && !view.way.own)
    view.items.bring(now.size ? [...now.keys()] : [...before.keys()].toReversed());
}

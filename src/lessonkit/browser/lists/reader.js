// A list beside a map that it draws: the claims of an article, or the events of the map's days.
// Choosing an entry shows it on the map; choosing a mark, or moving the date, marks the entries.
import { dayNumber, shortDay } from "../core/dates.js";
import { arabic, element, prepare } from "../core/dom.js";
import { buildFilters, fits } from "./filters.js";
import { buildItems } from "./items.js";
import { drawMap } from "../map/map.js";
import { modelsOf, put } from "../core/model.js";
import { followTheme } from "../core/theme.js";
import { Tie } from "./tie.js";
/** @import { Item, ReaderState, View } from "../state.js" */

const WEEK = 7;
const FRAME = `
  <section class="lk-frame lk-reader">
    <h3></h3><p class="lk-use"></p>
    <div class="lk-filters" role="group" aria-label="Filters of the list"></div>
    <div class="lk-pane">
      <div class="lk-column">
        <p class="lk-count" role="status"></p>
        <p class="lk-day" hidden></p>
        <ol class="lk-items"></ol>
        <p class="lk-shown" role="status"></p>
        <p class="lk-naming"><span role="status"></span> <button type="button" class="lk-tool" hidden></button></p>
      </div>
      <div class="lk-beside"></div>
    </div>
  </section>`;

/** @param {View<ReaderState>} view */
export async function renderReader({ model, el, styles }) {
  const root = prepare(el, styles.map + styles.reader, FRAME);
  const part = (selector) => root.querySelector(selector);
  const spec = model.get("spec");
  const [map] = await modelsOf(model, "map");
  const drawn = drawMap({
    model: map,
    el: part(".lk-beside"),
    styles: { ...styles, map: styles.map + styles.beside },
  });
  const tie = new Tie(map, drawn.stage, spec);
  const view = { part, spec, model, map, tie, own: false };
  write(view);
  buildParts(view);
  const stops = [drawn.stop, followTheme(part(".lk-reader")), followHeight(part), ...listen(view)];
  return () => {
    for (const stop of stops) stop();
  };
}

function write({ part, spec }) {
  part("h3").textContent = spec.title;
  part(".lk-use").textContent = spec.use;
  part(".lk-items").setAttribute("aria-label", spec.title);
  part(".lk-reader").setAttribute("aria-label", spec.title);
  part(".lk-reader").classList.toggle("lk-follows", spec.follows);
  part(".lk-day").hidden = !spec.follows;
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
        showChosen(view);
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
    [map, "selected", () => writeNamed(view, true)],
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

// The list is as high as the map with its controls; the legend runs below both.
function followHeight(part) {
  const host = part(".lk-beside");
  const left = host.shadowRoot.querySelector(".lk-left");
  const fit = () => {
    const height = left.getBoundingClientRect().bottom - host.getBoundingClientRect().top;
    part(".lk-column").style.setProperty("--tall", `${height}px`);
  };
  const watch = new ResizeObserver(fit);
  for (const node of [host, left]) watch.observe(node);
  return () => watch.disconnect();
}

// ---- From the list to the map -------------------------------------------------------------------

function writeChosen(view) {
  view.items.open(view.model.get("chosen"));
  writeCount(view);
}

function showChosen(view) {
  const item = view.spec.items.find(({ id }) => id === view.model.get("chosen"));
  tell(view, () => (item ? view.tie.show(item) : ""));
}

// While the list moves the map, the map does not move the list.
function tell(view, act) {
  view.own = true;
  view.part(".lk-shown").textContent = act();
  view.own = false;
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
  if (about.title_ar) made.append(" ", arabic(about.title_ar));
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
  part(".lk-count").textContent = isHidden ? `${words} The open ${one} is not among them.` : words;
}

function writeNamed(view, isMoved = false) {
  const { part, spec, tie } = view;
  const subject = tie.subject();
  const ids = subject
    ? spec.items.filter(({ keys }) => keys[subject.kind]?.includes(subject.id)).map(({ id }) => id)
    : [];
  part(".lk-naming span").textContent = subject ? namingOf(spec, subject, ids.length) : "";
  view.items.tag("named", new Map(ids.map((id) => [id, spec.tag])));
  const again = part(".lk-naming button");
  again.hidden = !ids.length || !spec.filters.some(({ id }) => id === subject.kind);
  again.textContent = isNarrowed(view) ? "Show all" : "Show only these";
  if (isMoved && !view.own) view.items.bring(ids);
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
  if (isMoved && !view.own)
    view.items.bring(now.size ? [...now.keys()] : [...before.keys()].toReversed());
}

// A list beside a map that it draws: the claims of an article, or the events of the map's days.
// Choosing an entry shows it on the map; choosing a mark, or moving the date, marks the entries.
import { dayNumber, shortDay } from "../core/dates.js";
import { element, localName } from "../core/dom.js";
import { citedBy, firstOf } from "./cited.js";
import { buildFilters, fits } from "./filters.js";
import { buildItems } from "./items.js";
import { historyOf } from "../map/known/history.js";
import { drawMap } from "../map/map.js";
import { modelsOf, put } from "../core/model.js";
import { Tie } from "./tie.js";
/** @import { Item, ListState, View } from "../state.js" */

const TOLD = `
  <p class="lk-shown" role="status"></p>
  <p class="lk-naming"><span role="status"></span> <button type="button" class="lk-tool" hidden></button></p>`;

/**
 * How the entries stand beside the map: a frame, and what fills it. `build` returns the entries, with
 * what opens, narrows and tags them, what shows the filters that are set, and what else listens.
 *
 * @typedef {object} Form
 * @property {string[]} sheets
 * @property {string} frame
 * @property {(view: any, hooks: any) => { items: any, filters: any, ties?: any[] }} build
 */

/** @type {Form} */
const LIST = {
  sheets: ["list"],
  frame: `
  <div class="lk-list-head"><h4></h4><button type="button" class="lk-tool" aria-expanded="false">Filter</button></div>
  <div class="lk-filters" role="group" aria-label="Filters of the list" hidden></div>
  <p class="lk-count" role="status"></p>
  <p class="lk-day"></p>
  <ol class="lk-items"></ol>`,
  build({ part, spec, stage }, { onChoose, onFilter, tellOf }) {
    part(".lk-items").setAttribute("aria-label", spec.title);
    part(".lk-list").classList.toggle("lk-follows", spec.follows);
    part(".lk-day").hidden = !spec.follows;
    const toggle = part(".lk-list-head button");
    return {
      items: buildItems(part(".lk-items"), spec.items, {
        onChoose,
        detailOf: tellOf,
        saysOf: (item) => firstOf(item, spec, stage.evidence),
      }),
      filters: buildFilters(part(".lk-filters"), toggle, spec.filters, onFilter),
    };
  },
};

/** @param {View<ListState>} view */
export function renderList(view) {
  return renderIn(LIST, view);
}

// Draw a map with its entries beside it, in a form. Returns what ends it.
/**
 * @param {Form} form
 * @param {View<ListState>} view
 */
export async function renderIn(form, { model, el, styles }) {
  const spec = model.get("spec");
  const [map] = await modelsOf(model, "map");
  const list = element("div", "lk-column");
  list.innerHTML = form.frame + TOLD;
  // `own` is set while the list moves the map, `told` is the mark that it has chosen there.
  const way = { own: false, told: model.get("chosen") && map.get("selected") };
  const drawn = drawMap(
    {
      model: map,
      el,
      styles: { ...styles, map: ["map", ...form.sheets].map((one) => styles[one]).join("") },
    },
    { list, tells: (id) => Boolean(id) && (way.own || id === way.told) },
  );
  const { part, stage, showSelected, readCard } = drawn;
  const tie = new Tie(map, stage, spec);
  const view = { spec, model, map, part, stage, showSelected, readCard, way, tie };
  part(".lk-list").setAttribute("aria-label", spec.title);
  part(".lk-twin").before(element("p", "lk-use", spec.use));
  buildParts(view, form);
  const stops = [drawn.stop, ...listen(view)];
  return () => {
    for (const stop of stops) stop();
  };
}

function buildParts(view, form) {
  const { part, model } = view;
  const set = (name, value) => put(model, name, value);
  Object.assign(
    view,
    form.build(view, {
      onChoose(id) {
        set("chosen", id);
        // Beside the steps an entry that a reader opens has their room, as a card has it.
        part(".lk-glance").classList.toggle("lk-reading", Boolean(id));
      },
      onFilter: (chosen) => set("filters", chosen),
      tellOf: (item) => detailOf(view, item),
      targetOf: (kind, id) => targetOf(view, kind, id),
    }),
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
    ...["known_by", "sources_off", "two_sides"].map((name) => [map, name, () => writeAgain(view)]),
    ...(view.ties ?? []),
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

// What nobody had told by the day on the second clock is away, and what only sources tell that are
// switched off; what was said of the rest after that day is told as such.
function writeAgain(view) {
  writeShown(view);
  writeNamed(view);
  writeDay(view);
  const open = view.spec.items.find(({ id }) => id === view.model.get("chosen"));
  if (open && !toldOf(view).includes(open)) put(view.model, "chosen", "");
  else if (open) view.items.open(open.id);
}

// The entries that somebody tells: of claims all, of events those that the map may tell.
function toldOf({ spec, stage }) {
  if (!spec.follows || !stage.evidence) return spec.items;
  return spec.items.filter(({ id }) => stage.evidence.isTold(id));
}

function showChosen(view) {
  const item = view.spec.items.find(({ id }) => id === view.model.get("chosen"));
  tell(view, () => (item ? view.tie.show(item) : view.tie.end(view.way.told)));
}

// While the list moves the map, the map does not move the list. Of a place its card opens: the list
// does not say who held it.
function tell(view, act, hasCard = false) {
  view.way.own = true;
  const said = act();
  view.way.own = false;
  view.part(".lk-shown").textContent = said;
  view.way.told = hasCard ? "" : view.map.get("selected");
  view.showSelected();
  if (hasCard) view.readCard();
}

/** @param {Item} item */
function detailOf(view, item) {
  const { spec, stage } = view;
  const lines = item.lines
    .map(([label, text, how]) => [
      label,
      how ? citedBy(item, spec, stage.evidence, how).join("; ") : text,
    ])
    .filter(([, text]) => text)
    .map(([label, text]) => {
      const p = element("p");
      p.append(element("b", "", `${label}: `), document.createTextNode(text));
      return p;
    });
  const named = Object.entries(spec.shows)
    .filter(([kind]) => item.keys[kind].length)
    .map(([kind, label]) => {
      const p = element("p", "lk-shows");
      p.append(
        element("b", "", `${label}: `),
        ...item.keys[kind].map((id) => targetOf(view, kind, id)),
      );
      return p;
    });
  const history = historyOf(item.told, stage, (id) => spec.sources[id]?.citation);
  return [...named, ...lines, ...history];
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
  if (isHere)
    made.addEventListener("click", () =>
      tell(view, () => view.tie.showOne(kind, id), kind === "place"),
    );
  else made.append(" (not on this map)");
  return made;
}

// ---- From the map to the list -------------------------------------------------------------------

function writeShown(view) {
  const chosen = view.model.get("filters");
  view.filters(chosen);
  view.items.only(
    new Set(
      toldOf(view)
        .filter((item) => fits(item, chosen))
        .map(({ id }) => id),
    ),
  );
  writeCount(view);
}

function writeCount(view) {
  const { part, spec, model } = view;
  const [one, many] = spec.nouns;
  const told = toldOf(view);
  const shown = told.filter((item) => fits(item, model.get("filters")));
  const open = model.get("chosen");
  const all = spec.items.length;
  const known = told.length < all ? `${heldBack(view, told.length)} ` : "";
  const some =
    shown.length < told.length
      ? `Showing ${shown.length} of ${told.length} ${many}.`
      : known
        ? ""
        : `${all} ${many}.`;
  const words = `${known}${told.length && !shown.length ? `No ${one} fits these filters.` : some}`;
  const isHidden = open && !shown.some(({ id }) => id === open);
  const isPlain = !known && !Object.keys(model.get("filters")).length;
  const head = part(".lk-list-head h4");
  if (head) head.textContent = `${known ? `${told.length} of ` : ""}${all} ${many}`;
  part(".lk-count").classList.toggle("lk-unseen", isPlain);
  const whole = isHidden ? `${words.trim()} The open ${one} is not among them.` : words.trim();
  part(".lk-count").textContent = whole;
}

// How many of how many are told, and why no more: by the second clock, by the switches of sources.
function heldBack({ spec, stage, map }, count) {
  const by = map.get("known_by") ? "by then" : "";
  const isNarrow = stage.evidence.off.size > 0 || stage.evidence.isTwo;
  const on = isNarrow ? "by the sources that are on" : "";
  const verb = on && !by ? ["is", "are"] : ["was", "were"];
  const why = [by, on].filter(Boolean).join(", ");
  const noun = spec.nouns[1];
  return `${count || "None"} of ${spec.items.length} ${noun} ${verb[Number(count !== 1)]} told ${why}.`;
}

// What a reader selects on the map: an event of the list opens there, everything else as a card.
function follow(view) {
  const { model, tie, way } = view;
  const subject = tie.subject();
  const isHere = subject?.kind === "event" && toldOf(view).some(({ id }) => id === subject.id);
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
    ? toldOf(view)
        .filter(({ keys }) => keys[subject.kind]?.includes(subject.id))
        .map(({ id }) => id)
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

// What goes on on the day of the map, and what ended in the week, or the like, before it.
function writeDay(view, isMoved = false) {
  const { part, spec, map } = view;
  if (!spec.follows) return;
  const iso = map.get("date");
  const { step } = map.get("spec");
  const day = dayNumber(iso, step);
  const now = new Map();
  const before = new Map();
  for (const {
    id,
    when: [start, end],
    now: words,
  } of toldOf(view)) {
    const ago = end ? day - dayNumber(end, step) : 0;
    if (dayNumber(start, step) <= day && ago <= 0) now.set(id, words);
    else if (ago > 0 && ago <= spec.before)
      before.set(id, `${ago} ${step}${ago === 1 ? "" : "s"} before`);
  }
  const [one, many] = spec.nouns;
  const count = now.size ? `${now.size} ${now.size === 1 ? one : many}` : `no ${one}`;
  part(".lk-day").textContent =
    `${shortDay(iso)}: ${count}. In the ${spec.before_words} before: ${before.size || "none"}.`;
  view.items.tag("day", new Map([...before, ...now]));
  const open = view.model.get("chosen");
  const isOver = open && !now.has(open) && !before.has(open);
  if (isMoved && !view.way.own && isOver) put(view.model, "chosen", "");
  if (isMoved && !view.way.own)
    view.items.bring(now.size ? [...now.keys()] : [...before.keys()].toReversed());
}

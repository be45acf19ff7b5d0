// The map widget's view. State (date, visible, selected, ruler) lives in the model, so that the
// kernel, other views and other widgets see it; zoom, names and open panels belong to one view.
// Everything a person does is answered here, without a kernel.
import { fillCard } from "./card.js";
import { adopt, afterPaint, element, paragraphs, prepare } from "../core/dom.js";
import { buildKnowing } from "./known/knowing.js";
import { buildChips, buildLegend, buildMarks, buildScales } from "./legend.js";
import { put } from "../core/model.js";
import { followMore } from "./more.js";
import { followRoom } from "./room.js";
import { buildRuler } from "./ruler.js";
import { pictureName, pictureOf, savePng, saveSvg } from "./picture/picture.js";
import { Stage } from "./stage.js";
import { buildSteps, followProjector } from "./steps.js";
import { followTheme } from "../core/theme.js";
import { buildTime } from "./time/time.js";
import { buildTip } from "./tip.js";
import { buildTools } from "./tools.js";
import { buildTwin } from "./table.js";
import { buildLocator, buildScale, buildZoom, listenToView, zoomByKey } from "./view.js";
/** @import { MapOnPage, MapState, Model, View } from "../state.js" */

// The order is that of reading and of the keyboard; where each part stands, the styles say.
const FRAME = `
  <figure class="lk-frame">
    <div class="lk-glance">
      <div class="lk-upper">
        <div class="lk-title"><h3></h3><p class="lk-subtitle"></p></div>
        <div class="lk-tools" role="group" aria-label="Tools of the map"></div>
        <div class="lk-chips" role="group"></div>
      </div>
      <div class="lk-zoom"></div>
      <div class="lk-map-box">
        <div class="lk-stage" tabindex="0" role="application"><div class="lk-drawing"></div>
          <div class="lk-scale" aria-hidden="true" data-corners="sw se ne nw"><span></span><i></i></div>
          <div class="lk-locator" aria-hidden="true" data-corners="ne se sw nw" data-spare></div>
          <p class="lk-hint" hidden>Hold Ctrl and turn the wheel to zoom</p></div>
        <p class="lk-tip" hidden></p>
      </div>
      <div class="lk-time"></div>
      <div class="lk-panel"><div class="lk-inner">
        <div class="lk-steps" role="group" aria-label="Steps" hidden></div>
        <div class="lk-measure" role="group" aria-label="Ruler" hidden></div>
        <div class="lk-card" role="status" hidden></div>
        <section class="lk-list" hidden></section>
        <div class="lk-sources" role="group" aria-label="Sources" hidden></div>
        <div class="lk-side"><div class="lk-legend" role="group" aria-label="Layers of the map"></div></div>
      </div></div>
      <div class="lk-scales" aria-label="What the values look like" role="group"></div>
      <ul class="lk-marks" aria-label="What the signs of the map mean"></ul>
    </div>
    <div class="lk-twin" role="group" aria-label="Table" hidden></div>
    <figcaption></figcaption>
  </figure>`;
const KEYS =
  "Arrow keys go from mark to mark, Enter lists the marks close to it, Escape closes the card. " +
  "Plus and minus zoom, zero " +
  "shows the whole map, Shift with an arrow key moves it.";

const onPage = (globalThis[Symbol.for("lessonkit.maps")] ??= new Set()); // of all notebooks

/**
 * What stands with a map: a list in its panel, `tells`, which says whether the list speaks of a mark
 * already, `spare`, the CSS pixels of a window that an exercise round the map needs, and `asked`, its
 * question, which stays in sight in full screen. In an exercise a map goes without title, steps and
 * sources, which the map of the notebook has.
 *
 * @typedef {object} Company
 * @property {HTMLElement} [list]
 * @property {(id: string) => boolean} [tells]
 * @property {number} [spare]
 * @property {string} [asked]
 */

// Draw the map of a model into an element. Returns its stage, its parts, and `stop`, which ends its
// listening.
/**
 * @param {View<MapState>} view
 * @param {Company} [company]
 */
export function drawMap(
  { model, el, styles },
  { list, tells = () => false, spare = 0, asked = "" } = {},
) {
  el.classList.add("lk-map");
  if (spare) el.classList.add("lk-slim"); // the start page has one without an exercise
  const root = prepare(el, styles.map, FRAME);
  adopt(root, styles.known);
  const part = partsOf(root);
  const spec = model.get("spec");
  write(part, spec, list);
  if (asked) paragraphs(part(".lk-title").appendChild(element("div", "lk-question-here")), asked);
  if (isOpening(el)) part(".lk-title").prepend(element("h2", "lk-unseen", "Map"));
  const stage = new Stage(part(".lk-drawing"), spec, model.get("svg"));
  const set = (name, value) => put(model, name, value);
  const views = buildParts(part, spec, stage, model, set, tells);
  const update = updates(model, stage, views, set);
  const names = Object.keys(update);
  for (const name of names) model.on(`change:${name}`, update[name]);
  const shown = { spec, model, frame: part(".lk-frame") };
  onPage.add(shown);
  const stops = [
    () => onPage.delete(shown),
    listenToStage(part, stage, model, set, views),
    followTheme(part(".lk-frame")),
    () => views.time.stop(),
    followProjector(el, part(".lk-frame"), views.steps.by),
  ];
  for (const name of names) update[name]();
  views.steps.mark();
  part(".lk-glance").classList.remove("lk-reading"); // what the first step marks is told by its words
  stops.push(followRoom(el, part, spare));
  const scrolling = [".lk-inner", ".lk-side", ".lk-card", ".lk-items", ".lk-report", ".lk-sources"];
  stops.push(...scrolling.map((one) => followMore(part(one))));
  stops.push(stage.enter(), followSize(part(".lk-stage"), stage));
  return {
    stage,
    part,
    showSelected: views.showSelected,
    readCard: () => bringCard(part, views),
    open: (panel) => views.opens.get(panel)(true),
    stop() {
      for (const name of names) model.off(`change:${name}`, update[name]);
      for (const stop of stops) stop();
    },
  };
}

/** @param {View<MapState>} view */
export function renderMap(view) {
  return drawMap(view).stop;
}

// The maps of a lesson that are drawn on the page: spec, model and frame of each, from the top.
export function mapsOnPage(lesson) {
  return [...onPage]
    .filter(({ spec }) => spec.lesson === lesson)
    .toSorted((a, b) => a.frame.getBoundingClientRect().top - b.frame.getBoundingClientRect().top);
}

// Its headings are those of a part of a section. Below the title of a page it is a section by itself.
function isOpening(el) {
  const above = [...document.querySelectorAll("h1, h2")].findLast(
    (one) => one.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return above?.tagName === "H1";
}

// Finds a part of the frame, and keeps what it found: on a map of thousands of marks, to look through
// them for a card takes long.
function partsOf(root) {
  const found = new Map();
  return (selector) => {
    if (!found.get(selector)?.isConnected) found.set(selector, root.querySelector(selector));
    return found.get(selector);
  };
}

const BROAD = 1.7; // width by height from which on a map leaves room below it
const UPRIGHT = 1.1; // up to which it leaves room beside it
let made = 0; // ids must be unique where several maps share a document

/** @param {MapOnPage} spec */
function write(part, spec, list) {
  part(".lk-frame").style.setProperty("--ratio", (spec.width / spec.height).toFixed(4));
  part("h3").textContent = spec.title;
  part("h3").id = `lk-map-${(made += 1)}`;
  part(".lk-frame").setAttribute("aria-labelledby", part("h3").id);
  part(".lk-glance").classList.toggle("lk-listed", Boolean(list));
  part(".lk-glance").classList.toggle("lk-broad", spec.width / spec.height > BROAD);
  part(".lk-glance").classList.toggle("lk-upright", spec.width / spec.height < UPRIGHT);
  part(".lk-list").hidden = !list;
  if (list) part(".lk-list").append(list);
  part(".lk-subtitle").textContent = spec.subtitle;
  part(".lk-subtitle").hidden = !spec.subtitle;
  part(".lk-time").hidden = !spec.slider;
  part(".lk-stage").setAttribute("aria-label", `Map. ${spec.alt} ${KEYS}`);
  part("figcaption").textContent = spec.caption || "";
  if (spec.time_zone && spec.step === "hour")
    part("figcaption").prepend(element("span", "lk-whose-hours", `All hours: ${spec.time_zone}. `));
}

// ---- The parts and what they do to the state ----------------------------------------------------

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 * @param {Model<MapState>} model
 */
function buildParts(part, spec, stage, model, set, tells) {
  buildZoom(part(".lk-map-box"), stage, part(".lk-zoom"));
  buildScale(part(".lk-scale"), stage);
  buildLocator(part(".lk-locator"), spec, stage);
  const ruler = buildRuler(part(".lk-measure"), spec, stage, (ends) => set("ruler", ends));
  const twin = buildTwin(part(".lk-twin"), spec, stage, (id) => {
    set("selected", id);
    part(".lk-stage").scrollIntoView({ block: "nearest" });
  });
  const legend = switchesOf(part, spec, model, set);
  const time = spec.slider
    ? buildTime(part(".lk-time"), spec, stage.features, {
        isListed: !part(".lk-list").hidden,
        onDate: (iso) => set("date", iso),
        evidence: stage.evidence,
      })
    : { speed: null, show() {}, stop() {} };
  const knowing = buildKnowing(part, spec, stage, model, (id) => {
    set("selected", id);
    bringCard(part, { read });
  });
  // While a card is open, the words of the step leave it their room.
  const read = () => part(".lk-glance").classList.toggle("lk-reading", !part(".lk-card").hidden);
  const toList = () => {
    opens.get("Steps")(false);
    part(".lk-list").querySelector(":is(button, [tabindex='0'])")?.focus();
  };
  const isListed = !part(".lk-list").hidden;
  const steps = buildSteps(part(".lk-steps"), spec.steps, stage, model, isListed ? toList : null);
  const opens = toolsOf(part, spec, stage, model, { set, twin, speed: time.speed, knowing });
  const tip = buildTip(part(".lk-tip"), spec, stage);
  const card = (ids, onClose, also = []) =>
    fillCard(part(".lk-card"), spec, stage, { ids, also }, model.get("date"), onClose, (id) => {
      set("selected", id);
      part(".lk-stage").focus({ preventScroll: true });
    });
  // Of a mark that a reader has found on the map, what lies on it is named, too.
  const showSelected = (isFound = false) => {
    const id = model.get("selected");
    const also = isFound ? stage.around(id) : [];
    if (tells(id)) card([], () => card([]), also);
    else card(stage.together(id), () => set("selected", ""), also);
  };
  return { ruler, twin, legend, time, steps, tip, card, showSelected, opens, knowing, read };
}

// The chips of the holders and the legend of all else; returns what shows which layers are on.
/**
 * @param {MapOnPage} spec
 * @param {Model<MapState>} model
 */
function switchesOf(part, spec, model, set) {
  const turn = (ids, on) => {
    const now = new Set(model.get("visible"));
    for (const id of ids) now[on ? "add" : "delete"](id);
    set(
      "visible",
      spec.layers.map((layer) => layer.id).filter((id) => now.has(id)),
    );
  };
  const shows = [
    buildChips(part(".lk-chips"), part(".lk-panel"), spec, turn),
    buildLegend(part(".lk-legend"), part(".lk-panel"), spec, turn),
    buildScales(part(".lk-scales"), spec),
    buildMarks(part(".lk-marks"), spec),
  ];
  return (visible) => {
    for (const show of shows) show(visible);
  };
}

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 * @param {Model<MapState>} model
 */
function toolsOf(part, spec, stage, model, { set, twin, speed, knowing }) {
  return buildTools(part(".lk-tools"), {
    sources: spec.evidence?.sides.length ? part(".lk-sources") : null,
    onSources: () => knowing.count(),
    stage,
    glance: part(".lk-glance"),
    steps: part(".lk-steps"),
    speed,
    panels: [
      [
        "Measure",
        part(".lk-measure"),
        (on) => {
          part(".lk-stage").classList.toggle("lk-measuring", on);
          if (!on && model.get("ruler").length) set("ruler", []);
        },
      ],
      ["Table", part(".lk-twin"), () => twin(model.get("date"))],
    ],
    onSave: (kind) => {
      const iso = model.get("date");
      const picture = pictureOf(part(".lk-frame"), spec, iso, model.get("visible"));
      const name = pictureName(spec, iso, model.get("known_by"));
      (kind === "svg" ? saveSvg : savePng)(picture, name);
    },
  });
}

/**
 * @param {Model<MapState>} model
 * @param {Stage} stage
 */
function updates(model, stage, views, set) {
  const { show, tell } = dayOf(model, stage, views, set);
  // What is known changes what shows on the day: all is as if the day had moved. One switch turns up to
  // all the marks, so they are on the screen before anything is counted and said of them.
  const tellNext = afterPaint(tell);
  const known = () => {
    views.knowing.show();
    if (!stage.entered) return;
    show();
    tellNext();
  };
  const update = {
    known_by: known,
    sources_off: known,
    two_sides: known,
    visible() {
      stage.setVisible(model.get("visible"));
      views.legend(model.get("visible"));
      views.knowing.count();
      views.twin();
    },
    date() {
      show();
      tell();
    },
    selected() {
      const id = model.get("selected");
      stage.rings.mark(id);
      stage.reveal(id);
      views.showSelected();
      views.read();
    },
    ruler() {
      const ends = model.get("ruler");
      views.ruler.show(ends);
      if (ends.length) views.opens.get("Measure")(true);
    },
  };
  return update;
}

// What shows on the day of a map, and what is said of it.
/**
 * @param {Model<MapState>} model
 * @param {Stage} stage
 */
function dayOf(model, stage, views, set) {
  return {
    show() {
      views.knowing.follow();
      stage.setDate(model.get("date"));
      views.steps.follow();
      views.tip.hide(); // it speaks of what was there before
      // A card never speaks of another day than the map: that of a place goes on with the mark of
      // its new holder, that of something which is over closes.
      const id = model.get("selected");
      const next = stage.entered ? stage.successor(id) : id;
      if (next === id) views.showSelected();
      else set("selected", next);
      if (!id) stage.rings.mark(""); // that of the first step
    },
    tell() {
      const date = model.get("date");
      if (date) views.time.show(date);
      views.knowing.count();
      views.twin(date);
    },
  };
}

// ---- What a person does on the drawing ----------------------------------------------------------

const LEAST_SEEN = 120; // CSS pixels of a card in the window
const READABLE = 200; // CSS pixels of a card below the steps
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {Stage} stage
 * @param {Model<MapState>} model
 */
function listenToStage(part, stage, model, set, views) {
  const host = part(".lk-stage");
  const whole = host.getRootNode().host;
  const { moved } = listenToView(
    host,
    stage,
    () => whole.getRootNode().fullscreenElement === whole,
  );
  followPointer(host, stage, views.tip);
  const choose = (id) => {
    set("selected", id);
    views.showSelected(true);
    bringCard(part, views);
  };
  host.addEventListener("click", (event) => {
    if (moved()) return;
    views.tip.hide();
    if (host.classList.contains("lk-measuring")) views.ruler.click(event.clientX, event.clientY);
    else open(stage.at(event.clientX, event.clientY));
  });
  // One mark is selected; of several a person has to choose.
  const open = (ids) => {
    const several = stage.areSeveral(ids);
    set("selected", several ? "" : ids[0] || "");
    if (several) views.card(ids, () => views.card([]));
    else views.showSelected(true);
    bringCard(part, views);
  };
  host.addEventListener("keydown", (event) => {
    if (zoomByKey(stage, event)) event.preventDefault();
    else if (DIRECTIONS[event.key]) {
      choose(stage.next(model.get("selected"), ...DIRECTIONS[event.key]));
      event.preventDefault();
    } else if (event.key === "Enter" && model.get("selected")) {
      offerChoice(part, stage, model.get("selected"), views);
      event.preventDefault();
    }
  });
  // Escape closes the card and the note of the map that has the focus or the pointer: a pointer
  // alone may have opened them, and then the page has the focus.
  const close = (event) => {
    if (event.key !== "Escape" || !whole.matches(":hover, :focus-within")) return;
    if (!part(".lk-menu").hidden) return; // closes first
    views.tip.hide();
    set("selected", "");
    part(".lk-about").hidden = true;
  };
  document.addEventListener("keydown", close, true);
  return () => document.removeEventListener("keydown", close, true);
}

// What shares the mark that is selected, or else lies on it, is listed, and the focus goes there.
/** @param {Stage} stage */
function offerChoice(part, stage, id, views) {
  const joined = stage.joinedWith(id);
  if (stage.areSeveral(joined)) views.card(joined, () => views.showSelected());
  else views.showSelected(true);
  part(".lk-card").querySelector(".lk-choices button")?.focus();
}

// In a low panel a card that a reader opens may stand below the steps.
function bringCard(part, views) {
  views.read();
  const card = part(".lk-card");
  if (card.hidden) return;
  const inner = part(".lk-inner");
  const seen = inner.clientHeight - card.offsetTop;
  // The title of the step is not cut for some lines at the end of the card.
  inner.scrollTop = seen < Math.min(card.offsetHeight, READABLE) ? card.offsetTop : 0;
  // On a phone it opens below the map, and maybe below the window.
  if (card.getBoundingClientRect().top > innerHeight - LEAST_SEEN)
    card.scrollIntoView({ block: "nearest" });
}

// Names what is under the pointer.
/** @param {Stage} stage */
function followPointer(host, stage, tip) {
  host.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const ids = stage.at(event.clientX, event.clientY);
    host.classList.toggle("lk-over", ids.length > 0);
    tip.show(ids, event);
  });
  host.addEventListener("pointerleave", tip.leave);
}

/** @param {Stage} stage */
function followSize(host, stage) {
  const resize = new ResizeObserver(() => stage.resize());
  resize.observe(host);
  return () => resize.disconnect();
}

// The map widget's view. State (date, visible, selected, ruler) lives in the model, so that the
// kernel, other views and other widgets see it; zoom, names and open panels belong to one view.
// Everything a person does is answered here, without a kernel.
import { fillCard } from "./card.js";
import { prepare } from "../core/dom.js";
import { buildLegend } from "./legend.js";
import { put } from "../core/model.js";
import { buildRuler } from "./ruler.js";
import { pictureName, pictureOf, savePng, saveSvg } from "./picture.js";
import { Stage } from "./stage.js";
import { followTheme } from "../core/theme.js";
import { buildTime } from "./time.js";
import { buildTools } from "./tools.js";
import { buildTwin } from "./table.js";
import { buildLocator, buildScale, buildZoom, listenToView, zoomByKey } from "./view.js";
/** @import { MapOnPage, MapState, Model, View } from "../state.js" */

const FRAME = `
  <figure class="lk-frame">
    <div class="lk-title"><h3></h3><p class="lk-subtitle"></p></div>
    <div class="lk-body">
      <div class="lk-left">
        <div class="lk-map-box">
          <div class="lk-stage" tabindex="0" role="application"><div class="lk-drawing"></div>
            <div class="lk-scale" aria-hidden="true" data-corners="sw se ne nw"><span></span><i></i></div>
            <div class="lk-locator" aria-hidden="true" data-corners="ne se sw nw" data-spare></div>
            <p class="lk-hint" hidden>Hold Ctrl and turn the wheel to zoom</p></div>
        </div>
        <div class="lk-card" role="status" hidden></div>
        <div class="lk-time"></div>
        <div class="lk-tools" role="group" aria-label="Tools of the map"></div>
        <div class="lk-measure" role="group" aria-label="Ruler" hidden></div>
      </div>
      <section class="lk-twin" aria-label="Table" hidden></section>
      <div class="lk-side"><div class="lk-legend" role="group" aria-label="Layers of the map"></div></div>
    </div>
    <figcaption></figcaption>
  </figure>`;
const KEYS =
  "Arrow keys go from mark to mark, Enter lists the marks close to it, Escape closes the card. " +
  "Plus and minus zoom, zero " +
  "shows the whole map, Shift with an arrow key moves it.";

const onPage = (globalThis[Symbol.for("lessonkit.maps")] ??= new Set()); // of all notebooks

// Draw the map of a model into an element. Returns its stage, and `stop`, which ends its listening.
/** @param {View<MapState>} view */
export function drawMap({ model, el, styles }) {
  el.classList.add("lk-map");
  const root = prepare(el, styles.map, FRAME);
  const part = (selector) => root.querySelector(selector);
  const spec = model.get("spec");
  write(part, spec);
  const stage = new Stage(part(".lk-drawing"), spec, model.get("svg"));
  const set = (name, value) => put(model, name, value);
  const views = buildParts(part, spec, stage, model, set);
  const update = updates(model, stage, views);
  const names = Object.keys(update);
  for (const name of names) model.on(`change:${name}`, update[name]);
  const shown = { spec, model, frame: part(".lk-frame") };
  onPage.add(shown);
  const stops = [
    () => onPage.delete(shown),
    listenToStage(part, stage, model, set, views),
    followTheme(part(".lk-frame")),
    () => views.time.stop(),
  ];
  for (const name of names) update[name]();
  stage.enter();
  stops.push(followSize(part(".lk-stage"), stage));
  return {
    stage,
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

/** @param {MapOnPage} spec */
function write(part, spec) {
  const ratio = spec.width / spec.height;
  // Beside a low, wide map a long legend would leave a hole: there it stands below.
  part(".lk-body").classList.toggle("lk-wide", ratio > 1.6);
  part(".lk-body").style.setProperty("--ratio", ratio.toFixed(3));
  part("h3").textContent = spec.title;
  part(".lk-subtitle").textContent = spec.subtitle;
  part(".lk-subtitle").hidden = !spec.subtitle;
  part(".lk-time").hidden = !spec.slider;
  part(".lk-stage").setAttribute("aria-label", `Map. ${spec.alt} ${KEYS}`);
  part("figcaption").textContent = spec.caption || "";
}

// ---- The parts and what they do to the state ----------------------------------------------------

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 * @param {Model<MapState>} model
 */
function buildParts(part, spec, stage, model, set) {
  buildZoom(part(".lk-map-box"), stage);
  buildScale(part(".lk-scale"), stage);
  buildLocator(part(".lk-locator"), spec, stage);
  const ruler = buildRuler(part(".lk-measure"), spec, stage, (ends) => set("ruler", ends));
  const twin = buildTwin(part(".lk-twin"), spec, stage, (id) => {
    set("selected", id);
    part(".lk-stage").scrollIntoView({ block: "nearest" });
  });
  const legend = buildLegend(part(".lk-legend"), spec, (ids, on) => {
    const now = new Set(model.get("visible"));
    for (const id of ids) now[on ? "add" : "delete"](id);
    set(
      "visible",
      spec.layers.map((layer) => layer.id).filter((id) => now.has(id)),
    );
  });
  const time = spec.slider
    ? buildTime(part(".lk-time"), spec, stage.features, (iso) => set("date", iso))
    : { show() {}, stop() {} };
  const opens = buildTools(part(".lk-tools"), {
    stage,
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
      (kind === "svg" ? saveSvg : savePng)(picture, pictureName(spec, iso));
    },
  });
  const card = (ids, onClose) => {
    fillCard(part(".lk-card"), spec, stage, ids, model.get("date"), onClose, (id) => {
      set("selected", id);
      part(".lk-stage").focus({ preventScroll: true });
    });
    // The card never covers what it speaks of.
    part(".lk-card").classList.toggle("lk-west", stage.isEast(ids[0]));
  };
  const showSelected = () => card(stage.together(model.get("selected")), () => set("selected", ""));
  return { ruler, twin, legend, time, card, showSelected, opens };
}

/**
 * @param {Model<MapState>} model
 * @param {Stage} stage
 */
function updates(model, stage, views) {
  const update = {
    visible() {
      stage.setVisible(model.get("visible"));
      views.legend(model.get("visible"));
      views.twin();
    },
    date() {
      stage.setDate(model.get("date"));
      if (model.get("date")) views.time.show(model.get("date"));
      views.twin(model.get("date"));
      views.showSelected();
    },
    selected() {
      const id = model.get("selected");
      stage.mark(id);
      stage.reveal(id);
      views.showSelected();
    },
    ruler() {
      const ends = model.get("ruler");
      views.ruler.show(ends);
      if (ends.length) views.opens.get("Measure")(true);
    },
  };
  return update;
}

// ---- What a person does on the drawing ----------------------------------------------------------

const LINGER = 300; // ms that a card stays after a hover, so that the pointer can reach it
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
  const hover = followPointer(part, host, stage, views);
  host.addEventListener("click", (event) => {
    if (moved()) return;
    hover.forget();
    if (host.classList.contains("lk-measuring")) {
      views.ruler.click(event.clientX, event.clientY);
      views.showSelected();
    } else open(stage.at(event.clientX, event.clientY));
  });
  // One mark is selected; of several a person has to choose.
  const open = (ids) => {
    const several = stage.areSeveral(ids);
    set("selected", several ? "" : ids[0] || "");
    if (several) views.card(ids, () => views.card([]));
    else views.showSelected();
  };
  host.addEventListener("keydown", (event) => {
    if (zoomByKey(stage, event)) event.preventDefault();
    else if (DIRECTIONS[event.key]) {
      set("selected", stage.next(model.get("selected"), ...DIRECTIONS[event.key]));
      event.preventDefault();
    } else if (event.key === "Enter" && stage.areSeveral(stage.joinedWith(model.get("selected")))) {
      views.card(stage.joinedWith(model.get("selected")), views.showSelected);
      part(".lk-choices button").focus();
      event.preventDefault();
    }
  });
  // Escape closes the card and the note of the map that has the focus or the pointer: a pointer
  // alone may have opened them, and then the page has the focus.
  const close = (event) => {
    if (event.key !== "Escape" || !whole.matches(":hover, :focus-within")) return;
    hover.forget();
    set("selected", "");
    views.card([]);
    part(".lk-about").hidden = true;
  };
  document.addEventListener("keydown", close, true);
  return () => document.removeEventListener("keydown", close, true);
}

// Shows the card of what is under the pointer, and a moment after it has left what is selected.
/** @param {Stage} stage */
function followPointer(part, host, stage, views) {
  let hovered = "";
  let waiting = 0;
  const leave = () => {
    hovered = "";
    views.showSelected();
  };
  const leaveSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(leave, LINGER);
  };
  host.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const ids = stage.at(event.clientX, event.clientY);
    host.classList.toggle("lk-over", ids.length > 0);
    if (ids.join() === hovered) return;
    hovered = ids.join();
    clearTimeout(waiting);
    if (ids.length) views.card(ids);
    else leaveSoon();
  });
  host.addEventListener("pointerleave", leaveSoon);
  // A card that a hover opened stays while the pointer is on it, to be read and scrolled.
  part(".lk-card").addEventListener("pointerenter", () => clearTimeout(waiting));
  part(".lk-card").addEventListener("pointerleave", leave);
  return {
    forget() {
      clearTimeout(waiting);
      hovered = "";
    },
  };
}

/** @param {Stage} stage */
function followSize(host, stage) {
  const resize = new ResizeObserver(() => stage.resize());
  resize.observe(host);
  return () => resize.disconnect();
}

// The steps that lead through a map: a few words and a question each; "Next" moves the day, the part
// that is seen, the layers and the mark. Any of it can still be moved by hand; with another day the words
// turn quiet, and one key brings the step back. P shows the map and the step alone, large, for a
// projector; there the arrow keys go from step to step.
import { button, element, emphasised } from "../core/dom.js";
import { put } from "../core/model.js";
/** @import { MapState, MapStep, Model } from "../state.js" */
/** @import { Stage } from "./stage.js" */

// `toList`, where a list shares the panel, leaves the steps for it: a phone has room for one of them.
/**
 * @param {MapStep[]} steps
 * @param {Stage} stage
 * @param {Model<MapState>} model
 * @param {(() => void) | null} toList
 */
export function buildSteps(host, steps, stage, model, toList) {
  // In an exercise the steps are out of sight, and the map is seen whole.
  const isSlim = host.getRootNode().host.matches(".lk-slim");
  host.hidden = !steps.length || isSlim;
  if (!steps.length) return { by() {}, follow() {}, mark() {} };
  let now = 0;
  const count = element("p", "lk-step-count");
  const words = element("div", "lk-step-words");
  words.setAttribute("aria-live", "polite");
  const back = button("‹ Back", "Step before", () => go(now - 1), "lk-tool");
  const on = button("Next ›", "Next step", () => go(now + 1), "lk-tool lk-step-on");
  const keys = element("div", "lk-step-keys");
  const leave = toList
    ? [button("To the list", "Close the steps: to the list", toList, "lk-tool lk-to-list")]
    : [];
  keys.append(...(steps.length > 1 ? [back, count, ...leave, on] : leave));
  const home = homeOf(host, model, () => go(now));
  keys.prepend(home.node);
  const body = element("div", "lk-step-body");
  body.append(words, roomFor(steps));
  host.append(body, keys, onPaper(steps));
  const write = () => {
    words.replaceChildren(...wordsOf(steps[now]));
    count.textContent = `${now + 1} of ${steps.length}`;
    // A button that has the focus is not disabled: the keyboard would lose its place.
    back.ariaDisabled = String(now === 0);
    on.ariaDisabled = String(now === steps.length - 1);
  };
  const go = (to) => {
    if (to < 0 || to >= steps.length) return;
    now = to;
    write();
    home.come(() => show(steps[now], stage, model));
    host.closest(".lk-glance").classList.remove("lk-reading"); // its words come first
  };
  write();
  if (!isSlim) look(stage, steps[0].window);
  home.open(steps[0]);
  // When the map opens, its first step is read, and the list beside it is seen. So the mark of that step
  // has its ring, and its card opens when somebody presses it.
  const mark = () => {
    const [{ day, selected }] = steps;
    const isHere = !day || day === model.get("date");
    if (!isSlim && isHere && !model.get("selected")) stage.rings.mark(selected);
  };
  return { by: (ahead) => go(now + ahead), follow: home.follow, mark };
}

// Where the map stands with the step that is read. On another day its words are of what is not seen:
// they turn quiet, and in the row of its keys one leads back.
/**
 * @param {Model<MapState>} model
 * @param {() => void} onBack
 */
function homeOf(host, model, onBack) {
  let at = { day: "", by: "" };
  let isComing = false; // the step itself moves the map
  const node = element("div", "lk-step-left");
  const said = element("span");
  said.setAttribute("role", "status");
  const back = "Back to this step";
  const key = button(back, back, onBack, "lk-tool");
  key.hidden = true;
  node.append(said, key);
  const follow = () => {
    const isHere = model.get("date") === at.day && (!at.by || model.get("known_by") === at.by);
    if (isComing || isHere === key.hidden) return;
    // The keyboard goes on with the step.
    if (isHere && key.matches(":focus")) host.querySelector(".lk-step-on")?.focus();
    key.hidden = isHere;
    said.textContent = isHere ? "" : "The map shows another day.";
    host.classList.toggle("lk-left", !isHere);
  };
  return {
    node,
    follow,
    open({ day, known_by: by }) {
      at = { day: day || model.get("date"), by };
    },
    come(move) {
      isComing = true;
      move();
      isComing = false;
      at = { day: model.get("date"), by: model.get("known_by") };
      follow();
    },
  };
}

/**
 * @param {MapStep} step
 * @param {Stage} stage
 * @param {Model<MapState>} model
 */
function show({ day, window, visible, selected, known_by: by }, stage, model) {
  if (stage.evidence?.hasClock) put(model, "known_by", by);
  if (day) put(model, "date", day);
  if (visible) put(model, "visible", visible);
  look(stage, window);
  stage.rings.mark(selected); // also where none was selected, and none is
  put(model, "selected", selected);
}

const look = (stage, window) =>
  window ? stage.setView(partOf(window, stage.spec)) : stage.reset();

// The window of a step has the shape of the whole map.
const partOf = ([x, y, width], spec) => ({
  x,
  y,
  width,
  height: (width * spec.height) / spec.width,
});

/** @param {MapStep} step */
const wordsOf = ({ title, text, question }) => [
  element("h4", "", title),
  withWords("p", "", text),
  withWords("p", "lk-step-question", question),
];

// A word between stars is in italics, as in an exercise.
function withWords(tag, className, words) {
  const made = element(tag, className);
  made.append(...emphasised(words));
  return made;
}

// The words of all steps on each other, unseen: where a step stands below its map, as on a phone, it
// takes the room of the longest, so that "Next" stays under the thumb.
/** @param {MapStep[]} steps */
function roomFor(steps) {
  const room = element("div", "lk-step-room");
  room.setAttribute("aria-hidden", "true");
  for (const { title, text, question } of steps) {
    const one = element("div");
    one.append(element("b", "", title), withWords("span", "", text), withWords("b", "", question));
    room.append(one);
  }
  return room;
}

// On paper all steps stand below each other.
function onPaper(steps) {
  const list = element("ol", "lk-steps-on-paper");
  list.append(
    ...steps.map(({ title, text, question }) => {
      const item = element("li");
      item.append(element("b", "", `${title}. `), ...emphasised(text), " ");
      item.append(withWords("em", "", question));
      return item;
    }),
  );
  return list;
}

// P begins and ends the view for a projector while the map has the focus or the pointer.
export function followProjector(whole, frame, by) {
  const isOn = () => frame.classList.contains("lk-projector");
  const turn = (on) => {
    frame.classList.toggle("lk-projector", on);
    if (on && !document.fullscreenElement) whole.requestFullscreen?.();
    if (!on && document.fullscreenElement) document.exitFullscreen();
    dispatchEvent(new Event("resize")); // other sizes of words leave the map another height
  };
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.composedPath()[0];
    if (at.matches?.("input:not([type=range], [type=checkbox]), textarea, select")) return;
    if (!isOn() && !whole.matches(":hover, :focus-within")) return;
    if (event.key.toLowerCase() === "p") turn(!isOn());
    else if (isOn() && !at.matches?.("input") && ["ArrowRight", "ArrowLeft"].includes(event.key))
      by(event.key === "ArrowRight" ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const leave = () => {
    if (whole.getRootNode().fullscreenElement !== whole) frame.classList.remove("lk-projector");
  };
  document.addEventListener("keydown", press, true);
  whole.addEventListener("fullscreenchange", leave);
  return () => {
    document.removeEventListener("keydown", press, true);
    whole.removeEventListener("fullscreenchange", leave);
  };
}

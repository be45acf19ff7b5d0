// The strip at the head of a notebook: whose answers these are, what is done, what is open, the minutes
// left, and the file to hand in.
import { isAlike, nameInSentence } from "../answers/names.js";
import { downloadAnswers, readAnswers } from "../answers/handin.js";
import { nameOf, shownState, signOf, tallyOf } from "../answers/record.js";
import { storeOf } from "../answers/store.js";
import { ask, askWho, whoseOf } from "../answers/who.js";
import { element, prepare, tell } from "../core/dom.js";
import { gainOf } from "./asked/later.js";
import { confirm } from "./exercise.js";
import { followTheme } from "../core/theme.js";
/** @import { ProgressState, View } from "../state.js" */

const FRAME = `
  <section class="lk-frame lk-strip" aria-label="Exercises of this notebook">
    <div class="lk-person-row">
      <label>Name <input type="text" maxlength="80" autocomplete="name"></label>
      <p class="lk-whose" role="status"></p>
      <button type="button" class="lk-tool" data-do="who">Somebody else works here</button>
    </div>
    <div class="lk-asks"></div>
    <p class="lk-count" role="status"></p>
    <ol class="lk-steps"></ol>
    <div class="lk-actions">
      <button type="button" class="lk-check" data-do="next">Next open exercise</button>
      <button type="button" class="lk-tool" data-do="download">Download my answers</button>
      <button type="button" class="lk-tool" data-do="load">Load my answers</button>
      <input type="file" accept=".json,application/json" hidden aria-label="File with answers">
    </div>
    <p class="lk-told" role="status"></p>
    <footer><p class="lk-kept"></p>
      <button type="button" class="lk-tool" data-do="reset">Start again</button></footer>
  </section>`;
const OF_A_PERSON = ["download", "load", "reset"];

/** @param {View<ProgressState>} view */
export function renderProgress({ model, el, styles }) {
  el.classList.add("lk-exercise");
  const root = prepare(el, styles.map + styles.exercise + styles.who, FRAME);
  const part = (selector) => root.querySelector(selector);
  const { spec, manager } = { spec: model.get("spec"), manager: model.widget_manager };
  const strip = {
    part,
    spec,
    store: storeOf(spec.lesson, manager),
    mine: spec.exercises.filter(({ notebook }) => notebook === spec.notebook),
    name: part("input[type=text]"),
    isFocused: (node) => root.activeElement === node,
    told: (words) => {
      part(".lk-told").textContent = words;
    },
    // Where there is no kernel, every exercise comes by itself.
    remedy: manager?.elsewhere === undefined ? "Run its cell first." : "Try again in a moment.",
    apart: manager?.apart ?? false,
  };
  const steps = strip.mine.map((one, n) => stepOf(one, n, () => goTo(strip, one)));
  part(".lk-steps").append(...steps.map(({ item }) => item));
  strip.name.addEventListener("change", () => rename(strip));
  for (const [act, work] of Object.entries(actsOf(strip)))
    part(`[data-do=${act}]`).addEventListener("click", work);
  part("input[type=file]").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    if (file) loadFile(strip, file);
    target.value = "";
  });
  const update = () => {
    for (const step of steps) step.show(shownState(strip.store.get(step.id), step.judged));
    showStrip(strip);
  };
  const stops = [strip.store.listen(update), followTheme(part(".lk-frame"))];
  update();
  return () => {
    for (const stop of stops) stop();
  };
}

function goTo({ told, store, remedy }, { id, title }) {
  const found = store.shown.get(id);
  told(found ? "" : `“${title}” is not on the page yet. ${remedy}`);
  found?.go();
}

function showStrip({ part, store, mine, name, isFocused, apart }) {
  const { asking, guest, kept, person } = store;
  const gain = gainOf(store, mine);
  tell(
    part(".lk-count"),
    [countOf(tallyOf(store, mine)), gain && gainIn(gain)].filter(Boolean).join(" "),
  );
  const whose = part(".lk-whose");
  const now = [person.id, person.name, person.begun, asking, guest].join(" ");
  if (whose.dataset.now !== now) whose.replaceChildren(...whoseOf(store)); // a status is read out
  whose.dataset.now = now;
  if (!isFocused(name)) name.value = store.name;
  part(".lk-person-row").hidden = asking;
  part("[data-do=who]").hidden = !person.begun && !store.people.all().length;
  for (const act of OF_A_PERSON) part(`[data-do=${act}]`).hidden = asking;
  const asks = part(".lk-asks");
  if (asking && !asks.querySelector(".lk-who")) askWho(asks, store, () => name.focus());
  if (!asking && asks.dataset.asked === "true") asks.replaceChildren();
  asks.dataset.asked = String(asking);
  part(".lk-kept").textContent = `${keptWords(store, apart)}${olderWords(store)}`;
  part(".lk-kept").classList.toggle("lk-warn", !kept || apart);
}

function keptWords({ kept, guest }, apart) {
  if (!kept)
    return "This browser keeps nothing: a private window, or storage is blocked or full. Download your answers before you close the page.";
  if (guest)
    return "These answers came with this file, and this browser keeps none of them until one is changed.";
  const who =
    "They go nowhere until you hand in the file; who uses this browser after you can open them.";
  return apart
    ? `Opened from a disk, this browser may keep your answers for this part alone. Open lesson.html: it has all parts, and keeps the answers together. ${who}`
    : `Your answers are saved in this browser (of a private window only until you close it). ${who}`;
}

// What somebody did before the lesson changed is not lost, and not shown: both is said.
function olderWords({ people, guest, lesson }) {
  const versions = people.otherVersions;
  if (guest || !versions.length) return "";
  const which = `${versions.length > 1 ? "versions" : "version"} ${versions.join(", ")}`;
  return ` This browser also has answers to ${which} of this lesson. They are kept, and not shown with version ${lesson.version}.`;
}

// What the buttons of the strip do.
function actsOf(strip) {
  const { part, spec, store, mine, told } = strip;
  return {
    who() {
      const box = askWho(part(".lk-asks"), store, () => strip.name.focus());
      const leave = Object.assign(element("button", "lk-tool", "Not now"), { type: "button" });
      leave.addEventListener("click", () => {
        part(".lk-asks").replaceChildren();
        part("[data-do=who]").focus();
      });
      box.append(leave);
      box.querySelector("button").focus();
    },
    next() {
      const { core, extra } = tallyOf(store, mine);
      const [first] = [...core.open, ...extra.open];
      if (first) goTo(strip, first);
      else told("Every exercise of this notebook is done.");
    },
    download: () => rename(strip, () => told(downloadAnswers(store, spec.exercises))),
    load: () => part("input[type=file]").click(),
    reset: () =>
      confirm(
        part(".lk-actions"),
        `Delete all answers${store.name ? ` of ${nameInSentence(store.name)}` : " shown here"} of this lesson, in every notebook? This cannot be undone. Download them first if you may need them.`,
        "Delete them",
        () => {
          store.reset();
          told("All answers are deleted.");
        },
      ),
  };
}

// Take the name that was typed. It may be that of somebody whom this browser knows, or of somebody
// who sits down where another has worked: then it is asked which.
function rename(strip, then = () => {}) {
  const { part, store, name } = strip;
  const typed = name.value.trim();
  const [newName, oldName] = [typed, store.name].map(nameInSentence);
  const known = store.people
    .all()
    .find((one) => one !== store.person && typed && isAlike(one.name, typed));
  const call = () => {
    store.setName(typed);
    then();
  };
  const join = () => {
    const from = store.person;
    store.become(known.id);
    if (from.begun && !from.name) store.people.join(from, known);
    then();
  };
  const fresh = () => {
    store.fresh();
    name.value = typed;
    rename(strip, then);
  };
  const back = () => {
    name.value = store.name;
  };
  if (typed === store.name) then();
  else if (store.name && typed && (hasAnswers(store) || store.begunElsewhere))
    ask(part(".lk-asks"), `The answers shown here are of ${oldName}. Who is ${newName}?`, [
      ["Somebody else: begin with no answers", fresh],
      [`The same person: write ${newName} in place of ${oldName}`, call],
      ["Not now", back],
    ]);
  else if (typed && store.begunElsewhere)
    ask(part(".lk-asks"), "Something was answered in another tab. Is it yours?", [
      ["It is mine", call],
      ["It is not mine: begin with no answers", fresh],
      ["Not now", back],
    ]);
  else if (known)
    ask(
      part(".lk-asks"),
      `This browser has answers of ${nameInSentence(known.name)} already. Are they yours?`,
      [
        ["They are mine: show them", join],
        [`I am another ${newName}`, call],
        ["Not now", back],
      ],
    );
  else call();
}

// Load a file. If it is of somebody else than those answers that are shown, it is asked what to do.
async function loadFile({ part, spec, store, told }, file) {
  const { words, person, name, take } = await readAnswers(store, spec.exercises, file);
  if (!take) told(words);
  else if (person === store.person.id || isNobodys(store, name)) told(take(person));
  else
    ask(
      part(".lk-asks"),
      `${nameInSentence(file.name)} has answers of ${calledIn(name)}. Here you see those of ${calledIn(store.name)}. Is it the same person?`,
      [
        ["The same: put them together", () => told(take(store.person.id))],
        ["Somebody else: show those of the file alone", () => told(take(person))],
        ["Not now"],
      ],
    );
}

const hasAnswers = (store) => Object.keys(store.person.records).length > 0;

// Whether nothing stands here that a file of this name could be mixed up with.
const isNobodys = (store, name) =>
  !hasAnswers(store) && (!store.name || !name || isAlike(store.name, name));

const calledIn = (name) => (name ? nameInSentence(name) : "somebody without a name");

const gainIn = ({ all, before, after, open }) =>
  `Asked before and after: ${all} question${all === 1 ? "" : "s"}. Right before: ${before}. Right now: ${after}.${open ? ` Still open: ${open}.` : ""}`;

function countOf({ core, extra }) {
  const left = ({ minutes }) => `bout ${minutes} minute${minutes === 1 ? "" : "s"}`;
  const words = [];
  if (core.all)
    words.push(
      `${core.done} of ${core.all} exercises done.`,
      core.open.length ? `A${left(core)} of exercises left.` : "All are done.",
    );
  if (extra.all)
    words.push(
      `Extra: ${extra.done} of ${extra.all} done${extra.open.length ? `, a${left(extra)}` : ""}.`,
    );
  return words.join(" ");
}

function stepOf({ id, title, judged, extra }, n, onClick) {
  const item = element("li", extra ? "lk-extra" : "");
  const made = Object.assign(element("button", "lk-step"), { type: "button" });
  made.addEventListener("click", onClick);
  item.append(made);
  return {
    id,
    judged,
    item,
    show(state) {
      made.dataset.state = state;
      made.textContent = `${signOf(state)} ${n + 1}`;
      const name = nameOf(judged, state);
      made.title = `${title}: ${name}`;
      made.setAttribute("aria-label", `${n + 1}. ${title}: ${name}`);
    },
  };
}

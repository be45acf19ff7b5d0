// An exercise: task, answer, feedback, hints, model answer. Checked here, without a kernel; what a
// student did is kept by the store.
import { buildBeside } from "./beside.js";
import { choice } from "./choice.js";
import { classify } from "./classify.js";
import { code } from "./code.js";
import { element, levelIn, paragraphs, prepare } from "../core/dom.js";
import { landOn } from "../core/landing.js";
import { locate } from "./locate.js";
import { asksLater, LATER_HEADS, saidLater } from "./asked/later.js";
import { multi } from "./multi.js";
import { number } from "./number.js";
import { order } from "./order.js";
import { place } from "./place.js";
import { isJudgement, JUDGEMENT_HEADS, withReason } from "./asked/reason.js";
import { Seal } from "../core/seal.js";
import { after, nameOf, same, shownState, signOf } from "../answers/record.js";
import { storeOf } from "../answers/store.js";
import { buildSure, saidSure } from "./asked/sure.js";
import { text } from "./text.js";
import { ask, askWho, nameNode, stopAfter } from "../answers/who.js";
import { followTheme } from "../core/theme.js";
/** @import { ExerciseSpec, ExerciseState, View } from "../state.js" */

const KINDS = { choice, multi, number, place, locate, order, classify, text, code };
let count = 0;

const FRAME = `
  <section class="lk-frame lk-ex">
    <header><p class="lk-ex-about"></p><h3></h3><p class="lk-state"><span aria-hidden="true"></span> <b></b></p></header>
    <div class="lk-prompt"></div>
    <div class="lk-beside"></div>
    <form novalidate><fieldset class="lk-answer"><legend class="lk-unseen">Your answer</legend></fieldset>
      <div class="lk-asked"></div><div class="lk-actions"></div></form>
    <div class="lk-said" role="status"></div>
    <ol class="lk-hints" aria-label="Hints" aria-live="polite"></ol>
    <div class="lk-model" role="group" aria-label="Model answer" hidden></div>
    <footer><p class="lk-objective"></p><p class="lk-kept"></p></footer>
    <div class="lk-asks"></div>
  </section>`;

/** @param {View<ExerciseState>} view */
export async function renderExercise({ model, el, styles }) {
  el.classList.add("lk-exercise");
  const root = prepare(el, styles.map + styles.exercise + styles.who, FRAME);
  const spec = model.get("spec");
  const store = storeOf(model.get("lesson"), model.widget_manager);
  const part = (selector) => root.querySelector(selector);
  const task = {
    part,
    spec,
    store,
    kind: spec.reason ? withReason(KINDS[spec.kind]) : KINDS[spec.kind],
    sure: null,
    seal: new Seal(spec.salt),
    record: () => store.get(spec.id),
  };
  const draft = draftOf(task);
  const deeds = deedsOf(task, draft);
  task.context = { ...contextOf(task, draft, deeds), model, styles };
  writeTask(part, spec);
  part("h3").ariaLevel = String(levelIn(el));
  task.answer = await task.kind.build(task.context, part(".lk-answer"));
  if (spec.ask_sure) task.sure = buildSure(part(".lk-asked"), task.context.name);
  const stopMap = await buildBeside(part(".lk-beside"), task.context, part(".lk-ex"));
  const actions = buildActions(part(".lk-actions"), spec, task.kind, deeds);
  const update = (id) => {
    showKept(task);
    if (id !== undefined && id !== spec.id) return;
    const now = task.record();
    showRecord(task, now);
    actions(now);
    if (id === undefined && !draft.isOpen()) task.answer.write(now.draft);
  };
  const stops = [store.enroll(model)]; // with what the saved notebook has
  task.answer.write(task.record().draft);
  update(spec.id);
  listenToForm(part("form"), deeds.check);
  const shown = { el, go: () => goTo(part) };
  store.shown.set(spec.id, shown);
  stops.push(store.listen(update), followTheme(part(".lk-frame")), draft.keepAtEnd());
  store.tell(spec.id);
  return () => {
    draft.keepNow();
    if (store.shown.get(spec.id) === shown) store.shown.delete(spec.id);
    task.answer.stop?.();
    stopMap();
    for (const stop of stops) stop();
  };
}

// What a kind of exercise is given.
function contextOf(task, draft, deeds) {
  return {
    spec: task.spec,
    seal: task.seal,
    name: `lk-${(count += 1)}`,
    attempted: () => task.record().attempts.length > 0,
    onChange: draft.keepSoon,
    onDone: deeds.done,
    onKernel: (made) => made?.at && addAttempt(task, made),
  };
}

// What a student has begun to answer: kept a moment after the last change.
function draftOf(task) {
  let waiting = 0; // the timer of a draft that is not kept yet
  const forget = () => {
    clearTimeout(waiting);
    waiting = 0;
  };
  const keepNow = () => {
    if (!waiting) return;
    forget();
    const draft = task.answer.read();
    if (!same(draft, task.record().draft)) task.store.set(task.spec.id, { draft });
  };
  const keepSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keepNow, 400);
  };
  const keepAtEnd = () => {
    const { leaving } = task.store;
    addEventListener("pagehide", keepNow);
    leaving.add(keepNow);
    return () => {
      removeEventListener("pagehide", keepNow);
      leaving.delete(keepNow);
    };
  };
  return { forget, keepNow, keepSoon, keepAtEnd, isOpen: () => waiting !== 0 };
}

// What a student can do: check, take a hint, see the model answer, clear.
function deedsOf(task, draft) {
  const { part, spec, store, kind, record } = task;
  const attempt = (judge) => tryAnswer(task, draft, judge);
  const openModel = () => {
    store.set(spec.id, { shown: true });
    part(".lk-model").focus();
  };
  const askFirst = (...words) => confirm(part(".lk-actions"), ...words);
  return {
    check: () => attempt(kind.judge),
    done() {
      attempt(kind.finish);
      part(".lk-check").focus(); // the button that was pressed is drawn anew
    },
    hint() {
      store.set(spec.id, { hints: Math.min(spec.hints.length, record().hints + 1) });
      if (record().hints >= spec.hints.length) focusOn(part(".lk-hints")); // the button is gone
    },
    askModel() {
      if (kind.asks) openModel(); // to open it is the second step already
      else
        askFirst(
          "See the model answer now? You learn more if you try once more first.",
          "Show it",
          openModel,
        );
    },
    // A text is compared with the model answer after the student has judged it.
    mayOpen: () => kind.isRated?.(task.answer.read()) ?? true,
    clear: () =>
      askFirst("Clear your answer and the feedback of this exercise?", "Clear it", () => {
        draft.forget();
        store.set(spec.id, { attempts: [], hints: 0, shown: false, draft: null });
        task.answer.write(null);
        focusOn(part(".lk-ex")); // the button is gone
      }),
  };
}

function tryAnswer(task, draft, judge) {
  const { part, spec, kind, seal, record, store } = task;
  draft.keepNow();
  const answer = task.answer.read();
  const found = judge(task.context, answer);
  const sure = task.sure?.read();
  const fault = found.fault ?? (sure === "" ? "Say first how sure you are." : "");
  if (fault) {
    say(part(".lk-said"), "", "", [fault]);
    return;
  }
  const { right } = found;
  const told = sure ? saidSure(found, sure, hintOf(spec, seal, 0)) : found.said;
  const said = saidLater(spec, store, told);
  if (!right) task.sure?.clear(); // for the next try it is asked anew
  part(".lk-confirm")?.remove(); // it asked about the answer before
  const at = after(record().attempts.at(-1)?.at);
  const words = kind.words(spec, answer, task.context);
  addAttempt(task, { at, answer, words, right, said, ...(sure && { sure }) });
  task.answer.compare?.(answer);
}

function addAttempt({ spec, store, record }, attempt) {
  if (record().attempts.some(({ at }) => at === attempt.at)) return; // another view heard it, too
  store.addAttempt(spec.id, attempt);
}

function showRecord(task, now) {
  const { part, spec, kind, seal } = task;
  showState(part, now, spec);
  showSaid(part(".lk-said"), now, spec, kind);
  part(".lk-asked").hidden = now.attempts.at(-1)?.right ?? false;
  if (asksLater(spec)) return; // no mark, no hint, no model answer yet
  task.answer.mark?.(now.attempts.at(-1)?.answer, now);
  showHints(part(".lk-hints"), spec, seal, now.hints);
  showModel(part(".lk-model"), spec, seal, now);
}

// Where the answer is kept, and for whom.
function showKept({ part, store, record }) {
  const { attempts, hints, draft } = record();
  const { kept, asking, guest, name } = store;
  const begun = attempts.length || hints || draft;
  const whom = name ? [" for ", nameNode(name), stopAfter(name)] : ["."];
  const words = [];
  if (!kept)
    words.push("This browser does not keep your answers. Download them before you close the page.");
  else if (asking) words.push(whoButton(part, store));
  else if (guest) words.push("Kept in this file", ...whom);
  else words.push(`${begun ? "Saved" : "Your answer will be saved"} in this browser`, ...whom);
  part(".lk-kept").replaceChildren(...words);
}

function whoButton(part, store) {
  const host = part(".lk-asks");
  return named("Who works here? Say it first.", "lk-tool", () => {
    askWho(host, store, () => focusOn(part(".lk-ex")))
      .querySelector("button")
      .focus();
  });
}

function listenToForm(form, check) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  // JupyterLab keeps Enter from sending a form.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input[type=text]")) return;
    event.preventDefault();
    check();
  });
}

const goTo = (part) => landOn(part(".lk-ex"));

function focusOn(node) {
  node.tabIndex = -1;
  node.focus({ preventScroll: true });
}

/** @param {ExerciseSpec} spec */
function writeTask(part, spec) {
  const minutes = `${spec.minutes} minute${spec.minutes === 1 ? "" : "s"}`;
  part(".lk-ex-about").textContent = `Exercise ${spec.number} · ${minutes}`;
  part("h3").textContent = spec.title;
  part(".lk-ex").setAttribute("aria-label", `Exercise ${spec.number}: ${spec.title}`);
  paragraphs(part(".lk-prompt"), spec.prompt);
  part(".lk-objective").textContent = `Goal: ${spec.objective}.`;
}

function buildActions(host, spec, kind, { hint, askModel, clear, mayOpen }) {
  const act = kind.act ?? "Check";
  if (act) host.append(Object.assign(element("button", "lk-check", act), { type: "submit" }));
  const more = named("", "lk-tool", hint);
  const model = named(kind.asks ?? "Show the model answer", "lk-tool", askModel);
  const again = named("Clear", "lk-tool", clear);
  host.append(more, model, again);
  const submit = /** @type {HTMLElement | null} */ (host.querySelector(".lk-check"));
  if (asksLater(spec))
    return ({ attempts }) => {
      for (const one of [more, model, again]) one.hidden = true;
      if (submit) submit.hidden = attempts.length > 0; // the first answer is the one that counts
    };
  return ({ attempts, hints, shown }) => {
    more.textContent = `Hint ${Math.min(hints + 1, spec.hints.length)} of ${spec.hints.length}`;
    more.hidden = hints >= spec.hints.length;
    model.hidden = shown || !attempts.length || attempts.some(({ right }) => right) || !mayOpen();
    again.hidden = !attempts.length && !hints;
  };
}

function named(words, className, onClick) {
  const made = Object.assign(element("button", className, words), { type: "button" });
  made.addEventListener("click", onClick);
  return made;
}

// Ask once more, in place.
export const confirm = (host, question, yes, onYes) =>
  ask(host, question, [[yes, onYes], ["Not now"]]);

// What is solved stays solved, whatever is tried after it.
const solvedBefore = ({ attempts }) =>
  attempts.some(({ right }) => right) && !attempts.at(-1).right;

// By who judges. What is told later has one answer, and none before it.
const BEFORE = { key: " (solved before)", self: " (before)", editors: " (before)", later: "" };

function showState(part, record, { judged }) {
  const state = shownState(record, judged);
  const box = part(".lk-state");
  const name = nameOf(judged, state);
  box.dataset.state = state;
  box.querySelector("span").textContent = signOf(state);
  box.querySelector("b").textContent = `${name[0].toUpperCase()}${name.slice(1)}${
    solvedBefore(record) ? BEFORE[judged] : ""
  }`;
}

const HEADS = {
  right: "Right.",
  "not yet": "Not yet.",
  again: "This try: not yet. You solved it before.",
};

/** @param {ExerciseSpec} spec */
function headsOf(spec) {
  if (asksLater(spec)) return LATER_HEADS;
  return isJudgement(spec) ? JUDGEMENT_HEADS : HEADS;
}

// A screen reader speaks when the words are put in anew, so that is done once for each attempt.
function showSaid(host, record, spec, { heads = headsOf(spec), inRows = false }) {
  const last = record.attempts.at(-1);
  const at = last?.at ?? "never";
  if (host.dataset.at === at) return;
  const state = last?.right || asksLater(spec) ? "right" : "not yet";
  const said = last?.said ?? [];
  const lines = inRows ? said.slice(-1) : said; // the others stand in their rows
  if (last) say(host, state, heads[solvedBefore(record) ? "again" : state], lines, at);
  else say(host, "", "", [], at);
}

function say(host, state, head, lines, at = "") {
  Object.assign(host.dataset, { state, at });
  host.replaceChildren(...(head ? [element("b", "", head)] : []));
  for (const line of lines) paragraphs(host, line);
}

/** @param {ExerciseSpec} spec */
const hintOf = (spec, seal, n) => seal.unscramble(spec.hints[n], "hint", String(n));

/** @param {ExerciseSpec} spec */
function showHints(host, spec, seal, hints) {
  const most = Math.min(hints, spec.hints.length); // the record may be of an older form
  for (let n = host.children.length; n < most; n += 1) {
    const item = element("li");
    paragraphs(item, hintOf(spec, seal, n));
    host.append(item);
  }
  while (host.children.length > most) host.lastChild.remove();
}

// With a right answer comes the explanation; the model answer itself when it was asked for.
function showModel(host, spec, seal, { attempts, shown }) {
  const done = attempts.some(({ right }) => right);
  const open = shown || done;
  host.hidden = !open;
  host.tabIndex = -1;
  host.replaceChildren();
  if (!open) return;
  const { answer, explanation, paragraphs: numbers } = seal.model(spec);
  if (shown || spec.kind !== "choice" || !done) {
    host.append(element("b", "", "Model answer"));
    for (const line of answer.split("\n").filter(Boolean)) paragraphs(host, line);
  }
  host.append(element("b", "", "Why"));
  paragraphs(host, explanation);
  const said = [
    ...(numbers.length ? [`The report, ¶ ${numbers.join(", ")}`] : []),
    ...spec.sources,
  ];
  const list = element("ul", "lk-sources");
  list.append(...said.map((words) => element("li", "", words)));
  host.append(element("b", "", said.length === 1 ? "Source" : "Sources"), list);
}

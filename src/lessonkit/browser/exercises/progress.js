// The strip at the head of a notebook: what is done, what is open, the minutes left, the name, and
// the file to hand in.
import { element, prepare, tell } from "../core/dom.js";
import { confirm } from "./exercise.js";
import { downloadAnswers, loadAnswers } from "./handin.js";
import { nameOf, signOf, stateOf, storeOf, tallyOf } from "./store.js";
import { followTheme } from "../core/theme.js";
/** @import { ProgressState, View } from "../state.js" */

const FRAME = `
  <section class="lk-frame lk-strip" aria-label="Exercises of this notebook">
    <p class="lk-count" role="status"></p>
    <ol class="lk-steps"></ol>
    <div class="lk-actions">
      <button type="button" class="lk-check" data-do="next">Next open exercise</button>
      <label>Name <input type="text" maxlength="80" autocomplete="name"></label>
      <button type="button" class="lk-tool" data-do="download">Download my answers</button>
      <button type="button" class="lk-tool" data-do="load">Load my answers</button>
      <input type="file" accept=".json,application/json" hidden aria-label="File with answers">
    </div>
    <p class="lk-told" role="status"></p>
    <footer><p class="lk-kept"></p>
      <button type="button" class="lk-tool" data-do="reset">Start again</button></footer>
  </section>`;

/** @param {View<ProgressState>} view */
export function renderProgress({ model, el, styles }) {
  el.classList.add("lk-exercise");
  const root = prepare(el, styles.map + styles.exercise, FRAME);
  const part = (selector) => root.querySelector(selector);
  const spec = model.get("spec");
  const store = storeOf(spec.lesson);
  const mine = spec.exercises.filter(({ notebook }) => notebook === spec.notebook);
  const told = (words) => {
    part(".lk-told").textContent = words;
  };
  // Where there is no kernel, every exercise comes by itself.
  const remedy =
    model.widget_manager?.elsewhere === undefined
      ? "Run its cell first."
      : "Try again in a moment.";
  const go = ({ id, title }) => {
    const found = store.shown.get(id);
    told(found ? "" : `“${title}” is not on the page yet. ${remedy}`);
    found?.go();
  };
  const steps = mine.map((one, n) => stepOf(one, n, () => go(one)));
  part(".lk-steps").append(...steps.map(({ item }) => item));
  const name = part("input[type=text]");
  name.addEventListener("change", () => store.setName(name.value.trim()));
  const acts = actsOf({ part, spec, store, mine, name, go, told });
  for (const [act, work] of Object.entries(acts))
    part(`[data-do=${act}]`).addEventListener("click", work);
  part("input[type=file]").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (file) told(await loadAnswers(store, spec.exercises, file));
    target.value = "";
  });
  const update = () => {
    tell(part(".lk-count"), countOf(tallyOf(store, mine)));
    for (const step of steps) step.show(stateOf(store.get(step.id)));
    if (root.activeElement !== name) name.value = store.name;
    part(".lk-kept").textContent = store.kept
      ? "Your answers are saved in this browser (of a private window only until you close it). Nobody else sees them until you hand in the file."
      : "This browser keeps nothing: a private window, or storage is blocked. Download your answers before you close the page.";
    part(".lk-kept").classList.toggle("lk-warn", !store.kept);
  };
  const stops = [store.listen(update), followTheme(part(".lk-frame"))];
  update();
  return () => {
    for (const stop of stops) stop();
  };
}

// What the buttons of the strip do.
function actsOf({ part, spec, store, mine, name, go, told }) {
  return {
    next() {
      const { core, extra } = tallyOf(store, mine);
      const [first] = [...core.open, ...extra.open];
      if (first) go(first);
      else told("Every exercise of this notebook is done.");
    },
    download() {
      store.setName(name.value.trim());
      told(downloadAnswers(store, spec.exercises));
    },
    load: () => part("input[type=file]").click(),
    reset: () =>
      confirm(
        part(".lk-actions"),
        "Delete all answers of this lesson, in every notebook? This cannot be undone. Download them first if you may need them.",
        "Delete them",
        () => {
          store.reset();
          told("All answers are deleted.");
        },
      ),
  };
}

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

function stepOf({ id, title, kind, extra }, n, onClick) {
  const item = element("li", extra ? "lk-extra" : "");
  const made = Object.assign(element("button", "lk-step"), { type: "button" });
  made.addEventListener("click", onClick);
  item.append(made);
  return {
    id,
    item,
    show(state) {
      made.dataset.state = state;
      made.textContent = `${signOf(state)} ${n + 1}`;
      const name = nameOf(kind, state);
      made.title = `${title}: ${name}`;
      made.setAttribute("aria-label", `${n + 1}. ${title}: ${name}`);
    },
  };
}

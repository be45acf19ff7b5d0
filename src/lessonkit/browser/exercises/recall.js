// A student's own words from a text exercise, shown again: from the store, so without a kernel, and
// following each change, also one in another tab.
import { element, prepare } from "../core/dom.js";
import { storeOf } from "../answers/store.js";
import { Seal } from "../core/seal.js";
import { followTheme } from "../core/theme.js";
import { inWordsOf } from "./statements.js";
/** @import { RecallSpec, RecallState, View } from "../state.js" */

const FRAME = `
  <section class="lk-frame lk-recall">
    <h3>What you wrote</h3>
    <p class="lk-dated" role="status"></p>
    <blockquote></blockquote>
    <div class="lk-came" hidden></div>
    <details><summary></summary><ol></ol></details>
    <p class="lk-note"></p>
  </section>`;
const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

/** @param {View<RecallState>} view */
export function renderRecall({ model, el, styles }) {
  el.classList.add("lk-exercise");
  const root = prepare(el, styles.map + styles.exercise + styles.recall, FRAME);
  const part = (selector) => root.querySelector(selector);
  const spec = model.get("spec");
  const store = storeOf(model.get("lesson"), model.widget_manager);
  const came = cameOf(part(".lk-came"), spec);
  const update = (id) => {
    if (id !== undefined && id !== spec.id) return;
    const [last, ...earlier] = versionsOf(store.get(spec.id)).toReversed();
    part(".lk-dated").textContent = last ? whenOf(last) : missing(store);
    part("blockquote").textContent = last?.text ?? "";
    part("blockquote").hidden = !last;
    came.show(last?.statements ?? []);
    showEarlier(part, earlier.toReversed());
  };
  part(".lk-recall").setAttribute("aria-label", `What you wrote: ${spec.title}`);
  part(".lk-recall > .lk-note").append(
    `The exercise “${spec.title}” stands in `,
    ...whereOf(model, spec),
    ".",
  );
  const stops = [store.listen(update), followTheme(part(".lk-frame"))];
  update();
  return () => {
    for (const stop of stops) stop();
  };
}

// What was foretold, beside what came, which stays sealed until it is opened.
/** @param {RecallSpec} spec */
function cameOf(host, spec) {
  const list = element("ul");
  const open = Object.assign(element("button", "lk-open", "Open what came"), { type: "button" });
  let isOpen = false;
  let told = [];
  host.append(element("h4", "", "What you foretold"), list, open);
  const write = () => {
    const known = isOpen ? JSON.parse(new Seal(spec.salt).unscramble(spec.came, "model")).came : [];
    list.replaceChildren(
      ...spec.statements.map((one, n) => {
        const item = element("li");
        item.append(element("b", "", one.text), ` You: ${inWordsOf(one, told[n] ?? {})}.`);
        if (isOpen) item.append(element("span", "lk-came-so", ` It came: ${known[n]}.`));
        return item;
      }),
    );
    open.hidden = isOpen;
  };
  open.addEventListener("click", () => {
    isOpen = true;
    write();
    list.tabIndex = -1;
    list.focus(); // the button that had it is gone
  });
  return {
    show(statements) {
      told = statements;
      host.hidden = !spec.statements.length || !statements.length;
      write();
    },
  };
}

// On a page there is another page to go to; in JupyterLab the notebook is opened from its list.
/** @param {RecallSpec} spec */
function whereOf(model, spec) {
  if (!spec.part) return ["this notebook"];
  const page = model.widget_manager?.pageOf?.(spec.notebook);
  return page
    ? [Object.assign(element("a", "", page.title), { href: page.href })]
    : [`the notebook “${spec.part}”`];
}

// What was written, the oldest first: each text that was compared, then the one in work.
function versionsOf({ attempts, draft, at }) {
  const compared = attempts.map((one) => ({
    text: one.answer?.text,
    statements: one.answer?.statements,
    at: one.at,
  }));
  const versions = [];
  for (const one of [
    ...compared,
    { text: draft?.text, statements: draft?.statements, at, open: true },
  ]) {
    const written = typeof one.text === "string" && one.text.trim();
    if (!written) continue;
    if (one.text !== versions.at(-1)?.text) versions.push(one);
    else if (one.statements) versions.at(-1).statements = one.statements;
  }
  return versions;
}

const dayOf = (at) => (Number.isNaN(Date.parse(at)) ? "an unknown day" : WHEN.format(new Date(at)));

const whenOf = ({ at, open }) =>
  open ? `In work, last changed on ${dayOf(at)}.` : `Written on ${dayOf(at)}.`;

const missing = (store) =>
  store.kept
    ? "Nothing is kept in this browser. Load the file of your answers, or go on without them."
    : "This browser keeps nothing: a private window, or storage is blocked. Open the exercise in this window, too.";

function showEarlier(part, earlier) {
  part("details").hidden = !earlier.length;
  part("summary").textContent = `What you wrote before that (${earlier.length})`;
  part("ol").replaceChildren(
    ...earlier.map((one) => {
      const item = element("li");
      item.append(element("span", "lk-note", whenOf(one)), element("blockquote", "", one.text));
      return item;
    }),
  );
}

// Writing in one's own words, then comparing with a model answer. The student judges: no computer
// calls a text wrong or right.
import { element } from "../core/dom.js";
import { buildStatements, inWordsOf, missingIn } from "./statements.js";
/** @import { ExerciseSpec } from "../state.js" */

// How many words there are in a text.
export const wordsIn = (text) => text.trim().split(/\s+/).filter(Boolean).length;
const NONE = "none";

// A sentence counts once, however often it was put in.
function sentencesOnce(text) {
  const sentences = text.split(/(?<=[.!?؟…])\s+|\n+/).filter((one) => one.trim());
  const plain = (one) =>
    one
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  return [...new Map(sentences.map((one) => [plain(one), one])).values()].join(" ");
}

/** @param {ExerciseSpec} spec */
function tooShort(spec, own) {
  const [all, once] = [own, sentencesOnce(own)].map(wordsIn);
  if (all < spec.words) return `Write at least ${spec.words} words first. You have ${all}.`;
  return once < spec.words
    ? `The same sentence stands here more than once. Without that you have ${once} words, of at least ${spec.words}.`
    : "";
}

export const text = {
  act: "Compare",
  asks: "Open the model answer",
  heads: {
    right: "Done.",
    "not yet": "Now compare.",
    again: "Now compare. You marked it as done before.",
  },
  build(context, host) {
    const { spec, onChange } = context;
    const label = element("label", "lk-own", "Your text");
    const area = Object.assign(element("textarea"), { rows: 4, spellcheck: true });
    const count = element("p", "lk-note");
    const points = element("fieldset", "lk-points");
    const tell = () => {
      count.textContent = `${wordsIn(area.value)} words. At least ${spec.words}. No computer judges this text: you compare it yourself.`;
    };
    area.addEventListener("input", () => {
      tell();
      onChange();
    });
    points.addEventListener("change", ({ target }) => {
      const { checked, value } = /** @type {HTMLInputElement} */ (target);
      for (const box of boxes())
        if (checked && (box.value === NONE) !== (value === NONE)) box.checked = false;
    });
    label.append(area);
    const foretold = element("div", "lk-statements");
    const statements = buildStatements(foretold, context);
    host.append(label, count, foretold, points);
    tell();
    const boxes = () => [...points.querySelectorAll("input")];
    return {
      read: () => ({
        text: area.value,
        ...(spec.statements && { statements: statements.read() }),
        ticked: boxes().flatMap((box, n) => (box.checked && box.value !== NONE ? [n] : [])),
        ...(boxes().some((box) => box.checked && box.value === NONE) && { none: true }),
      }),
      write: (answer) => {
        area.value = answer?.text ?? "";
        statements.write(answer?.statements);
        tell();
        fillPoints(points, context, answer);
      },
      // After the first comparing, the points to look for.
      compare: (answer) => fillPoints(points, context, answer, true),
    };
  },
  judge({ spec, seal }, { text: own, statements }) {
    const fault = tooShort(spec, own) || missingIn(spec, statements);
    if (fault) return { fault };
    const { mistakes } = seal.model(spec);
    return {
      right: false,
      said: [
        "Tick the points that your text has. Then open the model answer, add what is missing, and say that you are done.",
        ...mistakes,
      ],
    };
  },
  isRated: ({ ticked, none }) => ticked.length > 0 || none === true,
  // The student says that it is done.
  finish({ spec }, { text: own, statements, ticked, none }) {
    const fault = tooShort(spec, own) || missingIn(spec, statements);
    if (fault) return { fault };
    if (!ticked.length && !none)
      return { fault: "Tick the points that your text has first, or that it has none of them." };
    return {
      right: true,
      said: [
        `You compared your text yourself and ticked ${ticked.length} of ${spec.criteria_count} points.`,
      ],
    };
  },
  words: (spec, answer) =>
    [
      `${answer.text} (${answer.ticked.length} of ${spec.criteria_count} points ticked)`,
      ...(spec.statements ?? []).map(
        (one, n) => `${one.text} ${inWordsOf(one, answer.statements?.[n] ?? {})}.`,
      ),
    ].join(" "),
};

function fillPoints(
  points,
  { spec, seal, onChange, onDone, attempted },
  answer,
  open = attempted(),
) {
  points.replaceChildren();
  points.hidden = !open;
  if (!open) return;
  points.append(element("legend", "", "My text has these points"));
  seal.model(spec).criteria.forEach((words, n) => {
    const label = element("label", "lk-option");
    const box = Object.assign(element("input"), {
      type: "checkbox",
      checked: Array.isArray(answer?.ticked) && answer.ticked.includes(n),
    });
    box.addEventListener("change", onChange);
    label.append(box, element("span", "", words));
    points.append(label);
  });
  points.append(noneOf(answer, onChange));
  const done = Object.assign(element("button", "lk-done", "I have compared it: done"), {
    type: "button",
  });
  done.addEventListener("click", onDone);
  points.append(done);
}

// That a text has none of the points is an answer, too; it goes with no other.
function noneOf(answer, onChange) {
  const label = element("label", "lk-option");
  const none = Object.assign(element("input"), {
    type: "checkbox",
    value: NONE,
    checked: answer?.none === true,
  });
  none.addEventListener("change", onChange);
  label.append(none, element("span", "", "None of these points"));
  return label;
}

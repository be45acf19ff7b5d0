// Writing in one's own words, then comparing with a model answer. The student judges: no computer
// calls a text wrong or right.
import { element } from "../core/dom.js";
/** @import { ExerciseSpec } from "../state.js" */

const wordsIn = (text) => text.trim().split(/\s+/).filter(Boolean).length;
/** @param {ExerciseSpec} spec */
const tooShort = (spec, own) =>
  wordsIn(own) < spec.words
    ? `Write at least ${spec.words} words first. You have ${wordsIn(own)}.`
    : "";

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
    const label = element("label", "lk-own", "Your answer");
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
    label.append(area);
    host.append(label, count, points);
    tell();
    const boxes = () => [...points.querySelectorAll("input")];
    return {
      read: () => ({
        text: area.value,
        ticked: boxes().flatMap((box, n) => (box.checked ? [n] : [])),
      }),
      write: (answer) => {
        area.value = answer?.text ?? "";
        tell();
        fillPoints(points, context, answer);
      },
      // After the first comparing, the points to look for.
      compare: (answer) => fillPoints(points, context, answer, true),
    };
  },
  judge({ spec, seal }, { text: own }) {
    const fault = tooShort(spec, own);
    if (fault) return { fault };
    const { mistakes } = seal.model(spec);
    return {
      right: false,
      said: [
        "Open the model answer. Tick the points that your text has, and add what is missing. Then say that you are done.",
        ...mistakes,
      ],
    };
  },
  // The student says that it is done.
  finish({ spec }, { text: own, ticked }) {
    const fault = tooShort(spec, own);
    if (fault) return { fault };
    return {
      right: true,
      said: [
        `You compared your text yourself and ticked ${ticked.length} of ${spec.criteria_count} points.`,
      ],
    };
  },
  words: (spec, answer) =>
    `${answer.text} (${answer.ticked.length} of ${spec.criteria_count} points ticked)`,
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
  const done = Object.assign(element("button", "lk-done", "I have compared it: done"), {
    type: "button",
  });
  done.addEventListener("click", onDone);
  points.append(done);
}

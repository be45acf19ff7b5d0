// Writing in one's own words, then comparing with a model answer. The student judges.
import { element } from "./dom.js";

const wordsIn = (text) => text.trim().split(/\s+/).filter(Boolean).length;

export const text = {
  act: "Compare",
  build(context, host) {
    const { spec, onChange } = context;
    const label = element("label", "lk-own", "Your answer");
    const area = Object.assign(element("textarea"), { rows: 4, spellcheck: true });
    const count = element("p", "lk-note");
    const points = element("fieldset", "lk-points");
    const tell = () => { count.textContent = `${wordsIn(area.value)} words. At least ${spec.words}.`; };
    area.addEventListener("input", () => { tell(); onChange(); });
    label.append(area);
    host.append(label, count, points);
    tell();
    const boxes = () => [...points.querySelectorAll("input")];
    return {
      read: () => ({ text: area.value, ticked: boxes().flatMap((box, n) => (box.checked ? [n] : [])) }),
      write: (answer) => {
        area.value = answer?.text ?? "";
        tell();
        fillPoints(points, context, answer);
      },
      // After the first comparing, the points to look for.
      compare: (answer) => fillPoints(points, context, answer, true),
    };
  },
  judge({ spec, seal }, { text: own, ticked }) {
    const count = wordsIn(own);
    if (count < spec.words) return { fault: `Write at least ${spec.words} words first. You have ${count}.` };
    const { mistakes } = seal.model(spec);
    if (ticked.length === spec.criteria_count) return { right: true, said: ["Your text has every point, as you judge it."] };
    return { right: false, said: [...mistakes, "Compare your text with the model answer below. Tick what it has, add what is missing."] };
  },
  showsModel: true,
  words: (spec, answer) => `${answer.text} (${answer.ticked.length} of ${spec.criteria_count} points ticked)`,
};

function fillPoints(points, { spec, seal, onChange, onTick, attempted }, answer, open = attempted()) {
  points.replaceChildren();
  points.hidden = !open;
  if (!open) return;
  points.append(element("legend", "", "My text has these points"));
  seal.model(spec).criteria.forEach((words, n) => {
    const label = element("label", "lk-option");
    const box = Object.assign(element("input"), { type: "checkbox", checked: Array.isArray(answer?.ticked) && answer.ticked.includes(n) });
    box.addEventListener("change", () => { onChange(); onTick(); });
    label.append(box, element("span", "", words));
    points.append(label);
  });
}

// Sorting sentences into kinds: a row of choices for each. What is said to a sentence stands in its row.
import { element, emphasised, radioGroup } from "../core/dom.js";
import { signOf } from "../answers/record.js";
import { isJudgement } from "./asked/reason.js";
/** @import { ExerciseSpec } from "../state.js" */

export const classify = {
  inRows: true,
  build({ spec, seal, name, onChange }, host) {
    const groups = spec.items.map((item) => groupOf(item, spec.categories, name, onChange));
    host.append(...groups.map(({ group }) => group));
    return {
      read: () =>
        Object.fromEntries(
          groups.map(({ key, inputs }) => [
            key,
            inputs.find((input) => input.checked)?.value ?? "",
          ]),
        ),
      write: (answer) =>
        groups.forEach(({ key, inputs }) => {
          for (const input of inputs) input.checked = input.value === answer?.[key];
        }),
      mark: (answer) =>
        groups.forEach(({ key, inputs, said }) => {
          const chosen = answer?.[key];
          const same = chosen && inputs.some((one) => one.checked && one.value === chosen);
          said.replaceChildren(...(same ? emphasised(inRow(spec, seal, key, chosen)) : []));
        }),
    };
  },
  judge({ spec, seal }, answer) {
    const open = spec.items.filter(({ key }) => !answer[key]).length;
    if (open)
      return {
        fault: `Sort every sentence first. ${open} ${open === 1 ? "is" : "are"} still open.`,
      };
    const off = spec.items.filter(({ key }) => !seal.isRight(spec, "kind", key, answer[key]));
    const said = off.map(({ key, text }) => `“${text}” ${wrongOf(spec, seal, key, answer[key])}`);
    const right = spec.items.length - off.length;
    if (off.length)
      said.push(
        `${right} of ${spec.items.length} are sorted ${isJudgement(spec) ? "as the editors do" : "right"}. What is said to each stands in its row.`,
      );
    return { right: !off.length, said };
  },
  words: (spec, answer) =>
    spec.items.map(({ key, text }) => `${bare(text)}: ${labelOf(spec, answer[key])}`).join("; "),
};

// A sentence before a colon has no full stop.
const bare = (text) => text.replace(/\.$/, "");

/** @param {ExerciseSpec} spec */
const labelOf = (spec, key) => spec.categories.find((one) => one.key === key)?.text ?? "";

/** @param {ExerciseSpec} spec */
const wrongOf = (spec, seal, key, kind) =>
  seal.message(spec, "kind", key, kind) ?? `It is not of the kind “${labelOf(spec, kind)}”.`;

/** @param {ExerciseSpec} spec */
const inRow = (spec, seal, key, kind) =>
  seal.isRight(spec, "kind", key, kind)
    ? `${signOf("right")} ${isJudgement(spec) ? "The editors judge alike." : "Right."}`
    : `${signOf("not yet")} ${wrongOf(spec, seal, key, kind)}`;

function groupOf({ key, text }, categories, name, onChange) {
  const said = Object.assign(element("p", "lk-row-said"), { id: `${name}-${key}-said` });
  const options = categories.map((category) => [category.key, category.text]);
  const { group, inputs } = radioGroup("lk-sort", text, `${name}-${key}`, options, () => {
    said.textContent = ""; // it was said to the answer before
    onChange();
  });
  group.setAttribute("aria-describedby", said.id);
  group.append(said);
  return { key, group, inputs, said };
}

// Sorting sentences into kinds: a row of choices for each.
import { element } from "../core/dom.js";
/** @import { ExerciseSpec } from "../state.js" */

export const classify = {
  build({ spec, name, onChange }, host) {
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
    };
  },
  judge({ spec, seal }, answer) {
    const open = spec.items.filter(({ key }) => !answer[key]).length;
    if (open)
      return {
        fault: `Sort every sentence first. ${open} ${open === 1 ? "is" : "are"} still open.`,
      };
    const off = spec.items.filter(({ key }) => !seal.isRight(spec, "kind", key, answer[key]));
    const said = off.map(
      ({ key, text }) =>
        `“${text}” ${
          seal.message(spec, "kind", key, answer[key]) ??
          `It is not of the kind “${labelOf(spec, answer[key])}”.`
        }`,
    );
    if (off.length)
      said.push(`${spec.items.length - off.length} of ${spec.items.length} are sorted right.`);
    return { right: !off.length, said };
  },
  words: (spec, answer) =>
    spec.items.map(({ key, text }) => `${text}: ${labelOf(spec, answer[key])}`).join("; "),
};

/** @param {ExerciseSpec} spec */
const labelOf = (spec, key) => spec.categories.find((one) => one.key === key)?.text ?? "";

function groupOf({ key, text }, categories, name, onChange) {
  const group = element("fieldset", "lk-sort");
  group.append(element("legend", "", text));
  const inputs = categories.map((category) => {
    const label = element("label");
    const input = Object.assign(element("input"), {
      type: "radio",
      name: `${name}-${key}`,
      value: category.key,
    });
    input.addEventListener("change", onChange);
    label.append(input, element("span", "", category.text));
    group.append(label);
    return input;
  });
  return { key, group, inputs };
}

// Choosing one of several answers.
import { element, emphasised } from "../core/dom.js";

// The rows of options, mixed in a way that stays the same; gives their inputs as they were written.
export function rowsOf({ spec, seal, name, onChange }, host, type) {
  const rank = spec.options.map((_, n) => seal.hash("row", String(n)));
  const inputs = [];
  for (const n of [...spec.options.keys()].toSorted((a, b) => (rank[a] < rank[b] ? -1 : 1))) {
    const row = element("label", "lk-option");
    inputs[n] = Object.assign(element("input"), { type, name, value: n });
    inputs[n].addEventListener("change", onChange);
    const words = element("span");
    words.append(...emphasised(spec.options[n]));
    row.append(inputs[n], words);
    host.append(row);
  }
  return inputs;
}

export const choice = {
  build(context, host) {
    const inputs = rowsOf(context, host, "radio");
    return {
      read: () => inputs.findIndex((input) => input.checked),
      write: (answer) =>
        inputs.forEach((input, n) => {
          input.checked = n === answer;
        }),
    };
  },
  judge({ spec, seal }, answer) {
    if (answer < 0) return { fault: "Choose an answer first." };
    const right = seal.isRight(spec, "choice", String(answer));
    return { right, said: right ? [] : [seal.message(spec, "choice", String(answer))] };
  },
  words: (spec, answer) => spec.options[answer] ?? "",
};

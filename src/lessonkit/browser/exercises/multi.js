// Choosing all that is right, of several answers.
import { element } from "../core/dom.js";
import { rowsOf } from "./choice.js";

export const multi = {
  build(context, host) {
    host.append(element("p", "lk-note", "More than one answer can be right."));
    const inputs = rowsOf(context, host, "checkbox");
    return {
      read: () => inputs.flatMap((input, n) => (input.checked ? [n] : [])),
      write: (answer) =>
        inputs.forEach((input, n) => {
          input.checked = Array.isArray(answer) && answer.includes(n);
        }),
    };
  },
  judge({ spec, seal }, answer) {
    if (!answer.length) return { fault: "Choose at least one answer first." };
    const off = spec.options
      .map((text, n) => [text, n, answer.includes(n)])
      .filter(([, n, on]) => !seal.isRight(spec, "multi", String(n), on ? "1" : "0"));
    const said = off
      .filter(([, , on]) => on)
      .map(([text, n]) => `${text}: ${seal.message(spec, "multi", String(n), "1")}`);
    const left = off.filter(([, , on]) => !on);
    // What was left out is not named. Words that help to find it come one at a time, and only when
    // nothing else is wrong: all of them together would be the answer.
    const help = said.length ? [] : left.slice(0, 1);
    if (left.length)
      said.push(`${left.length === 1 ? "One answer is" : `${left.length} answers are`} missing.`);
    if (!said.length) return { right: true, said };
    said.push(...help.map(([, n]) => seal.message(spec, "multi", String(n), "0")));
    return { right: false, said };
  },
  words: (spec, answer) => answer.map((n) => spec.options[n]).join("; "),
};

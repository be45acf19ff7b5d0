// Choosing one of several answers, or several of several.
import { element, emphasised } from "../core/dom.js";

// The rows of options, mixed in a way that stays the same; gives their inputs as they were written.
function rowsOf({ spec, seal, name, onChange }, host, type) {
  const rank = spec.options.map((_, n) => seal.hash("row", String(n)));
  const inputs = [];
  for (const n of [...spec.options.keys()].sort((a, b) => (rank[a] < rank[b] ? -1 : 1))) {
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
      write: (answer) => inputs.forEach((input, n) => { input.checked = n === answer; }),
    };
  },
  judge({ spec, seal }, answer) {
    if (answer < 0) return { fault: "Choose an answer first." };
    const right = seal.isRight(spec, "choice", String(answer));
    return { right, said: right ? [] : [seal.message(spec, "choice", String(answer))] };
  },
  words: (spec, answer) => spec.options[answer] ?? "",
};

export const multi = {
  build(context, host) {
    host.append(element("p", "lk-note", "More than one answer can be right."));
    const inputs = rowsOf(context, host, "checkbox");
    return {
      read: () => inputs.flatMap((input, n) => (input.checked ? [n] : [])),
      write: (answer) => inputs.forEach((input, n) => { input.checked = Array.isArray(answer) && answer.includes(n); }),
    };
  },
  judge({ spec, seal }, answer) {
    if (!answer.length) return { fault: "Choose at least one answer first." };
    const off = spec.options.map((text, n) => [text, n, answer.includes(n)])
      .filter(([, n, on]) => !seal.isRight(spec, "multi", String(n), on ? "1" : "0"));
    const said = off.filter(([, , on]) => on)
      .map(([text, n]) => `${text}: ${seal.message(spec, "multi", String(n), "1")}`);
    const left = off.filter(([, , on]) => !on);
    // What was left out is not named. Words that help to find it come one at a time, and only when
    // nothing else is wrong: all of them together would be the answer.
    const help = said.length ? [] : left.slice(0, 1);
    if (left.length) said.push(`${left.length === 1 ? "One answer is" : `${left.length} answers are`} missing.`);
    if (!said.length) return { right: true, said };
    said.push(...help.map(([, n]) => seal.message(spec, "multi", String(n), "0")));
    return { right: false, said };
  },
  words: (spec, answer) => answer.map((n) => spec.options[n]).join("; "),
};

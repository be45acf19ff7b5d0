// How sure a student is, asked before the answer is checked. A mistake that somebody was sure of is worth
// the most words: it is the one that is put right best.
import LEVELS from "../../../exercises/sure.json" with { type: "json" };
import { radioGroup } from "../../core/dom.js";

// The question, put into a host; what it gives is read once for each answer.
export function buildSure(host, name) {
  const options = Object.entries(LEVELS);
  const { group, inputs } = radioGroup("lk-sure", "How sure are you?", `${name}-sure`, options);
  host.append(group);
  return {
    read: () => inputs.find((input) => input.checked)?.value ?? "",
    clear() {
      for (const input of inputs) input.checked = false;
    },
  };
}

export const wordsOfSure = (level) => LEVELS[level]?.toLowerCase() ?? "";

// What is said, by how sure the student was. `hint` is what to look at before the next try.
export function saidSure({ right, said }, level, hint) {
  if (right && level === "guess")
    return [
      "You called it a guess, and it is right. Read why, so that you know it next time.",
      ...said,
    ];
  if (right || level !== "sure") return said;
  return [
    "You were sure. A mistake like this is worth a second look.",
    ...said,
    `Before you try again: ${hint}`,
  ];
}

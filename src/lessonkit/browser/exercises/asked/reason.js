// A reason beside a choice. Where the editors judged, another choice is not wrong: it counts with a reason.
import { element } from "../../core/dom.js";
import { wordsIn } from "../text.js";
/** @import { ExerciseSpec } from "../../state.js" */

// Whether the answer is what the editors judge, and no fact.
/** @param {ExerciseSpec} spec */
export const isJudgement = (spec) => spec.judged === "editors";

/** @param {ExerciseSpec} spec */
const missing = (spec, reason) =>
  wordsIn(reason) < spec.reason
    ? `Write why, in at least ${spec.reason} words. You have ${wordsIn(reason)}.`
    : "";

const DIFFER = "You and the editors differ.";

// The kind with a reason: its answer is what is chosen, and why.
export const withReason = (kind) => ({
  ...kind,
  build(context, host) {
    const inner = kind.build(context, host);
    const label = element("label", "lk-own lk-reason", "Why do you choose this?");
    const area = Object.assign(element("textarea"), { rows: 2, spellcheck: true });
    area.addEventListener("input", context.onChange);
    label.append(area);
    host.append(label);
    return {
      ...inner,
      read: () => ({ chosen: inner.read(), reason: area.value }),
      write(answer) {
        inner.write(answer?.chosen ?? null);
        area.value = answer?.reason ?? "";
      },
      mark: (answer) => inner.mark?.(answer?.chosen),
    };
  },
  judge(context, { chosen, reason }) {
    const { spec } = context;
    const found = kind.judge(context, chosen);
    const fault = missing(spec, reason);
    if (found.fault) return found;
    if (!isJudgement(spec)) return fault ? { fault } : found;
    if (found.right) return { right: true, said: ["You and the editors judge alike."] };
    // Of a kind with rows only the last line is shown.
    const lines = (words) => [...found.said.slice(0, -1), `${found.said.at(-1)} ${words}`];
    if (fault)
      return {
        right: false,
        said: lines(`Another judgement than ours can be a good one. ${fault} Then it counts.`),
      };
    return { right: true, said: lines(`${DIFFER} You gave a reason, so your judgement counts.`) };
  },
  words: (spec, { chosen, reason }, context) =>
    `${kind.words(spec, chosen, context)}${reason.trim() ? `. Reason: ${reason.trim()}` : ""}`,
});

export const JUDGEMENT_HEADS = { right: "Done.", "not yet": DIFFER, again: DIFFER };

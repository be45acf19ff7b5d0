// A reason beside a choice. Where the editors judged, another choice is not wrong: it counts with a reason.
import { element } from "../../core/dom.js";
/** @import { ExerciseSpec } from "../../state.js" */

// Whether the answer is what the editors judge, and no fact.
/** @param {ExerciseSpec} spec */
export const isJudgement = (spec) => spec.judged === "editors";

// One word again and again is no reason.
const MOST_OFTEN = 2;

/** @param {ExerciseSpec} spec */
function missing(spec, reason) {
  const counts = new Map();
  for (const word of reason.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    counts.set(word, (counts.get(word) ?? 0) + 1);
  const have = [...counts.values()].reduce((sum, n) => sum + Math.min(n, MOST_OFTEN), 0);
  if (have >= spec.reason) return "";
  const again = [...counts.values()].some((n) => n > MOST_OFTEN);
  const words = `Write why, in at least ${spec.reason} words. You have ${have}`;
  return again ? `${words}: one word counts at most twice.` : `${words}.`;
}

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
    return {
      right: true,
      said: lines(`${DIFFER} No computer judges your reason: compare it with theirs.`),
    };
  },
  words: (spec, { chosen, reason }, context) =>
    `${kind.words(spec, chosen, context)}${reason.trim() ? `. Reason: ${reason.trim()}` : ""}`,
});

export const JUDGEMENT_HEADS = { right: "Done.", "not yet": DIFFER, again: DIFFER };

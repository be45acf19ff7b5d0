// Finding places on a blank map: one after the other is asked, and at the end all points are checked.
import { same } from "../answers/record.js";
import { adopt, element, radioGroup, tell } from "../core/dom.js";
import { modelsOf } from "../core/model.js";
import { inShort, isFound, isTown, openWhere, saidOf } from "./blank/feedback.js";
import { drawBlank } from "./blank/sheet.js";
/** @import { ExerciseSpec } from "../state.js" */

const HOW =
  "Click the map where the place lies. With the keyboard: arrow keys move a cross, Shift makes its steps small, Enter sets it.";

export const locate = {
  async build(context, host) {
    const { model, spec, seal, styles, onChange } = context;
    const [map] = await modelsOf(model, "map");
    adopt(host.getRootNode(), styles.locate);
    const state = { points: spec.asked.map(() => null), checked: null, told: false };
    const box = element("div", "lk-locate");
    host.append(element("p", "lk-note", HOW), box);
    const choice = buildChoice(box, context, () => say(""));
    const status = Object.assign(element("p", "lk-found-at"), { role: "status" });
    const say = (words) => tell(status, words || asks(spec, choice.now()));
    const show = () => {
      choice.show(state);
      sheet.show(pinsOf(spec, seal, state));
    };
    const isNear = isTown(openWhere(spec, seal));
    const sheet = drawBlank(box, map, {
      digits: isNear ? 5 : 3,
      onMove: (point) => say(`The cross is at ${inWords(point, isNear)}.`),
      onSet(point) {
        const n = choice.now();
        state.points[n] = point;
        const next = state.points.findIndex((one) => !one);
        choice.go(next < 0 ? n : next);
        const then = next < 0 ? "All places are set." : asks(spec, next);
        say(`${spec.asked[n]} is set at ${inWords(point, isNear)}. ${then}`);
        show();
        onChange();
      },
    });
    box.append(status);
    say("");
    return {
      read: () => (state.points.some(Boolean) ? [...state.points] : null),
      write(answer) {
        state.points = spec.asked.map((_, n) => (isPoint(answer?.[n]) ? answer[n] : null));
        choice.go(Math.max(0, state.points.indexOf(null)));
        say("");
        show();
      },
      mark(answer, { shown, attempts }) {
        state.checked = answer ?? null;
        state.told = shown || attempts.some(({ right }) => right);
        show();
      },
      stop: () => sheet.stop(),
    };
  },
  judge({ spec, seal }, answer) {
    const open = spec.asked.filter((_, n) => !answer?.[n]);
    if (open.length) return { fault: `Set every place first. Still open: ${open.join(", ")}.` };
    const where = openWhere(spec, seal);
    const said = answer.map((point, n) => saidOf(spec, where, n, point));
    return { right: answer.every((point, n) => isFound(where, n, point)), said };
  },
  words(spec, answer, { seal }) {
    const where = openWhere(spec, seal);
    return answer.map((point, n) => inShort(spec, where, n, point)).join("; ");
  },
};

// Which place is asked now; any can be set anew.
function buildChoice(host, { spec, name }, onChoose) {
  const options = spec.asked.map((words, n) => [n, `${n + 1}. ${words}`]);
  const question = "Where are these places?";
  const { group, inputs } = radioGroup("lk-sought", question, `${name}-asked`, options, onChoose);
  inputs[0].checked = true;
  const set = inputs.map((input) => {
    const at = element("small");
    input.parentElement.append(at);
    return at;
  });
  host.append(group);
  return {
    now: () => inputs.findIndex((input) => input.checked),
    go: (n) => Object.assign(inputs[n], { checked: true }),
    show({ points }) {
      set.forEach((at, n) => tell(at, points[n] ? "set" : "not set"));
    },
  };
}

// The points of the student, and those of the places once they are told.
/** @param {ExerciseSpec} spec */
function pinsOf(spec, seal, { points, checked, told }) {
  const where = openWhere(spec, seal);
  const pins = points.map((point, n) => {
    if (!point) return null;
    if (!checked || !same(point, checked[n]))
      return { point, sign: `${n + 1}`, words: spec.asked[n], look: "lk-set" };
    const found = isFound(where, n, point);
    const words = `${spec.asked[n]}: ${found ? "found" : "not here"}`;
    return { point, sign: `${n + 1}`, words, look: found ? "lk-found" : "lk-off" };
  });
  const isMissed = (n) => !points[n] || !isFound(where, n, points[n]);
  const places = where.places.map(
    (point, n) =>
      told && isMissed(n) && { point, sign: `${n + 1}`, words: spec.asked[n], look: "lk-told" },
  );
  return [...places, ...pins].filter(Boolean);
}

const isPoint = (one) => Array.isArray(one) && one.length === 2 && one.every(Number.isFinite);

/** @param {ExerciseSpec} spec */
const asks = (spec, n) => `Where is ${spec.asked[n]}?`;

// Latitude and longitude as a screen reader can say them.
function inWords([lon, lat], isNear) {
  const degrees = (value, plus, minus) =>
    `${Math.abs(value).toFixed(isNear ? 3 : 1)} degrees ${value < 0 ? minus : plus}`;
  return `${degrees(lat, "north", "south")}, ${degrees(lon, "east", "west")}`;
}

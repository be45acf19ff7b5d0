// What a student foretells in a text exercise: for each statement one of some options, or between
// which days, and how sure. How it turned out is sealed; nothing counts points.
import { dayNumber, isoDay, shortDay } from "../core/dates.js";
import { element } from "../core/dom.js";
/** @import { ExerciseSpec, Statement } from "../state.js" */

const SURE = [50, 60, 70, 80, 90]; // percent: 50 is no better than a coin
let made = 0; // names of radio buttons must be unique in a document

/**
 * What was foretold: the number of an option or two days, how sure in percent, and, once it is read,
 * whether it came true.
 *
 * @typedef {{ option?: number, from?: string, to?: string, sure?: number, right?: boolean }} Foretold
 */

// Build the statements into a host; returns what reads and writes them.
/**
 * @param {HTMLElement} host
 * @param {{ spec: ExerciseSpec, seal: any, onChange: () => void }} context
 */
export function buildStatements(host, { spec, seal, onChange }) {
  const rows = (spec.statements ?? []).map((statement) => rowOf(statement, onChange));
  host.hidden = !rows.length;
  host.append(...rows.map(({ box }) => box));
  return {
    /** @returns {Foretold[]} */
    read: () =>
      rows.map((row, n) => {
        const told = /** @type {Foretold} */ (row.read());
        return isWhole(told) ? { ...told, right: cameTrue(spec, seal, n, told) } : told;
      }),
    /** @param {Foretold[]} [answers] */
    write(answers = []) {
      rows.forEach((row, n) => row.write(answers[n] ?? {}));
    },
  };
}

/** @param {Foretold} told */
const isWhole = ({ option, from, to, sure }) =>
  Boolean(sure) && (option !== undefined || Boolean(from && to && from <= to));

// What is missing in the first statement that is not whole, or nothing.
/**
 * @param {ExerciseSpec} spec
 * @param {Foretold[]} [answers]
 */
export function missingIn(spec, answers = []) {
  for (const [n, { text, options }] of (spec.statements ?? []).entries()) {
    const told = answers[n] ?? {};
    if (isWhole(told)) continue;
    if (told.from && told.to && told.from > told.to)
      return `“${text}”: the first day is after the last.`;
    const what = options.length ? "Choose one answer" : "Give two days";
    return `“${text}”: ${what}, and say how sure you are.`;
  }
  return "";
}

/** @type {(statement: Statement, told: Foretold) => string} */
export function inWordsOf({ options }, { option, from, to, sure }) {
  const what = options.length
    ? options[option ?? -1]
    : from && to && `${shortDay(from)} to ${shortDay(to)}`;
  return what && sure ? `${what}, ${sure} % sure` : "not answered";
}

// One of the sealed days lies in the range, or the sealed option is the one.
/**
 * @param {ExerciseSpec} spec
 * @param {Foretold} told
 */
function cameTrue(spec, seal, n, told) {
  const { option, from, to } = told;
  if (option !== undefined) return seal.isRight(spec, "statement", String(n), String(option));
  for (let day = dayNumber(from); day <= dayNumber(to); day += 1)
    if (seal.isRight(spec, "statement", String(n), isoDay(day))) return true;
  return false;
}

/** @param {Statement} statement */
function rowOf({ text, options, days }, onChange) {
  const box = element("fieldset", "lk-statement");
  box.append(element("legend", "", text));
  const range = options.length ? optionsOf(options) : daysOf(days);
  const sure = element("select");
  sure.append(
    new Option("choose", ""),
    ...SURE.map((n) => new Option(`${n} %${n === 50 ? " (like a coin)" : ""}`, String(n))),
  );
  const label = element("label", "lk-how-sure", "How sure are you? ");
  label.append(sure);
  box.append(range.box, label);
  box.addEventListener("change", onChange);
  return {
    box,
    read: () => ({ ...range.read(), ...(sure.value && { sure: Number(sure.value) }) }),
    /** @param {Foretold} told */
    write(told) {
      range.write(told);
      sure.value = SURE.includes(told.sure ?? 0) ? String(told.sure) : "";
    },
  };
}

/** @param {string[]} options */
function optionsOf(options) {
  const box = element("div", "lk-foretold");
  const name = `lk-statement-${(made += 1)}`;
  const inputs = options.map((words, n) => {
    const label = element("label", "lk-option");
    const input = Object.assign(element("input"), { type: "radio", name, value: String(n) });
    label.append(input, element("span", "", words));
    box.append(label);
    return input;
  });
  return {
    box,
    read() {
      const at = inputs.findIndex(({ checked }) => checked);
      return at < 0 ? {} : { option: at };
    },
    /** @param {Foretold} told */
    write({ option }) {
      inputs.forEach((input, n) => {
        input.checked = n === option;
      });
    },
  };
}

/** @param {string[]} days */
function daysOf(days) {
  const [first, last] = days;
  const box = element("div", "lk-foretold");
  const inputs = ["from", "to"].map((name) => {
    const label = element("label", "", name === "from" ? "Not before " : "Not after ");
    const input = Object.assign(element("input"), { type: "date", min: first, max: last });
    label.append(input);
    box.append(label);
    return input;
  });
  const within = (day) => (day >= first && day <= last ? day : "");
  return {
    box,
    read() {
      const [from, to] = inputs.map(({ value }) => within(value));
      return { ...(from && { from }), ...(to && { to }) };
    },
    /** @param {Foretold} told */
    write({ from = "", to = "" }) {
      [inputs[0].value, inputs[1].value] = [from, to];
    },
  };
}

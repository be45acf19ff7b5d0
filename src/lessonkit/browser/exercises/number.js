// Typing a number.
import { element } from "../core/dom.js";
import { inUnit, judgeNumber } from "../core/numbers.js";

export const number = {
  build({ spec, onChange }, host) {
    const label = element("label", "", "Your number ");
    const input = Object.assign(element("input"), { type: "text", inputMode: "decimal", size: 12 });
    input.autocomplete = "off";
    input.addEventListener("input", onChange);
    label.append(input, ` ${spec.unit}`);
    host.append(label);
    if (spec.unit === "km")
      host.append(element("p", "lk-note", "You may also write miles, for example: 2.5 miles."));
    return {
      read: () => input.value,
      write: (answer) => {
        input.value = answer ?? "";
      },
    };
  },
  judge({ spec, seal }, answer) {
    if (!answer.trim()) return { fault: "Type a number first." };
    const { number: value, fault } = inUnit(spec, answer);
    return fault ? { fault } : judgeNumber(seal, spec, value);
  },
  words(spec, answer) {
    const words = answer.replace(/\p{Cf}/gu, "").trim();
    return /[a-z°%]$/i.test(words) ? words : `${words} ${spec.unit}`;
  },
};

// A few lines of Python: the kernel checks them and says so through the model.
import { element } from "./dom.js";

export const code = {
  act: "",
  build({ spec, model, onKernel }, host) {
    host.append(element("p", "lk-note", "Write your lines in the cell below, in place of the dots, and run it. This needs a running kernel."));
    if (spec.starter) {
      const lost = element("details", "lk-starter");
      lost.append(element("summary", "", "The cell, if you have lost it"), element("pre", "", spec.starter.trim()));
      host.append(lost);
    }
    const heard = () => onKernel(model.get("checked"));
    model.on("change:checked", heard);
    return { read: () => null, write() {}, stop: () => model.off("change:checked", heard) };
  },
  judge: () => ({ fault: "Run the cell below." }),
  words: (spec, answer) => String(answer ?? ""),
};

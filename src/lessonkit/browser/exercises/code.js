// A few lines of Python: the kernel checks them and says so through the model.
import { element } from "../core/dom.js";

export const code = {
  act: "",
  build({ spec, model, onKernel }, host) {
    host.append(howTo(model.widget_manager?.elsewhere));
    if (spec.starter) {
      const lost = element("details", "lk-starter");
      lost.append(
        element("summary", "", "The cell, if you have lost it"),
        element("pre", "", spec.starter.trim()),
      );
      host.append(lost);
    }
    const heard = () => onKernel(model.get("checked"));
    model.on("change:checked", heard);
    return { read: () => null, write() {}, stop: () => model.off("change:checked", heard) };
  },
  judge: () => ({ fault: "Run the cell below." }),
  words: (spec, answer) => String(answer ?? ""),
};

// `elsewhere` is known only where there is no kernel: the address of a place that has one, or "".
function howTo(elsewhere) {
  const words =
    "Write your lines in the cell below, in place of the dots, and run it. This needs a running kernel.";
  if (elsewhere === undefined) return element("p", "lk-note", words);
  const said = element(
    "p",
    "lk-note",
    "This exercise asks for lines of Python. It needs a running kernel, which this page does not have. ",
  );
  if (!elsewhere) said.append("Open the lesson in JupyterLab for it.");
  else
    said.append(
      Object.assign(element("a", "", "Open the lesson on Binder for it."), {
        href: elsewhere,
        rel: "noreferrer",
      }),
    );
  return said;
}

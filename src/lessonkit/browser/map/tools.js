// The row of tools below the map: names, ruler, table, picture, full screen.
import { element } from "../core/dom.js";
/** @import { Stage } from "./stage.js" */

const SCRIPTS = [
  ["both", "English and Arabic"],
  ["en", "English"],
  ["ar", "Arabic"],
];

export function buildTools(host, { stage, panels, onSave }) {
  host.append(namesOf(stage));
  const opens = new Map(); // by name, what opens or closes each panel
  for (const [name, panel, onToggle] of panels) host.append(toggleOf(name, panel, onToggle, opens));
  const save = element("span", "lk-save", "Save: ");
  for (const kind of ["svg", "png"]) {
    const made = tool(kind.toUpperCase(), () => onSave(kind));
    made.dataset.save = kind;
    made.setAttribute("aria-label", `Save picture as ${kind.toUpperCase()}`);
    save.append(made);
  }
  host.append(save);
  if (document.fullscreenEnabled) host.append(fullScreenOf(host.getRootNode().host));
  return opens;
}

function tool(text, onClick) {
  const made = Object.assign(element("button", "lk-tool", text), { type: "button" });
  made.addEventListener("click", onClick);
  return made;
}

/** @param {Stage} stage */
function namesOf(stage) {
  const label = element("label", "", "Names ");
  const select = element("select");
  for (const [value, words] of SCRIPTS) select.append(new Option(words, value));
  select.addEventListener("change", () => stage.setScript(select.value));
  label.append(select);
  return label;
}

function toggleOf(name, panel, onToggle, opens) {
  const open = (on) => {
    if (panel.hidden === !on) return;
    panel.hidden = !on;
    made.ariaExpanded = String(on);
    onToggle(on);
  };
  const made = tool(name, () => open(panel.hidden));
  made.ariaExpanded = "false";
  opens.set(name, open);
  return made;
}

function fullScreenOf(whole) {
  const isFull = () => whole.getRootNode().fullscreenElement === whole; // in an exercise, too
  const made = tool("Full screen", () => {
    if (isFull()) document.exitFullscreen();
    else whole.requestFullscreen();
  });
  whole.addEventListener("fullscreenchange", () => {
    made.textContent = isFull() ? "Leave full screen" : "Full screen";
  });
  return made;
}

// The tools of the map: layers, then one menu with names, ruler, table, picture and speed, then full
// screen.
import { button, element, svgElement } from "../core/dom.js";
/** @import { Stage } from "./stage.js" */

/** @param {{ stage: Stage, glance: HTMLElement, steps: HTMLElement, speed?: HTMLElement, sources: HTMLElement | null, panels: any[], onSave: (kind: string) => void, onSources: () => void }} parts */
export function buildTools(host, parts) {
  const { stage, glance, steps, speed, sources, panels, onSave, onSources } = parts;
  const menu = element("div", "lk-menu");
  menu.hidden = true;
  if (stage.spec.local) menu.append(labelled("Names", namesOf(stage)));
  const opens = new Map(); // by name, what opens or closes each panel
  const row = element("span", "lk-line-of-tools");
  for (const [name, panel, onToggle] of panels) row.append(toggleOf(name, panel, onToggle, opens));
  menu.append(row, saveOf(onSave));
  if (speed) menu.append(labelled("Speed", speed));
  host.append(...sharing(glance, { steps, sources, onSources }, opens));
  host.append(menuOf(host, menu), menu);
  if (document.fullscreenEnabled) {
    const whole = host.getRootNode().host;
    host.append(fullScreenOf(whole));
    // On a phone the row has no room for it; the styles show one of the two.
    menu.append(tool("Full screen", () => whole.requestFullscreen()));
    menu.lastChild.classList.add("lk-in-menu");
  }
  return opens;
}

function tool(text, onClick) {
  const made = Object.assign(element("button", "lk-tool", text), { type: "button" });
  made.addEventListener("click", onClick);
  return made;
}

function labelled(words, control) {
  const label = element("label", "", `${words} `);
  label.append(control);
  return label;
}

/** @param {Stage} stage */
function namesOf(stage) {
  const select = element("select");
  const { language, local } = stage.spec;
  const own = new Intl.DisplayNames(["en"], { type: "language" }).of(language);
  const scripts = { both: `${own} and ${local.label}`, own, local: local.label };
  for (const [value, words] of Object.entries(scripts)) select.append(new Option(words, value));
  select.addEventListener("change", () => stage.setScript(select.value));
  return select;
}

function saveOf(onSave) {
  const save = element("span", "lk-line-of-tools", "Save: ");
  for (const kind of ["svg", "png"]) {
    const made = tool(kind.toUpperCase(), () => onSave(kind));
    made.dataset.save = kind;
    made.setAttribute("aria-label", `Save picture as ${kind.toUpperCase()}`);
    save.append(made);
  }
  return save;
}

const LEAST_SEEN = 120; // CSS pixels of what has opened

// What has opened is seen: it stands first in the panel, and on a phone the panel may be below the window.
function bring(opened) {
  const inner = opened.closest(".lk-inner");
  inner.scrollTop = 0;
  if (inner.getBoundingClientRect().top > innerHeight - LEAST_SEEN)
    opened.scrollIntoView({ block: "nearest" });
}

// The keys of what shares the panel: steps, layers and sources. Layers and sources take the place of each
// other, and where there is not room for both, that of the steps. Only what is seen has a pressed key.
function sharing(glance, { steps, sources, onSources }, opens) {
  const isCovered = () => !steps.hidden && !steps.getClientRects().length;
  const uncover = () => {
    layers.open(false);
    board?.open(false);
  };
  const walk = steps.hidden
    ? null
    : toggleOf("Steps", steps, () => isCovered() && uncover(), opens, { isCovered, uncover });
  walk?.classList.add("lk-steps-tool");
  const after = () => {
    if (walk) walk.ariaExpanded = String(!steps.hidden && !isCovered());
  };
  const layers = layersOf(glance, (on) => {
    if (on) board?.open(false);
    after();
  });
  const opened = (on) => {
    if (on) layers.open(false);
    onSources(); // also where it closes: what it points at is let go
    after();
  };
  const board = sources && sourcesOf(glance, sources, opened);
  return [walk, layers.key, board?.key].filter(Boolean);
}

// In the panel, in the place of a list; where there is none and room enough, they are always there.
function layersOf(glance, onToggle) {
  const open = (on) => {
    if (glance.classList.contains("lk-layers") === on) return;
    glance.classList.toggle("lk-layers", on);
    key.ariaExpanded = String(on);
    onToggle(on);
    if (on) bring(glance.querySelector(".lk-side"));
  };
  const key = tool("Layers", () => open(!glance.classList.contains("lk-layers")));
  key.classList.add("lk-layers-tool");
  key.ariaExpanded = "false";
  return { key, open };
}

// In the panel, in the place of the list and of the layers.
function sourcesOf(glance, panel, onToggle) {
  const open = (on) => {
    if (panel.hidden === !on) return;
    glance.classList.toggle("lk-sourced", on);
    panel.hidden = !on;
    key.ariaExpanded = String(on);
    onToggle(on);
    if (on) bring(panel);
  };
  const key = tool("Sources", () => open(panel.hidden));
  key.classList.add("lk-sources-tool");
  key.ariaExpanded = "false";
  panel.prepend(button("×", "Close: Sources", () => open(false), "lk-close"));
  return { key, open };
}

// The menu closes when it has done what was asked, and when the focus or a click goes elsewhere.
function menuOf(host, menu) {
  const open = (on) => {
    menu.hidden = !on;
    made.ariaExpanded = String(on);
  };
  const made = tool("Tools", () => open(menu.hidden));
  made.ariaExpanded = "false";
  menu.addEventListener("click", (event) => {
    if (!event.target.closest("button")) return;
    open(false);
    made.focus(); // what had it is hidden now
  });
  host.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !host.contains(event.relatedTarget)) open(false);
  });
  host.getRootNode().addEventListener("pointerdown", (event) => {
    if (!host.contains(event.target)) open(false);
  });
  host.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    open(false);
    made.focus();
    event.stopPropagation();
  });
  return made;
}

// Of a panel that another one covers, the key takes away the other one.
const NO_COVER = { isCovered: () => false, uncover() {} };
function toggleOf(name, panel, onToggle, opens, { isCovered, uncover } = NO_COVER) {
  const open = (on) => {
    if (panel.hidden === !on) return;
    panel.hidden = !on;
    made.ariaExpanded = String(on);
    onToggle(on);
  };
  const made = tool(name, () => (isCovered() ? uncover() : open(panel.hidden)));
  made.ariaExpanded = String(!panel.hidden);
  opens.set(name, open);
  panel.prepend(button("×", `Close: ${name}`, () => open(false), "lk-close"));
  return made;
}

function fullScreenOf(whole) {
  const isFull = () => whole.getRootNode().fullscreenElement === whole; // in an exercise, too
  const made = button("", "Full screen", () => {
    if (isFull()) document.exitFullscreen();
    else whole.requestFullscreen();
  });
  made.classList.add("lk-tool", "lk-full-screen");
  made.append(cornersOf());
  whole.addEventListener("fullscreenchange", () => {
    made.title = isFull() ? "Leave full screen" : "Full screen";
    made.setAttribute("aria-label", made.title);
  });
  return made;
}

// Four corners: few fonts have a sign for it.
function cornersOf() {
  const sign = svgElement("svg", {
    viewBox: "0 0 14 14",
    width: 14,
    height: 14,
    "aria-hidden": true,
  });
  const d = "M1 5V1H5M9 1H13V5M13 9V13H9M5 13H1V9";
  sign.append(svgElement("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 2 }));
  return sign;
}

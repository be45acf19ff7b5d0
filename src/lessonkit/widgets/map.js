// The map widget's view. State (date, visible, selected) lives in the model, so that the kernel,
// other views and other widgets see it; everything a person does is answered here, without a kernel.
import { fillCard } from "./card.js";
import { buildLegend } from "./legend.js";
import { Stage } from "./stage.js";
import { buildTime } from "./time.js";

const FRAME = `
  <figure class="lk-frame">
    <header><h3></h3><p class="lk-subtitle"></p></header>
    <div class="lk-body">
      <div class="lk-left">
        <div class="lk-stage" tabindex="0" role="application"><div class="lk-drawing"></div>
          <div class="lk-scale" aria-hidden="true"><span></span><i></i></div></div>
        <div class="lk-card" role="status" hidden></div>
        <div class="lk-time"></div>
      </div>
      <div class="lk-legend" role="group" aria-label="Layers of the map"></div>
    </div>
    <figcaption></figcaption>
  </figure>`;

function render({ model, el }) {
  el.classList.add("lk-map");
  // JupyterLab takes keys before the page does; without this, an arrow key on the slider would
  // move the notebook to another cell.
  el.dataset.lmSuppressShortcuts = "true";
  const root = el.shadowRoot || el.attachShadow({ mode: "open" });
  root.innerHTML = `<style>${model.get("style_text")}</style>${FRAME}`;
  const part = (selector) => root.querySelector(selector);
  const spec = model.get("spec");
  const stage = new Stage(part(".lk-drawing"), spec, model.get("svg"));
  write(part, spec);

  const set = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const showLegend = buildLegend(part(".lk-legend"), spec, (id, on) => {
    const now = new Set(model.get("visible"));
    if (on) now.add(id);
    else now.delete(id);
    set("visible", spec.layers.map((layer) => layer.id).filter((layer) => now.has(layer)));
  });
  const showTime = spec.slider
    ? buildTime(part(".lk-time"), spec, (iso) => set("date", iso)) : () => {};
  const showCard = (ids, onClose) => {
    fillCard(part(".lk-card"), spec, stage, ids, model.get("date"), onClose);
    // The card never covers what it speaks of.
    const x = stage.byId.get(ids[0])?.point?.x ?? 0;
    part(".lk-card").classList.toggle("lk-west", x > spec.width * 0.5);
  };

  const update = {
    visible() {
      stage.setVisible(model.get("visible"));
      showLegend(model.get("visible"));
    },
    date() {
      stage.setDate(model.get("date"));
      if (model.get("date")) showTime(model.get("date"));
      update.selected();
    },
    selected() {
      const id = model.get("selected");
      stage.mark(id);
      showCard(stage.together(id), () => set("selected", ""));
    },
  };
  for (const name of Object.keys(update)) model.on(`change:${name}`, update[name]);
  const stopKeys = listen(part(".lk-stage"), stage, model, set, showCard, update);
  const stopTheme = followTheme(part(".lk-frame"));
  const resize = new ResizeObserver(() => stage.layOut());
  resize.observe(part(".lk-stage"));
  update.visible();
  update.date();

  return () => {
    for (const name of Object.keys(update)) model.off(`change:${name}`, update[name]);
    resize.disconnect();
    stopTheme();
    stopKeys();
  };
}

function write(part, spec) {
  // Beside a low, wide map a long legend would leave a hole: there it stands below.
  part(".lk-body").classList.toggle("lk-wide", spec.width / spec.height > 1.6);
  // The slider stays in sight below the map, also on a low screen.
  part(".lk-body").style.setProperty("--map-max", `calc(72vh * ${(spec.width / spec.height).toFixed(3)})`);
  part("h3").textContent = spec.title;
  part(".lk-subtitle").textContent = spec.subtitle;
  part(".lk-subtitle").hidden = !spec.subtitle;
  part(".lk-time").hidden = !spec.slider;
  part(".lk-stage").setAttribute("aria-label",
    `Map. ${spec.alt} Arrow keys go from mark to mark, Escape closes the card.`);
  part(".lk-drawing svg").setAttribute("aria-hidden", "true");
  part(".lk-scale i").style.width = `${spec.scale.part * 100}%`;
  part(".lk-scale span").textContent = spec.scale.label;
  part("figcaption").textContent = spec.caption || "";
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function listen(host, stage, model, set, showCard, update) {
  let hovered = "";
  host.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const ids = stage.at(event.clientX, event.clientY);
    host.classList.toggle("lk-over", ids.length > 0);
    if (ids.join() === hovered) return;
    hovered = ids.join();
    if (ids.length) showCard(ids);
    else update.selected();
  });
  host.addEventListener("pointerleave", () => {
    hovered = "";
    update.selected();
  });
  host.addEventListener("click", (event) => {
    set("selected", stage.at(event.clientX, event.clientY)[0] || "");
    update.selected();
  });
  host.addEventListener("keydown", (event) => {
    if (!ARROWS[event.key]) return;
    set("selected", stage.next(model.get("selected"), ...ARROWS[event.key]));
    event.preventDefault();
  });
  // Escape closes a card wherever the focus is: a pointer alone may have opened it.
  const close = (event) => {
    if (event.key !== "Escape") return;
    set("selected", "");
    showCard([]);
  };
  document.addEventListener("keydown", close, true);
  return () => document.removeEventListener("keydown", close, true);
}

// JupyterLab says its theme on the body; elsewhere the system's choice counts.
function followTheme(frame) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const lab = document.body.dataset.jpThemeLight;
    const dark = lab === undefined ? system.matches : lab === "false";
    frame.classList.toggle("lk-dark", dark);
  };
  const watch = new MutationObserver(apply);
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  system.addEventListener("change", apply);
  apply();
  return () => {
    watch.disconnect();
    system.removeEventListener("change", apply);
  };
}

export default { render };

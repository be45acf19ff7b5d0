// Maps of one window side by side. They zoom and pan as one, switch the layers that they have in
// common, and open the card of the same place; each keeps its own date.
import { adopt, element } from "../core/dom.js";
import { drawMap } from "./map.js";
import { modelsOf, put } from "../core/model.js";
/** @import { MapState, Model, PairState, View } from "../state.js" */

/** @param {View<PairState>} view */
export async function renderPair({ model, el, styles }) {
  el.classList.add("lk-pair");
  adopt(document, styles.linked);
  const hosts = ["left", "right"].map(() => element("div"));
  el.replaceChildren(...hosts);
  return drawLinked(await modelsOf(model, "left", "right"), hosts, styles);
}

// Draw a map into each host and let each follow all others; returns what ends it.
/** @param {Model<MapState>[]} models */
export function drawLinked(models, hosts, styles) {
  const maps = models.map((model, n) => ({ model, ...drawMap({ model, el: hosts[n], styles }) }));
  const lock = { held: false };
  const stops = maps.flatMap((from) =>
    maps.filter((to) => to !== from).map((to) => tie(from, to, lock)),
  );
  return () => {
    for (const { stop } of maps) stop();
    for (const stop of stops) stop();
  };
}

// Let one map follow the other. The lock keeps the answer from coming back.
function tie(from, to, lock) {
  const set = (name, value) => {
    if (lock.held) return;
    lock.held = true;
    put(to.model, name, value);
    lock.held = false;
  };
  const follow = {
    visible: () => {
      const shared = from.model.get("spec").layers.map((layer) => layer.id);
      const on = from.model.get("visible");
      const next = to.model
        .get("spec")
        .layers.map((layer) => layer.id)
        .filter((id) => (shared.includes(id) ? on : to.model.get("visible")).includes(id));
      set("visible", next);
    },
    selected: () => set("selected", counterpart(from, to)),
  };
  for (const name of Object.keys(follow)) from.model.on(`change:${name}`, follow[name]);
  const view = (seen) => to.stage.setView(seen);
  from.stage.onView.add(view);
  return () => {
    for (const name of Object.keys(follow)) from.model.off(`change:${name}`, follow[name]);
    from.stage.onView.delete(view);
  };
}

// The same feature on the other map, or another mark of the same place that shows there.
function counterpart(from, to) {
  const id = from.model.get("selected");
  if (to.stage.byId.has(id)) return id;
  const place = from.model.get("spec").cards[id]?.place;
  const cards = to.model.get("spec").cards;
  return to.stage.shown().find((f) => place && cards[f.id]?.place === place)?.id ?? "";
}

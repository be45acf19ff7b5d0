// Maps of one window side by side. They zoom and pan as one, switch the layers that they have in
// common, and open the card of the same mark.
import { drawMap } from "./map.js";
import { put } from "../core/model.js";
/** @import { MapState, Model } from "../state.js" */

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

// The same feature on the other map, if it has it.
function counterpart(from, to) {
  const id = from.model.get("selected");
  return to.stage.byId.has(id) ? id : "";
}

// The map that an exercise needs and does not ask on: it opens in the exercise, so that question, map
// and answer are seen together. It is the map of the notebook, with its day and its ruler. Where the
// task names a day it opens on that day; it can be moved, and a button leads back.
import { shortDay } from "../core/dates.js";
import { button, element } from "../core/dom.js";
import { modelsOf, put } from "../core/model.js";
import { drawMap } from "../map/map.js";
/** @import { ExerciseSpec, ExerciseState, Model } from "../state.js" */

const OWN = ["place", "locate"]; // kinds that are answered on their map
const MOST = 330; // CSS pixels of a window that are left to the exercise at most

/**
 * @param {{ model: Model<ExerciseState>, spec: ExerciseSpec, styles: Record<string, string> }} context
 */
export async function buildBeside(host, context, frame) {
  const { model, spec, styles } = context;
  if (!model.get("map") || OWN.includes(spec.kind)) return () => {};
  const [map] = await modelsOf(model, "map");
  const box = element("details", "lk-map-of-exercise");
  const drawing = element("div");
  const day = spec.look_on;
  const goThere = () => day && put(map, "date", day);
  box.append(element("summary", "", `Map: ${map.get("spec").title}`));
  const stopBack = day ? buildBack(box, map, day, goThere) : () => {};
  box.append(drawing);
  host.append(box);
  let drawn = null;
  box.addEventListener("toggle", () => {
    if (box.open) goThere();
    if (!box.open || drawn) return;
    const spare = Math.min(MOST, frame.offsetHeight - frame.querySelector("footer").offsetHeight);
    drawn = drawMap({ model: map, el: drawing, styles }, { spare, asked: spec.prompt });
    if (spec.unit === "km") drawn.open("Measure");
  });
  return () => {
    stopBack();
    drawn?.stop();
  };
}

// The way back to the day of the task; on that day it leads nowhere.
function buildBack(host, map, day, goThere) {
  const words = `Show ${shortDay(day)}`;
  const back = button(words, words, goThere, "lk-tool lk-day-of-task");
  const update = () => {
    back.ariaDisabled = String(map.get("date") === day);
  };
  host.append(back);
  map.on("change:date", update);
  update();
  return () => map.off("change:date", update);
}

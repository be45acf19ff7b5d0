// The script that all widgets of a lesson share: what draws each of them.
import { renderExercise } from "./exercise.js";
import { renderMap } from "./map.js";
import { renderPair } from "./pair.js";
import { renderProgress } from "./progress.js";
import { renderReader } from "./reader.js";
import { recover } from "./recover.js";

const VIEWS = { map: renderMap, pair: renderPair, exercise: renderExercise, progress: renderProgress,
  reader: renderReader };

// Begin when the first model of a page is there, before anything is drawn.
export function begin({ manager }) {
  recover(manager);
}

// Draw a widget: its model, the element to draw into, and the styles. Returns what ends it.
export function draw(context) {
  return VIEWS[context.model.get("view")](context);
}

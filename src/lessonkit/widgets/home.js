// The script that all widgets of a lesson share: what draws each of them.
import { renderComparison } from "./comparison.js";
import { renderExercise } from "./exercise.js";
import { renderMap } from "./map.js";
import { renderPair } from "./pair.js";
import { renderProgress } from "./progress.js";
import { recover } from "./recover.js";
import { renderWhatIf } from "./whatif.js";

const VIEWS = {
  map: renderMap, pair: renderPair, comparison: renderComparison, exercise: renderExercise,
  progress: renderProgress, whatif: renderWhatIf,
};

// Begin when the first model of a page is there, before anything is drawn.
export function begin({ manager }) {
  recover(manager);
}

// Draw a widget: its model, the element to draw into, and the styles. Returns what ends it.
export function draw(context) {
  return VIEWS[context.model.get("view")](context);
}

// The script that all widgets of a lesson share: what draws each of them.
import { renderComparison } from "./map/comparison.js";
import { renderExercise } from "./exercises/exercise.js";
import { renderMap } from "./map/map.js";
import { renderProgress } from "./exercises/progress.js";
import { renderReader } from "./lists/reader.js";
import { renderRecall } from "./exercises/recall.js";
import { recover } from "./recover.js";
import { renderRelations } from "./actors/relations.js";
import { storeOf } from "./answers/store.js";
import { renderWhatIf } from "./whatif/whatif.js";

const VIEWS = {
  map: renderMap,
  comparison: renderComparison,
  exercise: renderExercise,
  progress: renderProgress,
  recall: renderRecall,
  reader: renderReader,
  relations: renderRelations,
  whatif: renderWhatIf,
};

// Begin with each model of a page that is there, before it is drawn: what a saved notebook has of an
// exercise says whose answers it shows.
export function begin({ manager, model }) {
  recover(manager);
  if (model?.get("view") === "exercise") storeOf(model.get("lesson"), manager).enroll(model);
}

// Draw a widget: its model, the element to draw into, and the styles. Returns what ends it.
export function draw(context) {
  return VIEWS[context.model.get("view")](context);
}

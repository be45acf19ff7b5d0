// The script that all widgets of a lesson share: what draws each of them.
import { renderChart } from "./charts/chart.js";
import { renderComparison } from "./map/comparison.js";
import { renderExercise } from "./exercises/exercise.js";
import { renderMap } from "./map/map.js";
import { renderProgress } from "./exercises/progress.js";
import { renderList } from "./lists/list.js";
import { renderRecall } from "./exercises/recall.js";
import { keepUntouched } from "./untouched.js";
import { keepSaved } from "./saved.js";
import { recover } from "./recover.js";
import { renderReport } from "./lists/report.js";
import { renderRelations } from "./actors/relations.js";
import { storeOf } from "./answers/store.js";
import { renderWhatIf } from "./whatif/whatif.js";
import { dressNotebook, loadType, openTermsOf } from "./core/type.js";

const VIEWS = {
  map: renderMap,
  chart: renderChart,
  comparison: renderComparison,
  exercise: renderExercise,
  progress: renderProgress,
  recall: renderRecall,
  list: renderList,
  relations: renderRelations,
  report: renderReport,
  whatif: renderWhatIf,
};

// Begin with each model of a page that is there, before it is drawn: what a saved notebook has of an
// exercise says whose answers it shows. A page with a style sheet of its own has the type in it.
export function begin({ manager, model = null, faces = null, styles = null }) {
  recover(manager);
  keepSaved(manager);
  openTermsOf(manager);
  keepUntouched(manager);
  if (faces) loadType(faces, styles.type);
  if (model?.get("view") === "exercise") storeOf(model.get("lesson"), manager).enroll(model);
}

// Draw a widget: its model, the element to draw into, and the styles. Returns what ends it.
export function draw(context) {
  dressNotebook(context.el);
  return VIEWS[context.model.get("view")](context);
}

// What draws each widget of a lesson.
import { renderChart } from "./charts/chart.js";
import { renderComparison } from "./map/comparison.js";
import { renderExercise } from "./exercises/exercise.js";
import { renderMap } from "./map/map.js";
import { renderProgress } from "./exercises/progress.js";
import { renderList } from "./lists/list.js";
import { renderRecall } from "./exercises/recall.js";
import { renderReport } from "./lists/report.js";
import { renderRelations } from "./actors/relations.js";
import { renderWhatIf } from "./whatif/whatif.js";

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

// Draw a widget: its model, the element to draw into, and the styles. Returns what ends it.
export function render(context) {
  return VIEWS[context.model.get("view")](context);
}

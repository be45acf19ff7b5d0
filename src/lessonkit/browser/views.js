// What draws each widget of a lesson.
import { renderMap } from "./map/map.js";
import { renderChart } from "./charts/chart.js";
import { renderComparison } from "./map/comparison.js";
import { renderExercise } from "./exercises/exercise.js";
import { renderProgress } from "./exercises/progress.js";
import { renderRecall } from "./exercises/recall.js";
import { renderList } from "./lists/list.js";
import { renderRelations } from "./actors/relations.js";
import { renderReport } from "./lists/report.js";
import { renderWhatIf } from "./whatif/whatif.js";

/** @type {Record<string, (context: any) => any>} a widget's model, its element and the styles */
export const VIEWS = {
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

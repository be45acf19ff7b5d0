// The views that nearly every page has. Each other one has a script of its own, in `apart`.
import { renderExercise } from "../exercises/exercise.js";
import { renderProgress } from "../exercises/progress.js";
import { renderList } from "../lists/list.js";
import { renderMap } from "../map/map.js";
import { VIEWS } from "./registry.js";

Object.assign(VIEWS, {
  map: renderMap,
  list: renderList,
  exercise: renderExercise,
  progress: renderProgress,
});

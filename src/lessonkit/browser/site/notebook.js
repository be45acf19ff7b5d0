// The page of a notebook: its widgets come alive.
import { comeAlive } from "./alive.js";
import { VIEWS } from "./registry.js";
import { keptApart } from "./storage.js";

comeAlive({
  root: document,
  state: JSON.parse(document.getElementById("lk-state").textContent),
  common: globalThis[Symbol.for("lessonkit.shared")],
  views: VIEWS,
  apart: keptApart(),
});

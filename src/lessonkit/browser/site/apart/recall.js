import { renderRecall } from "../../exercises/recall.js";
import { VIEWS } from "../registry.js";

VIEWS.recall = renderRecall;

import { renderComparison } from "../../map/comparison.js";
import { VIEWS } from "../registry.js";

VIEWS.comparison = renderComparison;

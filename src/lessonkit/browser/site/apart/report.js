import { renderReport } from "../../lists/report.js";
import { VIEWS } from "../registry.js";

VIEWS.report = renderReport;

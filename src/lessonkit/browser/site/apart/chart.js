import { renderChart } from "../../charts/chart.js";
import { VIEWS } from "../registry.js";

VIEWS.chart = renderChart;

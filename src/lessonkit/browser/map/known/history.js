// The history of a report in the card of a mark: who said what on which day, in the order of saying.
import { isoDay, shortDay } from "../../core/dates.js";
import { element } from "../../core/dom.js";
import { NOW } from "./evidence.js";
/** @import { MapOnPage, MapReport } from "../../state.js" */
/** @import { Stage } from "../stage.js" */

const KINDS = {
  announced: "announced",
  confirmed: "confirmed",
  denied: "denied",
  found: "found later",
};

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 * @param {(report: MapReport) => boolean} isAbout
 */
export function addHistory(box, spec, stage, isAbout) {
  const told = (spec.evidence?.reports ?? []).filter(isAbout);
  if (!told.length) return;
  const list = element("ol", "lk-history");
  list.append(...told.map((report) => itemOf(report, spec, stage)));
  box.append(element("p", "lk-history-head", "Who said what, and when"), list);
}

/**
 * @param {MapReport} report
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function itemOf(report, spec, stage) {
  const by = stage.evidence?.by ?? NOW;
  const isLater = report.said > by;
  const item = element("li", isLater ? "lk-said-later" : "");
  const head = element("b", "", shortDay(isoDay(report.said)));
  const who = report.by ? ` by ${report.by}` : "";
  const holder = report.short ? `: ${report.short}` : "";
  item.append(head, ` ${KINDS[report.kind]}${who}${holder}. ${report.words}`);
  if (isLater) item.append(element("i", "", " Said after the day on the clock."));
  const cited = report.sources
    .map((n) => spec.sources[spec.evidence.sources[n].id]?.[0])
    .filter(Boolean);
  if (cited.length) item.append(element("span", "lk-cited", ` ${cited.join("; ")}`));
  return item;
}

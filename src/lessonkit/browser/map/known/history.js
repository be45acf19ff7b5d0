// The history of a report, in the card of a mark or in an entry of a list: who said what on which
// day, in the order of saying. The words come from Python (`widgets/reports.py`).
import { shortDay } from "../../core/dates.js";
import { element } from "../../core/dom.js";
import { NOW } from "./evidence.js";
/** @import { MapOnPage, MapReport, ToldReport } from "../../state.js" */
/** @import { Stage } from "../stage.js" */
/** @import { Evidence } from "./evidence.js" */

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 * @param {(report: MapReport) => boolean} isAbout
 * @param {number} day the day shown
 */
export function addHistory(box, spec, stage, isAbout, day) {
  const told = (spec.evidence?.reports ?? []).filter(
    (report) => isAbout(report) && isOn(idsOf(report, spec), stage.evidence),
  );
  if (!told.length) return;
  const near = told.some(({ event }) => event) ? told : ofDay(told, day);
  const rest = told.filter((report) => !near.includes(report));
  const list = (some) =>
    listOf(
      some.map((report) => ({ ...report, sources: idsOf(report, spec) })),
      stage,
      (id) => spec.sources[id]?.[0],
    );
  box.append(headOf(), ...(near.length ? [list(near)] : []));
  if (!rest.length) return;
  const more = element("details", "lk-history-more");
  const words = `${rest.length} ${near.length ? "more, about other days" : "about other days"}`;
  more.append(element("summary", "", words), list(rest));
  box.append(more);
}

// All that was said of an event, below its entry in a list.
/**
 * @param {ToldReport[]} told
 * @param {Stage} stage
 * @param {(id: string) => string | undefined} citationOf
 */
export function historyOf(told, stage, citationOf) {
  const on = told.filter(({ sources }) => isOn(sources, stage.evidence));
  return on.length ? [headOf(), listOf(on, stage, citationOf)] : [];
}

// What only sources tell that are switched off is not told; what came later is, as such.
/** @param {Evidence | null} evidence */
const isOn = (ids, evidence) => !ids.length || !evidence || evidence.onAmong(ids).length > 0;

/**
 * @param {MapReport} report
 * @param {MapOnPage} spec
 */
const idsOf = ({ sources }, spec) => sources.map((n) => spec.evidence.sources[n].id);

const headOf = () => element("p", "lk-history-head", "Who said what, and when");

// What was said of a day, on it or later, and the last that was said before it. On a map without a
// day all of it.
/** @param {MapReport[]} told */
function ofDay(told, day) {
  if (Number.isNaN(day)) return told;
  const about = told.filter(
    ({ days: [start, end] }) => (start ?? -Infinity) <= day && day <= (end ?? Infinity),
  );
  const before = about.findLast(({ said }) => said < day);
  return about.filter((report) => report === before || report.said >= day);
}

/**
 * @param {ToldReport[]} told
 * @param {Stage} stage
 */
function listOf(told, stage, citationOf) {
  const list = element("ol", "lk-history");
  list.append(...told.map((one) => itemOf(one, stage, citationOf)));
  return list;
}

/**
 * @param {ToldReport} report
 * @param {Stage} stage
 */
function itemOf(report, stage, citationOf) {
  const isLater = report.said > (stage.evidence?.by ?? NOW);
  const item = element("li", isLater ? "lk-said-later" : "");
  item.append(element("b", "", shortDay(report.day)), ` ${report.told}. ${report.words}`);
  if (isLater) item.append(element("em", "", " Said after the day on the clock."));
  const ids = stage.evidence?.onAmong(report.sources) ?? report.sources;
  // Later sources may all go by one citation.
  const cited = [...new Set(ids.map(citationOf).filter(Boolean))];
  if (cited.length) item.append(element("span", "lk-cited", ` ${cited.join("; ")}`));
  return item;
}

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

// Where no report says who holds a place, reasons or plans may be told: nobody "finds" those.
const PLAIN = { announced: "said", confirmed: "confirmed", denied: "denied", found: "said later" };

// Who says first that somebody holds a place confirms nothing, though it be of their own knowledge.
/**
 * @param {MapReport[]} told in the order of saying
 * @param {boolean} isPlain
 */
function kindOf(report, told, isPlain) {
  if (isPlain) return PLAIN[report.kind];
  const before = told.slice(0, told.indexOf(report));
  const isFirst = !before.some((one) => one.kind !== "denied" && one.short === report.short);
  return report.kind === "confirmed" && isFirst ? "reported" : KINDS[report.kind];
}

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 * @param {(report: MapReport) => boolean} isAbout
 * @param {number} day the day shown
 */
export function addHistory(box, spec, stage, isAbout, day) {
  const told = (spec.evidence?.reports ?? []).filter(isAbout);
  if (!told.length) return;
  const near = told.some(({ event }) => event) ? told : ofDay(told, day);
  const rest = told.filter((report) => !near.includes(report));
  box.append(element("p", "lk-history-head", "Who said what, and when"));
  const list = (some) => listOf(some, told, spec, stage);
  if (near.length) box.append(list(near));
  if (!rest.length) return;
  const more = element("details", "lk-history-more");
  const words = `${rest.length} ${near.length ? "more, about other days" : "about other days"}`;
  more.append(element("summary", "", words), list(rest));
  box.append(more);
}

// What was said of a day, on it or later, and the last that was said before it.
/** @param {MapReport[]} told */
function ofDay(told, day) {
  const about = told.filter(
    ({ days: [start, end] }) => (start ?? -Infinity) <= day && day <= (end ?? Infinity),
  );
  const before = about.findLast(({ said }) => said < day);
  return about.filter((report) => report === before || report.said >= day);
}

/**
 * @param {MapReport[]} some
 * @param {MapReport[]} told all that was said of it
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function listOf(some, told, spec, stage) {
  const list = element("ol", "lk-history");
  const isPlain = !spec.evidence.reports.some(({ short }) => short);
  list.append(...some.map((one) => itemOf(one, kindOf(one, told, isPlain), spec, stage)));
  return list;
}

/**
 * @param {MapReport} report
 * @param {string} kind in words
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function itemOf(report, kind, spec, stage) {
  const by = stage.evidence?.by ?? NOW;
  const isLater = report.said > by;
  const item = element("li", isLater ? "lk-said-later" : "");
  const head = element("b", "", shortDay(isoDay(report.said, spec.step)));
  const who = report.by ? ` by ${report.by}` : "";
  const holder = report.short ? `: ${report.short}` : "";
  item.append(head, ` ${kind}${who}${holder}. ${report.words}`);
  if (isLater) item.append(element("i", "", " Said after the day on the clock."));
  const cited = report.sources
    .map((n) => spec.sources[spec.evidence.sources[n].id]?.[0])
    .filter(Boolean);
  if (cited.length) item.append(element("span", "lk-cited", ` ${cited.join("; ")}`));
  return item;
}

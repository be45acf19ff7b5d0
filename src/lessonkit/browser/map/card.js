// The card: what a place, event, zone or route is, who held it, who says so, how sure.
// Every word goes in as text, never as markup: data cannot run.
import { dayNumber, inWords, spanInWords, unitOf } from "../core/dates.js";
import { button, element, localName } from "../core/dom.js";
import { addHistory } from "./known/history.js";
/** @import { Card, MapOnPage } from "../state.js" */
/** @import { Stage } from "./stage.js" */

// Whether a mark speaks of its place, not of itself: an event at a place has its own story.
/** @param {Card} card */
export function isOfPlace(card) {
  return Boolean(card.place) && !card.event;
}

// The place of a mark, or what it is itself, with the part of it that is meant.
/**
 * @param {MapOnPage} spec
 * @param {Card} card
 */
export function nameOf(spec, { place, part, title }) {
  return (place ? spec.places[place].title : title) + (part ? ` (${part})` : "");
}

// Who holds the place of a mark, with the doubt that the data have about it.
/** @param {Card} card */
export function holderOf({ holder, status }) {
  return status && status !== "held" ? `${holder} (${status})` : holder;
}

// `also` are marks that lie on what the card speaks of: a button for each.
/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
export function fillCard(host, spec, stage, { ids, also = [] }, iso, onClose, onChoose) {
  host.replaceChildren();
  const sections = uniquePlaces(spec, ids);
  const told = new Set(sections.map((id) => subjectOf(spec, id)));
  const others = uniquePlaces(spec, also).filter((id) => !told.has(subjectOf(spec, id)));
  if (stage.areSeveral(ids)) {
    const head = `${sections.length} marks close together`;
    host.append(choices(spec, stage, sections, onChoose, head));
  } else for (const id of sections.slice(0, 4)) host.append(section(spec, stage, id, iso));
  if (others.length) host.append(choices(spec, stage, others, onChoose, "Also here"));
  if (onClose) host.append(button("×", "Close the card", onClose, "lk-close"));
  host.hidden = !sections.length && !others.length;
  // To look at where something stands that is not there costs as much as to lay out the whole map.
  if (!host.hidden) host.scrollTop = 0;
}

// Places too close together for a click to say which one is meant: a button for each.
/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function choices(spec, stage, ids, onChoose, head) {
  const box = element("section", "lk-choices");
  const list = element("ul");
  for (const id of ids) {
    const card = spec.cards[id];
    const held = stage.features.filter(
      (f) => f.holds && isOfPlace(card) && spec.cards[f.id]?.place === card.place,
    );
    const by = held.map((f) => spec.cards[f.id]).filter((one) => one.holder);
    const { title, kind } = isOfPlace(card) ? spec.places[card.place] : card;
    const item = element("li");
    const choose = button(title, title, () => onChoose(id));
    const words = by.length ? [...new Set(by.map(holderOf))].join("; ") : kind;
    choose.ariaLabel = `${title}: ${words}`;
    choose.append(element("small", "", words));
    item.append(choose);
    list.append(item);
  }
  box.append(element("h4", "", head), list);
  return box;
}

// Two marks of one place (its symbol and its holder) share a section.
/** @param {MapOnPage} spec */
export function uniquePlaces(spec, ids) {
  const seen = new Set();
  return ids.filter((id) => {
    if (!spec.cards[id]) return false;
    const key = subjectOf(spec, id);
    return !seen.has(key) && seen.add(key);
  });
}

/** @param {MapOnPage} spec */
function subjectOf(spec, id) {
  const card = spec.cards[id];
  return isOfPlace(card) ? card.place : id;
}

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function section(spec, stage, id, iso) {
  const card = spec.cards[id];
  const isPlace = isOfPlace(card);
  const about = isPlace ? { ...spec.places[card.place] } : card;
  const box = element("section");
  box.append(element("p", "lk-kind", about.kind), heading(about, spec.local));
  if (about.when && spanInWords(about.when)) line(box, "When", when(about));
  if (isPlace) holders(box, spec, stage, card.place, iso);
  // Closed, of a country, is nobody: without a word of the lesson for it none is right.
  else if (card.holder) line(box, spec.held_as || (card.zone ? "" : "Who"), card.holder);
  const { place, event } = card;
  const isAbout = (one) => (isPlace ? one.place === place : Boolean(event) && one.event === event);
  addHistory(box, spec, stage, isAbout, iso ? dayNumber(iso, spec.step) : NaN);
  if (card.zone) valueOf(box, spec, card);
  // Of a zone with a value it says where the outline comes from.
  const drawnBy = about.value ? about.asserted_by : "";
  if (about.asserted_by && !drawnBy) line(box, "According to", about.asserted_by);
  if (about.text) box.append(element("p", "", about.text));
  if (about.actors?.length) line(box, "Involved", about.actors.join(", "));
  if (about.disputed) line(box, "Disputed", about.disputed);
  doubt(box, about);
  if (about.paragraphs?.length) line(box, "In the report", `¶ ${about.paragraphs.join(", ")}`);
  const what = isPlace ? "Position" : about.value ? "Outline" : "Sources";
  const cited = about.sources ?? [];
  const known = isPlace ? cited : (stage.evidence?.knownAmong(cited) ?? cited);
  sources(box, spec, what, known, drawnBy);
  return box;
}

function heading(about, local) {
  const title = element("h4", "", about.title);
  if (about.title_local) title.append(" ", localName(about.title_local, local));
  return title;
}

function when(about) {
  return spanInWords(about.when, { about: about.precision === "about" });
}

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function holders(box, spec, stage, place, iso) {
  for (const f of stage.features) {
    const card = spec.cards[f.id];
    if (!f.holds || card?.place !== place) continue;
    valueOf(box, spec, card);
    if (!card.holder) continue;
    const word = spec.held_as || "Control";
    const label = card.part ? `${word} (${card.part})` : word;
    const sure = card.confidence ? ` Confidence: ${card.confidence}.` : "";
    line(box, label, `${holderOf(card)}.${sure}`);
    const ids = card.holder_sources ?? [];
    sources(box, spec, "According to", stage.evidence?.knownAmong(ids) ?? ids);
  }
  if (iso) box.querySelector("h4").after(element("p", "lk-on", `${onOrIn(iso)} ${inWords(iso)}`));
}

// A value with its unit, its days, how sure it is and who says so.
/**
 * @param {MapOnPage} spec
 * @param {Card} card
 */
function valueOf(box, spec, card) {
  if (!card.value) return;
  const days = spanInWords(card.value_when, { inside: true });
  const sure = card.place && card.confidence ? ` Confidence: ${card.confidence}.` : "";
  line(box, card.measure, `${card.value}${days ? `, ${days}` : ""}.${sure}`);
  if (card.value_note) box.append(element("p", "", card.value_note));
  sources(box, spec, "According to", card.value_sources);
}

const onOrIn = (iso) => (["month", "year"].includes(unitOf(iso)) ? "In" : "On");

function doubt(box, about) {
  const words = [];
  if (about.confidence) words.push(`confidence ${about.confidence}`);
  if (about.precision_km >= 2) words.push(`position right to about ${about.precision_km} km`);
  if (words.length) line(box, "How sure", words.join("; "));
}

/** @param {MapOnPage} spec */
function sources(box, spec, label, ids, first = "") {
  const known = (ids || []).map((id) => spec.sources[id]).filter(Boolean);
  const words = [first, ...known.map(([citation]) => citation)].filter(Boolean).join("; ");
  if (words) line(box, label, words).classList.add("lk-cited");
}

function line(box, label, text) {
  const p = element("p", "lk-line");
  p.append(...(label ? [element("b", "", `${label}: `)] : []), document.createTextNode(text));
  box.append(p);
  return p;
}

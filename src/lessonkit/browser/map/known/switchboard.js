// The switchboard: the sources of what is on the map, by side or by kind, each with a switch. What rests
// on those that are off alone turns to not known; the counts say how much fell.
import { element, tell } from "../../core/dom.js";
import { groupedBy } from "../../core/groups.js";
import { tallyOf } from "./tally.js";
/** @import { MapOnPage } from "../../state.js" */
/** @import { Evidence } from "./evidence.js" */
/** @import { Tally } from "./tally.js" */

const NAMED = 12; // so many places at most are named at once
const GROUPS = { side: "By side", kind: "By kind" };
const NO_SIDE = "No side";

/**
 * @param {HTMLElement} host
 * @param {MapOnPage} spec
 * @param {{ evidence: Evidence, whole: Evidence, isSeen: (f: any) => boolean, isPart: () => boolean, onOpen: (id: string) => void, onPoint: (ids: string[]) => void, onOff: (ids: string[]) => void, onTwo: (on: boolean) => void }} parts
 */
export function buildSwitchboard(
  host,
  spec,
  { evidence, whole, isSeen, isPart, onOpen, onPoint, onOff, onTwo },
) {
  const ring = ringKey((on) => {
    if (!on) onPoint([]);
    update();
  });
  const by = choiceOf(() => write());
  const alone = listAlone([...evidence.parts.values()], onOpen);
  const { told, most, two, every, list } = frameOf(host, [ring.key, alone.list], by.box, {
    onTwo,
    onOff,
  });
  let groups = [];
  let day = NaN;
  const turn = (numbers, on) => {
    const off = new Set(evidence.off);
    for (const n of numbers) off[on ? "delete" : "add"](n);
    onOff([...off].map((n) => evidence.sources[n].id));
  };
  const write = () => {
    groups = groupsOf(spec, evidence, by.value()).map((group) =>
      groupOf(group, spec, evidence, turn),
    );
    list.replaceChildren(...groups.map(({ item }) => item));
    update();
  };
  const update = () => {
    if (host.hidden) ring.turn(false);
    if (host.hidden || Number.isNaN(day)) return;
    if (!groups.length) return write();
    const tally = tallyOf(evidence, whole, day, isSeen);
    two.input.checked = evidence.isTwo;
    every.disabled = !evidence.off.size && !evidence.isTwo;
    tell(told, `${isPart() ? "In view: " : ""}${toldOf(tally)}`);
    ring.key.hidden = !tally.places.single.length;
    alone.show(tally.places.single);
    if (ring.isOn()) onPoint(tally.places.single.map(({ id }) => id));
    most.replaceChildren(...mostOf(tally, spec, evidence));
    for (const group of groups) group.show(tally);
  };
  return (now = day) => {
    day = now;
    update();
  };
}

/**
 * @param {HTMLElement} host
 * @param {HTMLElement[]} single what shows and names those that rest on one source
 * @param {HTMLElement} by
 */
function frameOf(host, [ring, alone], by, { onTwo, onOff }) {
  const told = element("p", "lk-fell");
  told.setAttribute("role", "status");
  const most = element("p", "lk-most");
  const two = switchOf("Only what two sides say", (on) => onTwo(on));
  const every = Object.assign(element("button", "lk-tool", "All on"), { type: "button" });
  every.addEventListener("click", () => {
    onOff([]);
    onTwo(false);
  });
  const list = element("ul", "lk-groups");
  const head = element("p", "lk-groups-head");
  head.append(by, every);
  const title = element("h4", "", "Sources of this map");
  const row = element("div", "lk-fell-row");
  row.append(told, ring);
  host.append(title, row, alone, most, two.label, head, list);
  return { told, most, two, every, list };
}

// The key that rings the places which rest on one source alone.
/** @param {(on: boolean) => void} onTurn */
function ringKey(onTurn) {
  const key = Object.assign(element("button", "lk-tool", "Show them"), { type: "button" });
  key.title = "Ring the places that rest on one source alone";
  key.ariaPressed = "false";
  const isOn = () => key.ariaPressed === "true";
  /** @param {boolean} on */
  const turn = (on) => {
    if (on === isOn()) return;
    key.ariaPressed = String(on);
    onTurn(on);
  };
  key.addEventListener("click", () => turn(!isOn()));
  return { key, isOn, turn };
}

// The turn of each name among all. It is found once: each switch would compare hundreds anew, by letters.
const turnsOf = (names) => {
  const inOrder = [...new Set(names)].toSorted(new Intl.Collator().compare);
  return new Map(inOrder.map((name, turn) => [name, turn]));
};
const idsOf = (places) => places.map(({ id }) => id).join();

// The places that rest on one source alone, by name: each opens its place. Of many the rest is counted
// and opens with a key; until then it has none of its own.
/** @param {{ name: string }[]} parts those that may be named */
function listAlone(parts, onOpen) {
  const list = element("ul", "lk-alone");
  list.setAttribute("aria-label", "Places on one source");
  const rest = Object.assign(element("button", "lk-tool"), { type: "button" });
  const last = element("li");
  last.append(rest);
  /** @type {Map<string, number> | null} */
  let turns = null;
  /** @type {{ id: string, name: string }[]} */
  let named = [];
  let shown = [];
  let isWhole = false;
  const write = () => {
    const some = isWhole ? named : named.slice(0, NAMED);
    const isPart = some.length < named.length;
    if (isPart !== last.isConnected || idsOf(some) !== idsOf(shown)) {
      // Who has opened one keeps the place where the keyboard is.
      const focused = shown.find(({ key }) => key.matches(":focus"))?.id;
      const before = new Map(shown.map((one) => [one.id, one]));
      shown = some.map((one) => before.get(one.id) ?? keyIn(one, onOpen));
      list.replaceChildren(...shown.map(({ item }) => item), ...(isPart ? [last] : []));
      shown.find(({ id }) => id === focused)?.key.focus({ preventScroll: true });
    }
    tell(rest, `${named.length - some.length} more`);
  };
  rest.addEventListener("click", () => {
    isWhole = true;
    write();
    shown[NAMED].key.focus();
  });
  return {
    list,
    /** @param {{ id: string, name: string }[]} places */
    show(places) {
      list.hidden = !places.length;
      turns ??= turnsOf(parts.map(({ name }) => name));
      named = places.toSorted((a, b) => turns.get(a.name) - turns.get(b.name));
      write();
    },
  };
}

/** @param {{ id: string, name: string }} place */
function keyIn({ id, name }, onOpen) {
  const item = element("li");
  const key = Object.assign(element("button", "lk-tool", name), { type: "button" });
  key.addEventListener("click", () => onOpen(id));
  item.append(key);
  return { id, item, key };
}

// Of the places, or on a map that has none of the marks.
/** @param {Tally} tally */
function toldOf({ places, others }) {
  const [{ all, fell, single }, noun] = places.all ? [places, "place"] : [others, "mark"];
  const fallen = [
    [places.fell, "place"],
    [others.fell, places.all ? "other mark" : "mark"],
  ]
    .filter(([n]) => n)
    .map(([n, what]) => count(Number(n), String(what)));
  const isOne = places.fell + others.fell === 1;
  const told = fallen.length
    ? ` ${fallen.join(" and ")} ${isOne ? "is" : "are"} not known by the sources that are on.`
    : "";
  const known = all - fell;
  if (!all) return "Nothing here rests on a source that was out.";
  if (!known) return `No ${noun} is known by the sources that are on.`;
  if (known === 1)
    return `The one ${noun} that is known rests on ${single.length ? "one source" : "more than one source"}.${told}`;
  const verb = single.length === 1 ? "rests" : "rest";
  return `${single.length} of ${count(known, noun)} ${verb} on one source.${told}`;
}

const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

/**
 * @param {Tally} tally
 * @param {MapOnPage} spec
 * @param {Evidence} evidence
 */
function mostOf({ alone, several }, spec, { sources }) {
  const [first] = [...alone].filter(([n]) => n !== several).toSorted((a, b) => b[1] - a[1]);
  if (!first) return ["No mark rests on one source alone."];
  const [n, marks] = first;
  return [
    element("b", "", "Carries most: "),
    `${spec.sources[sources[n].id]?.[0] ?? sources[n].id} (${count(marks, "mark")} on it alone).`,
  ];
}

function switchOf(words, onTurn) {
  const label = element("label", "lk-source-switch");
  const input = Object.assign(element("input"), { type: "checkbox" });
  input.addEventListener("change", () => onTurn(input.checked));
  label.append(input, element("span", "", words));
  return { label, input };
}

function choiceOf(onChoose) {
  const box = Object.assign(element("span", "lk-groups-by"), { role: "group" });
  box.setAttribute("aria-label", "Order of the sources");
  let now = "side";
  const keys = Object.entries(GROUPS).map(([name, words]) => {
    const key = Object.assign(element("button", "lk-tool", words), { type: "button" });
    key.ariaPressed = String(name === now);
    key.addEventListener("click", () => {
      now = name;
      for (const one of keys) one.ariaPressed = String(one === key);
      onChoose();
    });
    return key;
  });
  box.append(...keys);
  return { box, value: () => now };
}

// Sides in the order of the lesson, kinds by name, with all sources of the map: a side that is off is
// off for what is told beside the map, too.
/**
 * @param {MapOnPage} spec
 * @param {Evidence} evidence
 */
function groupsOf(spec, evidence, by) {
  const of = groupedBy([...evidence.sources.keys()], (n) => evidence.sources[n][by]);
  const known = by === "side" ? spec.evidence.sides : [...of.keys()].toSorted().map((k) => [k, k]);
  const groups = known
    .filter(([key]) => of.has(key))
    .map(([key, label]) => ({
      label: label[0].toUpperCase() + label.slice(1),
      numbers: of.get(key),
    }));
  if (by === "side" && of.has("")) groups.push({ label: NO_SIDE, numbers: of.get("") });
  return groups;
}

/**
 * @param {{ label: string, numbers: number[] }} group
 * @param {MapOnPage} spec
 * @param {Evidence} evidence
 */
function groupOf({ label, numbers }, spec, evidence, turn) {
  const item = element("li");
  const head = switchOf(label, (on) => turn(numbers, on));
  const marks = element("span", "lk-source-count");
  const more = Object.assign(element("button", "lk-more", "▸"), { type: "button" });
  more.setAttribute("aria-label", `Single sources: ${label}`);
  more.ariaExpanded = "false";
  const singles = element("ul", "lk-singles");
  singles.hidden = true;
  let rows = [];
  let shown = /** @type {Tally | null} */ (null);
  more.addEventListener("click", () => {
    singles.hidden = !singles.hidden;
    more.ariaExpanded = String(!singles.hidden);
    more.textContent = singles.hidden ? "▸" : "▾";
    if (!rows.length) rows = numbers.map((n) => singleOf(n, spec, evidence, turn));
    if (shown) show(shown);
  });
  item.append(head.label, marks, more, singles);
  /** @param {Tally} tally */
  const show = (tally) => {
    shown = tally;
    const here = numbers.filter((n) => tally.named.has(n));
    item.hidden = !here.length;
    const off = here.filter((n) => evidence.off.has(n)).length;
    head.input.checked = off < here.length;
    head.input.indeterminate = off > 0 && off < here.length;
    const alone = sum(here, tally.alone);
    tell(marks, `${count(here.length, "source")}${alone ? `, ${count(alone, "mark")} alone` : ""}`);
    if (singles.hidden) return;
    for (const row of rows) row.show(tally);
    const order = rows.toSorted((a, b) => b.alone(tally) - a.alone(tally));
    singles.replaceChildren(...order.map((row) => row.item));
  };
  return { item, show };
}

const sum = (numbers, counts) => numbers.reduce((all, n) => all + (counts.get(n) ?? 0), 0);

/**
 * @param {MapOnPage} spec
 * @param {Evidence} evidence
 */
function singleOf(n, spec, evidence, turn) {
  const { id } = evidence.sources[n];
  const item = element("li");
  const one = switchOf(spec.sources[id]?.[0] ?? id, (on) => turn([n], on));
  const marks = element("span", "lk-source-count");
  item.append(one.label, marks);
  const alone = (tally) => tally.alone.get(n) ?? 0;
  return {
    item,
    alone,
    show(tally) {
      item.hidden = !tally.named.has(n);
      one.input.checked = !evidence.off.has(n);
      const own = alone(tally);
      tell(marks, `${tally.named.get(n) ?? 0}${own ? `, ${own} alone` : ""}`);
    },
  };
}

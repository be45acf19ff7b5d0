// The report as itself, beside its map: a paragraph is its claims in their order, as running text. The
// speaker stands at the side, a mark and a word say of what kind a claim is. Pointing at a claim rings
// its places on the map; choosing it moves the map. On top a key, which brings out one kind.
import { button, element, signOf } from "../core/dom.js";
import { enter, rove } from "../core/roving.js";
import { isInside, reveal } from "./items.js";
import { fits } from "./filters.js";
import { renderIn } from "./list.js";
/** @import { Item, KindOfClaim, ReportSpec, ReportState, View } from "../state.js" */

const FORM = {
  sheets: ["list", "report"],
  frame: `
  <ul class="lk-kinds" aria-label="Kinds of claims: show one"></ul>
  <p class="lk-meaning" role="status"></p>
  <p class="lk-count"></p>
  <div class="lk-report" role="group"></div>
  <div class="lk-turns"></div>
  <div class="lk-claim-detail lk-shows" hidden></div>`,
  build(view, { onChoose, onFilter, targetOf }) {
    const { part, spec, model, map } = view;
    part(".lk-report").setAttribute("aria-label", spec.title);
    const claimOf = (id) => spec.items.find((item) => item.id === id);
    const point = (item) => {
      const shown = item ?? claimOf(model.get("chosen"));
      view.stage.rings.point(shown ? view.tie.marksOf(shown) : []);
    };
    const again = () => point(null);
    // A place that the map does not have is named; of the events those that it has.
    const targetsOf = (/** @type {Item} */ { keys }) => [
      ...keys.place.map((id) => targetOf("place", id)),
      ...keys.event.filter((id) => view.tie.has("event", id)).map((id) => targetOf("event", id)),
    ];
    return {
      items: buildText(part, spec, { onChoose, point, targetsOf, claimOf }),
      filters: buildKey(part, spec, onFilter),
      ties: [
        [map, "date", again],
        [map, "visible", again],
      ],
    };
  },
};

/** @param {View<ReportState>} view */
export function renderReport(view) {
  return renderIn(FORM, view);
}

// ---- The key ------------------------------------------------------------------------------------

/** @param {ReportSpec} spec */
function buildKey(part, spec, onFilter) {
  const host = part(".lk-kinds");
  const count = (kind) => spec.items.filter((item) => fits(item, kind ? { kind } : {})).length;
  const keys = [{ id: "", label: "All", sign: "", meaning: "" }, ...spec.kinds].map((kind) => {
    const li = element("li");
    const key = Object.assign(element("button", "lk-kind-key", kind.label), {
      type: "button",
    });
    if (kind.sign) key.prepend(signOf(kind.sign));
    key.append(element("span", "lk-kind-count", String(count(kind.id))));
    key.addEventListener("click", () =>
      onFilter(kind.id && key.ariaPressed !== "true" ? { kind: kind.id } : {}),
    );
    li.append(key, element("span", "lk-on-paper", `: ${kind.meaning}`));
    host.append(li);
    return { kind, key };
  });
  return (chosen) => {
    const isAll = !Object.keys(chosen).length;
    for (const { kind, key } of keys)
      key.ariaPressed = String(kind.id ? chosen.kind === kind.id : isAll);
    const one = spec.kinds.find(({ id }) => id === chosen.kind);
    part(".lk-meaning").textContent = one ? `${one.label}: ${one.meaning}` : spec.key;
  };
}

// ---- The text -----------------------------------------------------------------------------------

// The claims, with what a list of entries can do: open, narrow, tag, bring into sight.
/** @param {ReportSpec} spec */
function buildText(part, spec, { onChoose, point, targetsOf, claimOf }) {
  const host = part(".lk-report");
  const claims = new Map(spec.items.map((item) => [item.id, claimIn(item, spec.kinds)]));
  for (const items of paragraphsOf(spec.items)) host.append(paragraphIn(items, claims));
  const all = [...claims.values()];
  enter(all, all[0]);
  const see = () => isInCards(host) && seeBoth(part);
  buildTurns(part(".lk-turns"), host, see);
  listen(host, all, { onChoose, point, claimOf, see });
  // What is said of the chosen claim below the text takes its room from it.
  const keep = new ResizeObserver(() => {
    const chosen = all.find((one) => one.ariaPressed === "true");
    if (chosen) bring(host, chosen);
    for (const card of /** @type {Iterable<HTMLElement>} */ (host.children)) letScroll(host, card);
  });
  keep.observe(host);
  return {
    open(id) {
      for (const [key, one] of claims) one.ariaPressed = String(key === id);
      const chosen = claims.get(id);
      const detail = part(".lk-claim-detail");
      const targets = chosen ? targetsOf(claimOf(id)) : [];
      detail.hidden = !targets.length;
      detail.replaceChildren(...targets);
      point(null);
      if (!chosen) return;
      enter(all, chosen);
      bring(host, chosen);
    },
    // What does not fit stays, less strong: a paragraph is read whole.
    only(ids) {
      host.classList.toggle("lk-narrowed", ids.size < claims.size);
      for (const [id, one] of claims) one.classList.toggle("lk-fits", ids.has(id));
      if (ids.size < claims.size) this.bring([...ids]);
    },
    tag(kind, words) {
      for (const [id, one] of claims) {
        one.classList.toggle(`lk-has-${kind}`, words.has(id));
        if (kind === "named")
          one.lastChild.textContent = words.has(id) ? ` (${words.get(id)})` : "";
      }
    },
    bring(ids) {
      const found = ids.map((id) => claims.get(id));
      if (found.length && !found.some((one) => isSeen(host, one))) bring(host, found[0]);
    },
  };
}

// ---- On a phone: a paragraph is a card, and one is seen at a time -------------------------------

// The styles decide, by the width.
const isInCards = (host) => getComputedStyle(host).display === "flex";

const cardOf = (claim) => claim.closest(".lk-paragraph");

// A card that is longer than its room is scrolled by the keyboard, too.
function letScroll(host, card) {
  if (isInCards(host) && card.scrollHeight > card.clientHeight) card.tabIndex = 0;
  else card.removeAttribute("tabindex");
}

function bring(host, claim) {
  if (!isInCards(host)) return reveal(host, claim);
  host.scrollLeft = cardOf(claim).offsetLeft;
  return reveal(cardOf(claim), claim);
}

function isSeen(host, claim) {
  if (!isInCards(host)) return isInside(host, claim);
  const isInFront = Math.abs(cardOf(claim).offsetLeft - host.scrollLeft) < host.clientWidth / 2;
  return isInFront && isInside(cardOf(claim), claim);
}

function seeBoth(part) {
  for (const one of [".lk-panel", ".lk-stage"]) part(one).scrollIntoView({ block: "nearest" });
}

// The way to the card before and after; a finger turns them, too. `see` brings map and card together.
function buildTurns(row, host, see) {
  const last = host.childElementCount - 1;
  const now = () => Math.round(host.scrollLeft / Math.max(1, host.clientWidth));
  const go = (to) => {
    if (to < 0 || to > last) return;
    host.scrollLeft = to * host.clientWidth;
    see();
  };
  const back = button("‹", "Paragraph before", () => go(now() - 1));
  const on = button("›", "Next paragraph", () => go(now() + 1));
  const count = element("span");
  const write = () => {
    count.textContent = `Paragraph ${now() + 1} of ${last + 1}`;
    // A button that has the focus is not disabled: the keyboard would lose its place.
    back.ariaDisabled = String(now() === 0);
    on.ariaDisabled = String(now() === last);
  };
  row.append(back, count, on);
  host.addEventListener("scroll", write);
  write();
}

// They come in the order of the report.
/** @param {Item[]} items */
function paragraphsOf(items) {
  const numbers = [...new Set(items.map(({ keys }) => keys.paragraph[0]))];
  return numbers.map((number) => items.filter(({ keys }) => keys.paragraph[0] === number));
}

// A paragraph has a line of text for each speaker in turn.
/** @param {Item[]} items */
function paragraphIn(items, claims) {
  const paragraph = element("div", "lk-paragraph");
  const { paragraph: number } = items[0].keys;
  paragraph.role = "group";
  paragraph.ariaLabel = `Paragraph ${number}`;
  let said = null;
  for (const item of items) {
    const [speaker] = item.head;
    if (said?.dataset.speaker !== speaker) {
      said = element("p", "lk-said");
      said.dataset.speaker = speaker;
      const side = element("p", "lk-speaker", speaker);
      if (!paragraph.firstChild) side.prepend(element("b", "lk-number", `¶ ${number}`));
      paragraph.append(side, said);
    }
    said.append(claims.get(item.id), " ");
  }
  return paragraph;
}

// Not a button element: that would not break across lines as the words of a text do.
/**
 * @param {Item} item
 * @param {KindOfClaim[]} kinds
 */
function claimIn(item, kinds) {
  const one = element("span", "lk-claim");
  Object.assign(one, { role: "button", ariaPressed: "false" });
  one.dataset.claim = item.id;
  const { label, sign } = kinds.find(({ id }) => id === item.keys.kind[0]);
  const mark = element("span", "lk-mark", `${label}: `);
  mark.prepend(signOf(sign));
  one.append(mark, element("span", "lk-words", item.title), element("span", "lk-unseen"));
  return one;
}

// One claim is reached with Tab, the others from it with the arrow keys.
function listen(host, all, { onChoose, point, claimOf, see }) {
  const claimAt = (event) => event.target.closest(".lk-claim");
  const choose = (one) => {
    onChoose(one.ariaPressed === "true" ? "" : one.dataset.claim);
    see();
  };
  const pointAt = (event) => point(claimOf(claimAt(event)?.dataset.claim));
  for (const name of ["pointerover", "focusin"]) host.addEventListener(name, pointAt);
  for (const name of ["pointerleave", "focusout"]) host.addEventListener(name, () => point(null));
  host.addEventListener("click", (event) => {
    if (claimAt(event)) choose(claimAt(event));
  });
  rove(host, all, {
    ways: ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"],
    presses: { Enter: choose, " ": choose },
    go(one) {
      bring(host, one);
      one.focus({ preventScroll: true });
    },
  });
  host.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || claimAt(event)?.ariaPressed !== "true") return;
    onChoose("");
    event.preventDefault();
  });
}

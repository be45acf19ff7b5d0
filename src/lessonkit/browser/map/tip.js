// The few words beside a mark under the pointer: what it is, who holds it. A click opens its card.
// They stay while the pointer is on them, and Escape hides them.
import { dayAndMonth } from "../core/dates.js";
import { element } from "../core/dom.js";
import { holderOf, isOfPlace, uniquePlaces } from "./card.js";
/** @import { MapOnPage } from "../state.js" */
/** @import { Stage } from "./stage.js" */

const MOST = 4; // lines
const AWAY = 14; // CSS pixels from the pointer
const LINGER = 300; // ms that the words stay after the pointer has left the mark

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
export function buildTip(host, spec, stage) {
  let shown = "";
  let waiting = 0;
  const hide = () => {
    clearTimeout(waiting);
    shown = "";
    host.hidden = true;
  };
  const leave = () => {
    clearTimeout(waiting);
    waiting = setTimeout(hide, LINGER);
  };
  stage.onView.add(hide); // the mark is no longer beside it
  host.addEventListener("pointerenter", () => clearTimeout(waiting));
  host.addEventListener("pointerleave", leave);
  return {
    hide,
    leave,
    show(ids, { clientX, clientY }) {
      if (ids.join() === shown) return;
      const lines = linesOf(spec, stage, ids);
      if (!lines.length) {
        if (shown) leave();
        return;
      }
      clearTimeout(waiting);
      shown = ids.join();
      host.replaceChildren(...lines);
      host.hidden = false;
      shorten(host, lines, uniquePlaces(spec, ids).length);
      place(host, clientX, clientY);
    },
  };
}

// On a low map fewer are named, so that the words find room above or below the pointer.
function shorten(host, lines, count) {
  const room = host.parentNode.getBoundingClientRect().height / 2 - AWAY - 4;
  const more = element("span");
  let kept = lines.length;
  while (true) {
    const rest = count - kept;
    more.textContent = rest ? `and ${rest} more` : "";
    host.replaceChildren(...lines.slice(0, kept), ...(rest ? [more] : []));
    if (kept <= 1 || host.getBoundingClientRect().height <= room) return;
    kept -= 1;
  }
}

// At the side of the pointer that has more room, inside the map.
function place(host, clientX, clientY) {
  const box = host.parentNode.getBoundingClientRect();
  const { width, height } = host.getBoundingClientRect();
  const [x, y] = [clientX - box.left, clientY - box.top];
  const left = x < box.width / 2 ? x + AWAY : x - AWAY - width;
  const top = y < box.height / 2 ? y + AWAY : y - AWAY - height;
  host.style.left = `${Math.max(2, Math.min(box.width - width - 2, left))}px`;
  host.style.top = `${Math.max(2, Math.min(box.height - height - 2, top))}px`;
}

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
function linesOf(spec, stage, ids) {
  return uniquePlaces(spec, ids)
    .slice(0, MOST)
    .map((id) => {
      const card = spec.cards[id];
      const line = element("span");
      if (isOfPlace(card)) {
        const held = stage.features
          .filter((f) => f.holds && spec.cards[f.id]?.place === card.place)
          .map((f) => spec.cards[f.id])
          .filter(({ holder, value }) => holder || value)
          .map((one) => one.value ?? holderOf(one));
        line.append(element("b", "", spec.places[card.place].title));
        if (held.length) line.append(`: ${[...new Set(held)].join("; ")}`);
      } else {
        const day = card.event && card.when ? `${dayAndMonth(card.when[0])}: ` : "";
        line.append(day, element("b", "", card.title));
        const said = card.value ?? (card.zone && card.holder);
        if (said) line.append(`: ${said}`);
      }
      return line;
    });
}

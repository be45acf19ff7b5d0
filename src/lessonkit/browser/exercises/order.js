// Putting things in order: with buttons, with the keys of the buttons, or by dragging.
import { button, element } from "../core/dom.js";
/** @import { ExerciseSpec } from "../state.js" */

export const order = {
  build({ spec, onChange }, host) {
    const list = element("ol", "lk-order");
    const news = element("p", "lk-unseen");
    news.setAttribute("aria-live", "polite");
    const rows = new Map(spec.items.map((item) => [item.key, rowOf(item, moved)]));
    function moved(row, by) {
      const all = [...list.children];
      const to = all.indexOf(row) + by;
      if (to < 0 || to >= all.length) return;
      all[to][by < 0 ? "before" : "after"](row);
      settled(row);
    }
    function settled(row) {
      news.textContent = `${row.querySelector("span").textContent}: now ${[...list.children].indexOf(row) + 1} of ${rows.size}`;
      onChange();
    }
    list.append(...rows.values());
    letDrag(list, settled);
    host.append(
      element("p", "lk-note", "The first stands at the top. Use the arrows, or drag a row."),
      list,
      news,
    );
    return {
      read: () => [...list.children].map((row) => row.dataset.key),
      write: (answer) => {
        const known =
          Array.isArray(answer) &&
          answer.length === rows.size &&
          answer.every((key) => rows.has(key));
        list.append(
          ...(known ? answer : spec.items.map((item) => item.key)).map((key) => rows.get(key)),
        );
      },
    };
  },
  judge({ spec, seal }, answer) {
    if (seal.isRight(spec, "order", ...answer)) return { right: true, said: [] };
    const said = new Set();
    answer.forEach((first, n) =>
      answer.slice(n + 1).forEach((then) => {
        const words = seal.message(spec, "before", first, then);
        if (words) said.add(words);
      }),
    );
    const good = answer.filter((key, n) => spec.at[n] === seal.hash("at", String(n), key)).length;
    const stand = good === 1 ? "1 row stands" : `${good} rows stand`;
    return { right: false, said: [...said, `${stand} in the right place, of ${answer.length}.`] };
  },
  words: (spec, answer) => answer.map((key, n) => `${n + 1}. ${textOf(spec, key)}`).join("; "),
};

/** @param {ExerciseSpec} spec */
const textOf = (spec, key) => spec.items.find((item) => item.key === key)?.text ?? "";

function rowOf({ key, text }, onMove) {
  const row = Object.assign(element("li"), { draggable: true });
  row.dataset.key = key;
  const up = button("↑", `Move up: ${text}`, () => {
    onMove(row, -1);
    up.focus();
  });
  const down = button("↓", `Move down: ${text}`, () => {
    onMove(row, 1);
    down.focus();
  });
  row.append(element("span", "", text), up, down);
  return row;
}

function letDrag(list, onDrop) {
  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("li") ?? null; // a piece of text is no element
    if (!dragged) return;
    dragged.classList.add("lk-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.key); // Firefox drags only with data
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would move the cell
    if (over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  list.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("lk-dragged");
    onDrop(dragged);
    dragged = null;
  });
}

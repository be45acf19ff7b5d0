// The widgets of a part come alive, with the scripts that JupyterLab has.
import { unpacker } from "./packed.js";
import { Models } from "./standin.js";

const REST = 400; // ms after the first map, for the first thing that a reader does with it
const SOON = 600; // ms at most until a widget is drawn that nobody looks at
const WITH_MAP = ["map", "comparison", "list"];

/**
 * Draw what stands in a root, one after the other, what is nearest to the reader first; between two, the
 * page can answer. `seen` is waited for before each: what is not shown has no width.
 *
 * @param {{ root: ParentNode, state: any, common: { shared: any, styles: any },
 *   views: Record<string, (context: any) => any>, apart: boolean, seen?: () => any }} part
 */
export async function comeAlive({ root, state, common, views, apart, seen = () => true }) {
  const { models, values, binder } = state;
  const manager = new Models(models, unpacker(values, common.shared));
  Object.assign(manager, { elsewhere: binder, apart, pageOf }); // here is no kernel
  /** @type {Set<HTMLElement>} */
  const waiting = new Set(root.querySelectorAll("[data-model]"));
  performance.mark("lk-begin");
  let rested = false;
  while (waiting.size) {
    await seen();
    const el = nearest(waiting);
    waiting.delete(el);
    try {
      await drawOne(el, manager, views, common.styles);
    } catch (error) {
      console.error(error);
      el.classList.replace("lk-begun", "lk-failed"); // what stands there without scripts stays
    }
    if (WITH_MAP.includes(el.dataset.view) && !rested) {
      rested = true;
      await new Promise((go) => setTimeout(go, REST));
    }
    // Until the first map is there, only a breath; then the others wait until the page rests.
    await (rested ? pause() : new Promise((go) => setTimeout(go)));
  }
  performance.mark("lk-end");
}

function pageOf(notebook) {
  const link = document.querySelector(
    `.lk-pages li:has([data-progress="${CSS.escape(notebook)}"]) > a`,
  );
  return link && { title: link.textContent, href: link.getAttribute("href") };
}

async function drawOne(el, manager, views, styles) {
  const model = await manager.get_model(el.dataset.model);
  el.classList.add("lk-begun"); // first, for a map asks how wide it can be
  await views[model.get("view")]({ model, el, styles });
  el.classList.add("lk-alive");
  if (WITH_MAP.includes(el.dataset.view)) performance.mark("lk-map");
}

function nearest(waiting) {
  const middle = innerHeight / 2;
  let best = null;
  for (const el of waiting) {
    const { top, bottom } = el.getBoundingClientRect();
    const away = top > middle ? top - middle : Math.max(0, 2 * (middle - bottom)); // below goes first
    if (!best || away < best.away) best = { el, away };
  }
  return best.el;
}

const pause = () =>
  new Promise((go) =>
    globalThis.requestIdleCallback
      ? requestIdleCallback(go, { timeout: SOON })
      : setTimeout(go, 30),
  );

// What every page has: the theme, whose answers are shown, the progress over all pages, the contents,
// what printing needs.
import { tallyOf } from "../answers/record.js";
import { storeOf } from "../answers/store.js";
import { askWho, whoseOf } from "../answers/who.js";
import { button, element } from "../core/dom.js";
import { holdAt, landOn } from "../core/landing.js";
import { markTerms, openTerms } from "../core/terms.js";
import { keptApart } from "./storage.js";

const { lesson, exercises } = JSON.parse(document.getElementById("lk-lesson").textContent);
const root = document.documentElement;

themes();
code();
progress();
contents();
jumps();
openTerms();
markTerms(document);
printing();

// ---- Light and dark -----------------------------------------------------------------------------

function themes() {
  /** @type {HTMLSelectElement} */
  const chosen = document.querySelector(".lk-theme select");
  chosen.value = root.dataset.theme ?? "auto";
  const apply = (theme) => {
    // Widgets read the theme where JupyterLab writes it.
    if (theme === "auto") {
      delete root.dataset.theme;
      delete document.body.dataset.jpThemeLight;
    } else {
      root.dataset.theme = theme;
      document.body.dataset.jpThemeLight = String(theme === "light");
    }
  };
  apply(chosen.value);
  chosen.addEventListener("change", () => {
    apply(chosen.value);
    try {
      localStorage.setItem("lessonkit/theme", chosen.value);
    } catch {
      /* not kept, but shown */
    }
  });
}

function code() {
  /** @type {HTMLInputElement | null} */
  const wanted = document.querySelector(".lk-code-on input");
  const apply = () => root.classList.toggle("lk-with-code", wanted.checked);
  wanted?.addEventListener("change", apply);
  if (wanted) apply(); // a browser may have kept the tick
}

// Paper is white.
function printing() {
  let before;
  addEventListener("beforeprint", () => {
    before = document.body.dataset.jpThemeLight;
    document.body.dataset.jpThemeLight = "true";
  });
  addEventListener("afterprint", () => {
    if (before === undefined) delete document.body.dataset.jpThemeLight;
    else document.body.dataset.jpThemeLight = before;
  });
}

// ---- Progress -----------------------------------------------------------------------------------

function progress() {
  const store = storeOf(lesson);
  const update = () => {
    for (const node of document.querySelectorAll("[data-progress]")) show(node, store);
    whose(store);
    storage(store);
  };
  store.listen(update);
  update();
}

// Whose answers are shown, at the head of each page; on the first one it can be changed.
function whose(store) {
  const said = document.querySelector(".lk-top .lk-whose");
  said.replaceChildren(...(store.asking || store.person.begun ? whoseOf(store) : []));
  const host = /** @type {HTMLElement | null} */ (document.querySelector(".lk-hero .lk-asks"));
  if (!host) return;
  const state = [store.asking, store.person.begun, store.person.id].join(" ");
  if (host.dataset.state === state) return;
  host.dataset.state = state;
  host.replaceChildren();
  const ask = () => askWho(host, store);
  if (store.asking) ask();
  else if (store.person.begun) {
    const words = "Somebody else works here";
    host.append(button(words, words, () => ask().querySelector("button").focus()));
  }
}

// What is not kept, or not kept together, is said before somebody works.
function storage(store) {
  /** @type {NodeListOf<HTMLElement>} */
  const nodes = document.querySelectorAll(".lk-storage");
  for (const node of nodes) {
    node.hidden = store.kept && !keptApart();
    if (node.hidden || node.textContent) continue;
    if (!store.kept)
      node.append(
        "This browser keeps nothing of this page: a private window, or storage is blocked or full. You can work, but download your answers before you close the page.",
      );
    else
      node.append(
        "You opened this page from a disk, and this browser may then keep the answers of each part apart. Open ",
        Object.assign(element("a", "", "lesson.html"), { href: "lesson.html" }),
        " in the same folder: it has all parts in one page, and keeps the answers of all together.",
      );
  }
}

function show(node, store) {
  const mine = exercises.filter(({ notebook }) => notebook === node.dataset.progress);
  if (!mine.length) return;
  const { core, extra } = tallyOf(store, mine);
  const words = `${core.done} of ${core.all} exercises done${extra.done ? `, and ${extra.done} extra` : ""}`;
  if (node.dataset.words === words) return;
  node.dataset.words = words;
  const bar = element("span", "lk-bar");
  bar.ariaHidden = "true";
  const done = element("i");
  bar.append(done);
  done.style.width = `${(100 * core.done) / (core.all || 1)}%`;
  node.replaceChildren(bar, words);
}

// ---- Contents -----------------------------------------------------------------------------------

// The entry of the section that is read is marked.
function contents() {
  const links = new Map(
    [
      .../** @type {NodeListOf<HTMLAnchorElement>} */ (
        document.querySelectorAll(".lk-contents a[href^='#']")
      ),
    ].map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]),
  );
  links.delete(null);
  let marked = null;
  const mark = () => {
    let last = null;
    for (const heading of links.keys()) {
      const [box] = heading.getClientRects(); // none in a part that is not shown
      if (box?.top < 160) last = heading;
    }
    const link = links.get(last) ?? null;
    if (link === marked) return;
    marked?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    if (link) bringIntoSight(link);
    marked = link;
  };
  // In the contents alone: scrollIntoView would move the page, too.
  const bringIntoSight = (link) => {
    const nav = link.closest("nav");
    const [inside, around] = [link, nav].map((node) => node.getBoundingClientRect());
    if (inside.top < around.top || inside.bottom > around.bottom) {
      nav.scrollTop += inside.top - around.top - nav.clientHeight / 2;
    }
  };
  let asked = 0;
  addEventListener(
    "scroll",
    () => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        mark();
      });
    },
    { passive: true },
  );
  mark();
}

// ---- Going to a part of the page ----------------------------------------------------------------

function settled() {
  return !document.querySelector(".lk-widget:not(.lk-alive, .lk-failed)");
}

// An address with # leads to its part, also while the maps of the page are still drawn. A page that is
// loaded anew, or that the reader comes back to, stays where it was.
function jumps() {
  const land = () => {
    const node = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (node) landOn(node, settled);
  };
  addEventListener("hashchange", land);
  addEventListener("click", ({ target }) => {
    const link = /** @type {Element} */ (target).closest?.("a[href^='#']");
    // The same place once more: the address does not change.
    if (link && /** @type {HTMLAnchorElement} */ (link).hash === location.hash) land();
  });
  const [{ type }] = /** @type {PerformanceNavigationTiming[]} */ (
    performance.getEntriesByType("navigation")
  );
  if (type === "navigate") land();
  else backToPlace();
  addEventListener("pagehide", keepPlace);
}

// The browser keeps how far a reader has scrolled. But a page whose maps are still to come has other
// heights than the one that was left: so we keep which cell stood where.
// A page may stand in the history of a tab several times, each time read to another place.
function placeKey() {
  return `lessonkit/place${location.pathname} ${globalThis.navigation?.currentEntry?.key ?? ""}`;
}

function keepPlace() {
  const cells = [...document.querySelectorAll(".lk-cell")].filter((one) => one.checkVisibility());
  const top = (one) => one.getBoundingClientRect().top;
  const isSeen = (one) => top(one) >= 0 && top(one) < innerHeight;
  const cell = scrollY > 0 && (cells.find(isSeen) ?? cells.findLast((one) => top(one) < 0));
  try {
    if (cell) sessionStorage.setItem(placeKey(), JSON.stringify({ id: cell.id, top: top(cell) }));
    else sessionStorage.removeItem(placeKey());
  } catch {
    /* then the browser's own way remains */
  }
}

function backToPlace() {
  try {
    const { id, top } = JSON.parse(sessionStorage.getItem(placeKey())) ?? {};
    const cell = document.getElementById(id);
    if (cell) holdAt(cell, top, settled);
  } catch {
    /* as above */
  }
}

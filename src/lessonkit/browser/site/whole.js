// All parts of the lesson in one page. One is shown; its widgets are built when it is opened first.
import { VIEWS } from "../views.js";
import { comeAlive } from "./alive.js";
import { findSources } from "./find.js";

const parts = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".lk-page"))];
const title = document.title;
const begun = new Set();
const isOpen = (part) => part.classList.contains("lk-open");
const common = JSON.parse(document.getElementById("lk-shared").textContent);
addEventListener("hashchange", () => go(true));
go(false);
findSources();

// Show the part that the address names, or the one that holds what it names.
function go(moved) {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = document.getElementById(id);
  const part = id ? parts.find((one) => one.contains(target)) : parts[0];
  if (!part && parts.some(isOpen)) return; // what stands outside of the parts
  const next = part ?? parts[0];
  const before = parts.find(isOpen);
  for (const one of parts) one.classList.toggle("lk-open", one === next);
  if (next !== before) enter(next, moved);
  if (target && target !== next) target.scrollIntoView({ behavior: "instant" });
  else if (next !== before) scrollTo({ top: 0, behavior: "instant" });
}

/** @param {HTMLElement} part */
function enter(part, moved) {
  const heading = part.querySelector("h1");
  document.title = part === parts[0] ? title : `${heading.textContent} – ${title}`;
  document.querySelector(".lk-skip").setAttribute("href", `#${part.querySelector("main").id}`);
  // The keyboard goes on where the reader is: the link that was pressed is not shown any more.
  if (moved) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  part.dispatchEvent(new Event("lk-open"));
  dispatchEvent(new Event("scroll")); // the contents mark another section
  const state = part.querySelector("script.lk-state");
  if (!state || begun.has(part)) return;
  begun.add(part);
  const seen = () =>
    isOpen(part) || new Promise((on) => part.addEventListener("lk-open", on, { once: true }));
  comeAlive({
    root: part,
    state: JSON.parse(state.textContent),
    common,
    views: VIEWS,
    apart: false,
    seen,
  });
}

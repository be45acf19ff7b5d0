// Only in pages of the preview: it hears what has changed, loads a page that was made anew, and shows
// what is wrong. Words come from files that somebody is writing, so they are set as text.
import { element } from "../core/dom.js";
import { holdAt } from "../core/landing.js";

const WHERE = "lessonkit/preview/where";
const HOLD = 4000; // ms in which widgets are drawn: so long a page that was loaded again has not settled
const CELLS = "main > [id]"; // the same before and after widgets are drawn

const own = /** @type {HTMLScriptElement} */ (document.currentScript);
const { version } = own.dataset;
const page = decodeURIComponent(location.pathname.split("/").pop() || "index.html");

const panel = element("section", "lk-preview");
panel.setAttribute("aria-label", "Preview");
const said = element("p", "lk-preview-said");
said.setAttribute("role", "status");
const faults = element("ul", "lk-preview-faults");
panel.append(said, faults);
document.body.append(panel);

resume();
listen();

function listen() {
  const events = new EventSource(`lesson/events?page=${encodeURIComponent(page)}`);
  events.addEventListener("message", ({ data }) => {
    const state = JSON.parse(data);
    if (state.version && state.version !== version) {
      events.close();
      remember();
      location.reload();
      return;
    }
    show(state.faults, state.working);
  });
  // The browser asks again by itself.
  events.addEventListener("error", () => show([], "The preview has stopped."));
}

function show(lines, working) {
  panel.hidden = !lines.length && !working;
  panel.classList.toggle("lk-preview-wrong", lines.length > 0);
  const count = `${lines.length} ${lines.length === 1 ? "fault" : "faults"}`;
  const words = lines.length ? `${count}. The page stays as it was before.` : "";
  said.textContent = [words, working].filter(Boolean).join(" ");
  faults.replaceChildren(...lines.map((line) => element("li", "", line)));
}

// ---- The place that was read --------------------------------------------------------------------

// A cell that begins in the window stays where it is, however high the map above it becomes.
function remember() {
  const cells = [...document.querySelectorAll(CELLS)].map((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return { id: one.id, top, bottom };
  });
  const begun = cells.find(({ top }) => top >= 0 && top < innerHeight);
  const read = begun ?? cells.find(({ bottom }) => bottom > 0);
  const where = { page, id: read?.id, top: read?.top };
  try {
    sessionStorage.setItem(WHERE, JSON.stringify(where));
  } catch {
    /* storage is blocked: the page begins at its top */
  }
}

function resume() {
  let where = null;
  try {
    where = JSON.parse(sessionStorage.getItem(WHERE) ?? "null");
    sessionStorage.removeItem(WHERE);
  } catch {
    /* as above */
  }
  if (where?.page !== page || !where.id) return;
  const node = document.getElementById(where.id);
  const since = performance.now();
  if (node) holdAt(node, where.top, () => performance.now() - since > HOLD);
}

// How high a map may be, so that its title, the map, the day and the list are seen at one glance. The
// window is the screen, or what JupyterLab leaves of it for the notebook.

const NOTEBOOK = ".jp-WindowedPanel-outer";
const LEAST = 300; // CSS pixels: a lower map says too little
const LEAST_OF_SEVERAL = 240; // with a question above it, or an answer below it
const LEAST_PANEL = 220;
const MOST_ABOVE = 0.5; // of the window: what is more scrolls away
const SHARES = { list: 0.46, steps: 0.58, alone: 0.8 }; // of the room, for a map with this below it
const EDGE = 16; // above and below the figure

// Keep `--high`, the height of the map, and `--below`, that of the panel below it on a narrow page,
// in step with the window. `spare` is what other things of the same task need. Returns what ends it.
export function followRoom(host, part, spare) {
  const [glance, stage, panel, news] = [".lk-glance", ".lk-stage", ".lk-panel", ".lk-news"].map(
    (name) => part(name),
  );
  const frame = part(".lk-frame");
  let before = "";
  const fit = () => {
    const all = roomOf(host);
    const above = aboveOf(host);
    // The first map of a notebook or a page leaves its title in sight.
    const head = above < MOST_ABOVE * all ? above : 0;
    const room = all - spare - EDGE - head;
    // On a projector words are larger; the second clock takes a line.
    const states = [
      frame.classList.contains("lk-projector"),
      Boolean(part(".lk-by:not([hidden])")),
    ];
    const now = `${room} ${host.clientWidth} ${states}`;
    if (now === before || !host.clientWidth) return;
    before = now;
    const isNarrow = topOf(panel) > topOf(stage) + 40;
    // What changed on a day may need more lines than are kept for it.
    const over = news
      ? Math.max(0, news.offsetHeight - parseFloat(getComputedStyle(news).minHeight))
      : 0;
    const whole = glance.offsetHeight - over;
    let share = part(".lk-steps").offsetHeight > 0 ? SHARES.steps : SHARES.alone;
    if (glance.classList.contains("lk-listed")) share = SHARES.list;
    const high = isNarrow ? share * room : room - (whole - stage.offsetHeight);
    const least = spare ? LEAST_OF_SEVERAL : LEAST;
    frame.style.setProperty("--high", `${Math.max(least, Math.floor(high))}px`);
    const below = room - (glance.offsetHeight - over - panel.offsetHeight);
    frame.style.setProperty("--below", `${Math.max(LEAST_PANEL, Math.floor(below))}px`);
  };
  const watch = new ResizeObserver(fit);
  watch.observe(host);
  addEventListener("resize", fit);
  fit();
  return () => {
    watch.disconnect();
    removeEventListener("resize", fit);
  };
}

const topOf = (node) => node.getBoundingClientRect().top;

// How much stands above it, up to the top of the page or of the notebook.
function aboveOf(host) {
  const notebook = host.closest(NOTEBOOK);
  if (!notebook) return topOf(host) + scrollY;
  return topOf(host) - topOf(notebook) + notebook.scrollTop;
}

function roomOf(host) {
  for (let up = host; up; up = up.getRootNode().host) {
    if (up.getRootNode().fullscreenElement === up) return innerHeight;
    const notebook = up.closest(NOTEBOOK);
    if (notebook) return notebook.clientHeight;
  }
  return innerHeight;
}

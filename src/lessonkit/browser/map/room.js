// How high a map may be, so that its title, the map, the day and the list are seen at one glance. The
// window is the screen, or what JupyterLab leaves of it for the notebook.

const NOTEBOOK = ".jp-WindowedPanel-outer";
const LEAST = 300; // CSS pixels: a lower map says too little
const LEAST_OF_SEVERAL = 240; // with a question above it, an answer or a step below it
const LOW = 440; // with the holders above it: then they may stand beside it
const LITTLE = 3; // that the tools may cost beside the title
const LEAST_PANEL = 220;
const MOST_ABOVE = 0.5; // of the window: what is more scrolls away
const SHARES = { list: 0.46, alone: 0.8 }; // of the room, for a map with this below it
const EDGE = 16; // above and below the figure
const GAP = 7; // between the parts of the figure

// Keep `--high`, the height of the map, and `--below`, that of the panel below it on a narrow page,
// in step with the window. `spare` is what other things of the same task need. Returns what ends it.
export function followRoom(host, part, spare) {
  const frame = part(".lk-frame");
  let before = "";
  const fit = () => {
    const isFull = host.getRootNode().fullscreenElement === host;
    const all = roomOf(host) - EDGE;
    const above = isFull ? 0 : aboveOf(host);
    // The first map of a notebook or a page leaves its title in sight.
    const head = above < MOST_ABOVE * all ? above : 0;
    const kept = isFull ? 0 : spare; // in full screen there is nothing else
    const room = all - kept - head;
    // On a projector words are larger; the second clock takes a line; steps come and go.
    const states = [
      frame.classList.contains("lk-projector"),
      part(".lk-by")?.hidden === false,
      heightOf(part(".lk-steps")) > 0,
    ];
    const now = `${room} ${host.clientWidth} ${states}`;
    if (now === before || !host.clientWidth) return;
    before = now;
    shareRoom(host, part, { room, kept, whole: all });
  };
  const watch = new ResizeObserver(fit);
  watch.observe(host);
  // Steps that come or go; their words alone move nothing.
  let hasSteps = heightOf(part(".lk-steps")) > 0;
  const steps = new ResizeObserver(() => {
    if (heightOf(part(".lk-steps")) > 0 === hasSteps) return;
    hasSteps = !hasSteps;
    fit();
  });
  steps.observe(part(".lk-steps"));
  addEventListener("resize", fit);
  fit();
  return () => {
    watch.disconnect();
    steps.disconnect();
    removeEventListener("resize", fit);
  };
}

// Give the map and what is below it their heights. `room` is what the map and its parts have of the
// `whole` window, of which other things of the task need `kept`.
function shareRoom(host, part, { room, kept, whole }) {
  const { style } = part(".lk-frame");
  const place = (isAside) => {
    placeUpper(part, isAside);
    const sizes = sizesOf(part);
    const wide = room - (sizes.whole - sizes.stage);
    // Asked again it is the same: so a part of a pixel too little is none.
    const high = (sizes.isNarrow ? highAbove(part, sizes, room, whole - kept) : wide) + 0.1;
    const least = kept || (sizes.isNarrow && sizes.steps) ? LEAST_OF_SEVERAL : LEAST;
    style.setProperty("--high", `${Math.max(least, Math.floor(high))}px`);
    return { high, isNarrow: sizes.isNarrow };
  };
  const { high, isNarrow } = place(false);
  if (high < LOW && !isNarrow && mayStandAside(host, part)) {
    place(true);
    if (heightOf(part(".lk-panel")) < LEAST_PANEL) place(false);
  }
  const { whole: parts, panel } = sizesOf(part);
  const below = room - (parts - panel);
  style.setProperty("--below", `${Math.max(LEAST_PANEL, Math.floor(below))}px`);
}

// Of a map without a list the chips may stand above the panel, where there is most room.
function mayStandAside(host, part) {
  return (
    !host.matches(".lk-slim, .lk-bare") &&
    !part(".lk-frame").matches(".lk-projector") &&
    !part(".lk-glance").matches(".lk-listed, .lk-broad") &&
    part(".lk-chips").childElementCount > 0
  );
}

// Chips above the map, or aside; then the tools stand beside the title where that costs next to nothing.
function placeUpper(part, isAside) {
  const [upper, title, tools] = [".lk-upper", ".lk-title", ".lk-tools"].map(part);
  const { classList } = part(".lk-glance");
  classList.toggle("lk-aside", isAside);
  classList.remove("lk-tools-aside");
  if (!isAside) {
    placeTools(upper);
    return;
  }
  upper.classList.remove("lk-tools-low");
  title.style.setProperty("--tools", `${tools.offsetWidth}px`); // nothing else takes it over
  const beside = Math.max(heightOf(title), heightOf(tools));
  classList.add("lk-tools-aside");
  if (heightOf(title) + LITTLE >= beside) classList.remove("lk-tools-aside");
}

// The tools stand beside the title, or in the last line of the chips: where they leave the map more room.
function placeTools(upper) {
  const heights = [false, true].map((isLow) => {
    upper.classList.toggle("lk-tools-low", isLow);
    return heightOf(upper);
  });
  upper.classList.toggle("lk-tools-low", heights[1] < heights[0]);
}

// How high the parts are. `whole` goes without what may stand below the window: the signs of the map,
// and on a narrow page the looks of values; and without the lines that one day needs more than others.
function sizesOf(part) {
  const [stage, panel, scales, marks, news] = [
    ".lk-stage",
    ".lk-panel",
    ".lk-scales",
    ".lk-marks",
    ".lk-news",
  ].map(part);
  const isNarrow = panel.getBoundingClientRect().left < stage.getBoundingClientRect().right;
  // On a phone the chips stand below the panel, too.
  const isLow = (node) => node === marks || (isNarrow && topOf(node) > topOf(panel));
  const last = [scales, part(".lk-chips"), marks].filter(isLow).map(heightWithGap);
  const over = news
    ? Math.max(0, heightOf(news) - parseFloat(getComputedStyle(news).minHeight))
    : 0;
  return {
    isNarrow,
    whole: heightOf(part(".lk-glance")) - over - last.reduce((sum, one) => sum + one, 0),
    stage: heightOf(stage),
    panel: heightOf(panel),
    steps: heightOf(part(".lk-steps")),
  };
}

// Of a map with its panel below it. With a step there, map, day and step are one view, and on a low
// screen the title scrolls away for a map as wide as the page.
function highAbove(part, { whole, stage, panel, steps }, room, all) {
  if (!steps)
    return room * (part(".lk-glance").classList.contains("lk-listed") ? SHARES.list : SHARES.alone);
  const rest = whole - stage - panel + steps + GAP;
  const title = heightWithGap(part(".lk-title"));
  const glance = part(".lk-glance");
  const ratio = parseFloat(getComputedStyle(glance).getPropertyValue("--ratio"));
  const wanted = glance.clientWidth / ratio;
  const high = room - rest;
  return high > wanted ? high : Math.min(wanted, all - rest + title);
}

const topOf = (node) => node.getBoundingClientRect().top;
const heightOf = (node) => node.getBoundingClientRect().height;
const heightWithGap = (node) => (heightOf(node) ? heightOf(node) + GAP : 0);

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

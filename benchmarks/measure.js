// One way of measuring for all: from a real input event to the paint that follows its effect.
// Runs in the page. `bench` is what lab.py talks to.
const bench = { pending: null, output: null };
window.bench = bench;

// A change is drawn at the end of its frame. The next frame begins when that picture is on its way
// to the screen. The medians are then within 8 ms of those of the browser's own Event Timing.
const frame = () => new Promise((done) => requestAnimationFrame(() => done(performance.now())));
const nextPaint = () => frame().then(frame);

// Wait until `check` holds, looked at after every change of the output and in every frame.
// Gives the time of the paint that shows it, or null if `limit` milliseconds pass.
function painted(check, limit) {
  const end = performance.now() + limit;
  return new Promise((done) => {
    let over = false;
    const finish = (paint) => {
      over = true;
      observer.disconnect();
      done(paint);
    };
    const observer = new MutationObserver(() => !over && check() && finish(nextPaint()));
    const all = { subtree: true, childList: true, attributes: true };
    for (const root of [bench.output, bench.shadow()]) if (root) observer.observe(root, all);
    const look = () => {
      if (over) return;
      if (check()) finish(frame());
      else if (performance.now() > end) finish(null);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

// The map's own root; a list draws its map inside a root of its own.
bench.shadow = () => rootOf(bench.output, ".lk-map");
function rootOf(node, host) {
  const found = node.querySelector(host);
  if (found) return found.shadowRoot;
  const inner = all(node, "*").flatMap((one) => one.shadowRoot ?? []);
  return inner.map((root) => rootOf(root, host)).find(Boolean) ?? null;
}
const all = (root, selector) => [...(root?.querySelectorAll(selector) ?? [])];
const is = (node, shown) => (node.getAttribute("display") !== "none") === shown;
const slug = (id) => id.replace(/[^\p{L}\p{N}_]/gu, "-");

// For each contender: does the page show this? `first` and `step` list ids of features.
const shows = {
  lessonkit: {
    first({ shown }) {
      const nodes = new Map(
        all(bench.shadow(), "svg.lk-svg [data-feature]").map((node) => [
          node.dataset.feature,
          node,
        ]),
      );
      return () => shown.every((id) => nodes.has(id) && is(nodes.get(id), true));
    },
    switch({ layer, on }) {
      const groups = all(bench.shadow(), `svg.lk-svg g[data-layer="${layer}"]:not(.lk-name)`);
      return () => groups.length > 0 && groups.every((group) => is(group, on));
    },
    step({ appear, vanish }) {
      // Where marks are very many, their elements are kept outside of the page.
      const away = bench.shadow().querySelector("template.lk-away")?.content;
      const find = (id) => {
        const wanted = `[data-feature="${CSS.escape(id)}"]`;
        return bench.shadow().querySelector(wanted) ?? away?.querySelector(wanted);
      };
      const [come, gone] = [appear.map(find), vanish.map(find)];
      return () => come.every((node) => is(node, true)) && gone.every((node) => is(node, false));
    },
  },
  interact: {
    first() {
      return () => all(bench.output, "img").some((img) => img.complete && img.naturalWidth > 0);
    },
    switch() {
      const before = bench.output.querySelector("img")?.src;
      return () =>
        all(bench.output, "img").some(
          (img) => img.src !== before && img.complete && img.naturalWidth > 0,
        );
    },
    step(wanted) {
      return shows.interact.switch(wanted);
    },
  },
  ipyleaflet: {
    first({ shown }) {
      return () => shown.every((id) => count(`id-${slug(id)}`) > 0);
    },
    switch({ layer, on }) {
      const pane = bench.output.querySelector(".leaflet-overlay-pane");
      const parts =
        layer === "relief"
          ? pane.getElementsByTagName("img")
          : pane.getElementsByClassName(`of-${layer}`);
      return () => parts.length > 0 === on;
    },
    step({ appear, vanish }) {
      return () =>
        appear.every((id) => count(`id-${slug(id)}`) > 0) &&
        vanish.every((id) => count(`id-${slug(id)}`) === 0);
    },
  },
  // What the screen itself costs: an empty page part, a square that is shown and hidden.
  floor: {
    switch({ on }) {
      const square = document.querySelector("#bench-floor i");
      return () => square.hidden !== on;
    },
    step() {
      const square = document.querySelector("#bench-floor i");
      const before = square.hidden;
      return () => square.hidden !== before;
    },
  },
};
const count = (name) => bench.output.getElementsByClassName(name).length;

// Get ready for one real input event; `bench.pending` then tells what came of it.
bench.arm = (contender, kind, wanted, limit, type = kind === "switch" ? "click" : "keydown") => {
  const check = shows[contender][kind](wanted);
  if (check())
    throw new Error(`${contender}: the page shows it already: ${JSON.stringify(wanted)}`);
  bench.pending = new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`${contender}: no ${type} came`)), 20000);
    const start = (event) => {
      if (!event.isTrusted) return;
      removeEventListener(type, start, true);
      clearTimeout(late);
      done(painted(check, limit).then((end) => (end === null ? null : end - event.timeStamp)));
    };
    addEventListener(type, start, true);
  });
  bench.pending.catch(() => {});
};

// Run the active cell and wait for the first picture; milliseconds, or null.
bench.first = async (contender, wanted, limit) => {
  const check = () => shows[contender].first(wanted)();
  if (check()) throw new Error(`${contender}: there is a picture before the cell has run`);
  const start = performance.now();
  const run = jupyterapp.commands.execute("notebook:run-cell");
  const end = await painted(check, limit);
  await run;
  return end === null ? null : end - start;
};

bench.floor = () => {
  const box = document.createElement("div");
  box.id = "bench-floor";
  box.style = "position:fixed; left:0; top:0; z-index:9999; background:#fff";
  box.innerHTML = `<input type="checkbox" checked><input type="range" max="60" value="0">
    <i style="display:inline-block; width:20px; height:20px; background:#000"></i>`;
  const square = box.querySelector("i");
  const style = document.createElement("style");
  style.textContent = "#bench-floor i[hidden] { visibility: hidden; }";
  const flip = () => {
    square.hidden = !square.hidden;
  };
  for (const input of box.querySelectorAll("input")) input.addEventListener("input", flip);
  box.dataset.lmSuppressShortcuts = "true";
  document.body.append(style, box);
  bench.output = box;
};

// Going to a part of the page, and staying there: what stands above it may still grow, because a
// widget is drawn when the page has time, and what was out of sight had a guessed height.

const REST = 700; // ms without any change: the page has settled
const MOST = 12_000; // ms after which a page that never rests is left alone
const TAKES_OVER = ["wheel", "touchstart", "pointerdown", "keydown"];
let leave = () => {};

// Scroll a node to the top of what is seen, give it the focus, and hold it there until the page has
// settled or the reader does something.
/** @param {HTMLElement} node */
export function landOn(node, settled = () => true) {
  leave();
  if (node.tabIndex < 0) node.tabIndex = -1;
  node.focus({ preventScroll: true });
  hold(node, () => node.scrollIntoView({ block: "start", behavior: "instant" }), settled);
}

// Hold a node so far below the top of what is seen, in the same way.
/** @param {HTMLElement} node */
export function holdAt(node, top, settled = () => true) {
  const back = () => scrollBy({ top: node.getBoundingClientRect().top - top, behavior: "instant" });
  hold(node, back, settled);
}

// `keep` puts the node in its place, in each frame.
function hold(node, keep, settled) {
  leave();
  const until = performance.now() + MOST;
  let quiet = performance.now() + REST;
  let asked = 0;
  const again = () => {
    if (!node.isConnected || performance.now() > until) return leave();
    const before = node.getBoundingClientRect().top;
    keep();
    const moved = Math.abs(node.getBoundingClientRect().top - before) > 1;
    if (moved || !settled()) quiet = performance.now() + REST;
    if (performance.now() > quiet) leave();
    else asked = requestAnimationFrame(again);
  };
  leave = () => {
    cancelAnimationFrame(asked);
    for (const name of TAKES_OVER) removeEventListener(name, leave, true);
    leave = () => {};
  };
  again();
  // Not before the event that brought the reader here has passed.
  setTimeout(() => {
    for (const name of TAKES_OVER) addEventListener(name, leave, { capture: true, passive: true });
  });
}

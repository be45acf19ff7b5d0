// What scrolls and goes on below its edge says so: its end fades (`.lk-goes-on`).
const LEAST = 4; // CSS pixels: what is less is no line
const FEW = 20; // parts whose sizes are followed; of a list its entries come and go

// Returns what ends it.
/** @param {HTMLElement | null} box */
export function followMore(box) {
  if (!box) return () => {};
  let asked = 0;
  const look = () => {
    asked = 0;
    const rest = box.scrollHeight - box.clientHeight - box.scrollTop;
    const isMore = rest > LEAST && getComputedStyle(box).overflowY !== "visible";
    box.classList.toggle("lk-goes-on", isMore);
  };
  // Once a frame at most: a step of the day changes many entries.
  const ask = () => {
    asked ||= requestAnimationFrame(look);
  };
  const size = new ResizeObserver(ask);
  size.observe(box);
  if (box.childElementCount < FEW) for (const part of box.children) size.observe(part);
  const content = new MutationObserver(ask);
  content.observe(box, { subtree: true, childList: true, attributeFilter: ["hidden"] });
  box.addEventListener("scroll", ask, { passive: true });
  ask();
  return () => {
    cancelAnimationFrame(asked);
    size.disconnect();
    content.disconnect();
    box.removeEventListener("scroll", ask);
  };
}

// Several things that are one stop for Tab: the arrow keys lead from one to the next. The standard name
// for this is a roving tabindex.
const WAYS = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

// Make one of them the stop.
export function enter(all, now) {
  for (const one of all) one.tabIndex = one === now ? 0 : -1;
}

// Follow the keys in a host, among those that `isShown`. `ways` are the arrows that lead on, Home and End
// lead to the ends; `go` brings one into sight and focuses it; `presses` has what other keys do.
export function rove(host, all, { ways, isShown = (one) => Boolean(one), presses, go }) {
  host.addEventListener("keydown", (event) => {
    const shown = all.filter(isShown);
    const at = shown.indexOf(event.target);
    if (at < 0) return;
    const arrows = ways.map((key) => [key, at + WAYS[key]]);
    const to = { ...Object.fromEntries(arrows), Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined && !presses[event.key]) return;
    event.preventDefault();
    if (to === undefined) presses[event.key](shown[at]);
    else if (shown[to]) {
      enter(all, shown[to]);
      go(shown[to]);
    }
  });
}

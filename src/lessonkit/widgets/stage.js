// The drawing: show and hide layers and dated features, keep symbols at their size, find what is
// under a pointer. Nothing here asks the kernel.
import { dayNumber } from "./dates.js";
import { TINY, collectNames, layOutNames } from "./labels.js";

const REACH = 13; // CSS pixels around a symbol that still hit it
const AROUND = [[0, 0], [4, 0], [-4, 0], [0, 4], [0, -4]];

export class Stage {
  constructor(host, spec, svgText) {
    this.spec = spec;
    this.host = host;
    host.innerHTML = svgText; // written by lessonkit itself; data in it is escaped by its XML writer
    this.svg = host.querySelector("svg");
    this.groups = new Map();
    for (const node of this.svg.querySelectorAll("[data-layer]:not(.lk-name)")) {
      this.groups.set(node.dataset.layer, node);
    }
    this.features = [...this.svg.querySelectorAll("[data-feature]")].map(readFeature);
    this.byId = new Map(this.features.map((f) => [f.id, f]));
    this.names = collectNames(this.svg);
    this.visible = new Set();
  }

  setVisible(ids) {
    this.visible = new Set(ids);
    for (const [id, node] of this.groups) show(node, this.visible.has(id));
    this.layOut();
  }

  setDate(iso) {
    if (!iso) return;
    const day = dayNumber(iso);
    for (const f of this.features) {
      const holds = f.start <= day && day <= f.end;
      if (holds !== f.holds) {
        f.holds = holds;
        show(f.node, holds);
      }
    }
    this.showNames();
  }

  // A name keeps its spot on every day, so that no other name jumps when the date moves; it is
  // shown while what it names holds.
  showNames() {
    for (const name of this.names) {
      const on = name.placed && (this.byId.get(name.feature)?.holds ?? true);
      if (on !== name.on) show(name.node, on);
      name.on = on;
    }
  }

  // Keep symbols and names at their size on the screen: `k` map units are one CSS pixel.
  layOut() {
    const width = this.svg.getBoundingClientRect().width;
    if (!width) return;
    const k = this.spec.width / width;
    this.svg.style.setProperty("--lk-k", k);
    this.svg.classList.toggle("lk-small", width < 560);
    this.svg.classList.toggle("lk-tiny", width < TINY);
    const symbols = this.features.filter((f) => f.point && this.visible.has(f.layer))
      .map((f) => ({ ...f.point, r: width < 560 ? 4 : 5.5 }));
    const isOn = (name) => !name.layer || this.visible.has(name.layer);
    layOutNames(this.names, symbols, isOn, k, this.spec);
    this.showNames();
  }

  shown() {
    return this.features.filter((f) => f.holds && this.visible.has(f.layer));
  }

  // Ids of what is under a point of the screen, topmost first; symbols go before lines and areas.
  at(clientX, clientY) {
    const frame = this.svg.getBoundingClientRect();
    const k = this.spec.width / frame.width;
    const x = (clientX - frame.left) * k;
    const y = (clientY - frame.top) * k;
    const near = this.shown().filter((f) => f.point)
      .map((f) => ({ id: f.id, d: Math.hypot(f.point.x - x, f.point.y - y) / k }))
      .filter((f) => f.d <= REACH);
    const closest = Math.min(...near.map((f) => f.d));
    if (near.length) return near.filter((f) => f.d <= closest + 1).map((f) => f.id).reverse();
    const root = this.host.getRootNode();
    // A thin line is hard to hit, so the neighbourhood counts as well.
    const hit = AROUND.flatMap(([dx, dy]) => root.elementsFromPoint(clientX + dx, clientY + dy))
      .map((e) => e.closest("[data-feature]")).filter(Boolean);
    return [...new Set(hit.map((node) => node.dataset.feature))];
  }

  // All that stands at the same point as a feature, itself first.
  together(id) {
    const one = this.byId.get(id);
    if (!one) return [];
    if (!one.point) return [id];
    const same = this.shown().filter((f) => f !== one && f.point &&
      Math.hypot(f.point.x - one.point.x, f.point.y - one.point.y) < 1);
    return [id, ...same.map((f) => f.id)];
  }

  // The next feature in a direction of the arrow keys, from `id` or from the middle of the map.
  next(id, dx, dy) {
    const current = this.byId.get(id);
    const from = current ? middle(current) : { x: this.spec.width / 2, y: this.spec.height / 2 };
    let best = null;
    for (const f of this.shown()) {
      if (f.id === id) continue;
      const at = middle(f);
      const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
      const across = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
      const cost = along + 2.5 * across;
      if (along > 0.5 && along >= across && (!best || cost < best.cost)) best = { id: f.id, cost };
    }
    return best?.id || id;
  }

  mark(id) {
    for (const f of this.features) f.node.classList.toggle("lk-selected", f.id === id);
  }
}

function readFeature(node) {
  const at = node.querySelector(".lk-at")?.getAttribute("transform").match(/([-\d.]+) ([-\d.]+)/);
  const { feature, start, end } = node.dataset;
  return {
    node, id: feature, layer: node.parentNode.dataset.layer, holds: true,
    point: at ? { x: Number(at[1]), y: Number(at[2]) } : null,
    start: start ? dayNumber(start) : -Infinity,
    end: end ? dayNumber(end) : Infinity,
  };
}

// Where the arrow keys find a feature: a mark at its point, a line or an area at its middle.
function middle(feature) {
  if (feature.point) return feature.point;
  const { x, y, width, height } = feature.node.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}

function show(node, on) {
  if (on) node.removeAttribute("display");
  else node.setAttribute("display", "none");
}

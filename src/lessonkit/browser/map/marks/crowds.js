// Which marks of a map are joined at this zoom, and what stands for them on this day.
import { distanceOf, grown } from "../../core/boxes.js";
import { groupAt, placeAt, show, svgElement } from "../../core/dom.js";
import { joinSpots, partGroups } from "./joining.js";
import { Counted, frameOf, Joined } from "./joined.js";
import SIZES from "../../../maps/crowds.json" with { type: "json" };
/** @import { MapOnPage } from "../../state.js" */

// The places of a map: each has all its marks, those of its holders and of what it is. The ring of
// an event belongs to a place, too, but never is one.
/** @param {MapOnPage} spec */
export function spotsOf(features, names, spec) {
  const tables = new Map(spec.layers.map((layer) => [layer.id, layer.table]));
  const ranks = new Map(names.map((name) => [name.feature, name.rank]));
  const spots = new Map();
  const spotAt = (key, point) => {
    if (!spots.has(key)) spots.set(key, { key, point, features: [], events: [], rank: 0 });
    return spots.get(key);
  };
  const isOne = (f) => f.point && tables.get(f.layer) !== "sizes"; // a circle is never joined
  for (const f of features.filter(isOne)) {
    const { place } = spec.cards[f.id] ?? {};
    const isEvent = tables.get(f.layer) === "events";
    const spot = spotAt(!place || isEvent ? f.id : place, f.point);
    f.isHolder = tables.get(f.layer) === "control";
    f.isMark = !isEvent;
    f.spot = spot;
    (isEvent ? spot.events : spot.features).push(f);
    spot.rank = Math.max(spot.rank, ranks.get(f.id) ?? 0);
  }
  const all = [...spots.values()];
  const placeAtPoint = new Map(
    all.filter((one) => one.features.length).map((one) => [keyOf(one), one]),
  );
  for (const spot of all) for (const f of spot.events) f.host = placeAtPoint.get(keyOf(spot));
  return all;
}

const keyOf = ({ point: { x, y } }) => `${x} ${y}`;

export class Crowds {
  // `circles` are the features whose areas are values; a place has one for each value.
  constructor(svg, spots, circles = []) {
    this.spots = spots;
    this.events = spots.flatMap((spot) => spot.events);
    this.spotOf = new Map(spots.flatMap((spot) => spot.features.map((f) => [f.id, spot])));
    this.circles = circles;
    this.circleAt = new Map(); // their boxes by where they stand
    this.groups = [];
    this.boxes = [];
    this.many = null; // draws the marks of a map that has very many (many.js)
    this.layer = svgElement("g", { class: "lk-crowds" });
    svg.querySelector(".lk-name")?.parentNode.before(this.layer);
    if (!this.layer.parentNode) svg.append(this.layer);
  }

  // Join what would lie on each other in what is seen; `part` is the size of marks.
  join(visible, seen, part) {
    // A mark of what was only said stands where the mark of a holder stands, and takes no more room.
    const on = (features) => features.filter((f) => visible.has(f.layer) && !f.isSaid);
    const onScreen = ({ x, y }) => ({ x: (x - seen.x) / seen.k, y: (y - seen.y) / seen.k });
    const spots = this.spots
      .map((spot) => ({ spot, features: on(spot.features) }))
      .filter(({ features }) => features.length)
      .map(({ spot, features }) => ({
        ...onScreen(spot.point),
        ...reachOf(features, part),
        key: spot.key,
        rank: spot.rank,
        signs: signLayers(features),
        isOpen: !features.some(isFull),
        spot,
      }));
    for (const spot of this.spots) spot.group = null;
    for (const group of this.groups) {
      group.joined?.node.remove();
      group.lead?.remove();
      group.isJoined = false;
      this.cover(group);
    }
    this.groups = partGroups(joinSpots(spots, part), part).map(({ spots: found, box }) => ({
      spots: found.map((one) => one.spot),
      box,
      // On a day on which no other place of them has a mark, the first shows its own: all its parts.
      clear: union(box, boxOfSpot(found[0])),
      part,
      point: onMap(found[0], seen),
      middle: { x: found[0].x, y: found[0].y }, // on the screen
      lead: leadOf(found[0], seen, part),
      joined: null,
      isJoined: false,
      covered: false,
    }));
    for (const group of this.groups) for (const spot of group.spots) spot.group = group;
    this.moveMarks();
    this.circleAt = circlesOf(on(this.circles), onScreen, part);
    const middles = [...this.circleAt.values()].map(({ core }) => core);
    this.boxes = [...this.boxesOfMarks(on, onScreen, part), ...middles];
  }

  // What a name keeps clear of: each mark, with the rings of the events that happened there, and
  // the rings of those that happened elsewhere.
  boxesOfMarks(on, onScreen, part) {
    const boxes = new Map(this.groups.map((group) => [group, group.clear]));
    const alone = [];
    for (const f of on(this.events)) {
      const at = onScreen(this.pointOf(f));
      const ring = boxAround(at, SIZES.event * part);
      const group = f.host?.group ?? this.groups.find((one) => liesOn(at, one, part));
      if (!group) alone.push(ring);
      else {
        const whole = union(boxes.get(group), ring);
        const isSeveral = group.spots.length > 1;
        boxes.set(group, isSeveral ? union(whole, grown(group.box, SIZES.around * part)) : whole);
      }
    }
    for (const [group, box] of boxes) group.taken = box;
    return [...boxes.values(), ...alone];
  }

  // Show a joined mark where more than one of its places has a mark on this day. Where only some
  // features changed, the others' marks are as they were.
  show(visible, changed = null) {
    const isOn = (f) => f.holds && visible.has(f.layer);
    const groups = changed ? new Set(changed.map((f) => f.spot?.group)) : this.groups;
    for (const group of groups) {
      if (group?.lead) show(group.lead, group.spots[0].features.some(isOn));
      if (!group || group.spots.length < 2) continue;
      const here = group.spots.filter((spot) => spot.features.some(isOn));
      group.isJoined = here.length > 1;
      this.cover(group);
      this.draw(group, here, isOn);
    }
    if (this.many) this.many.draw(visible);
    else this.moveEvents();
  }

  // Marks that are drawn apart stand a little beside their points, each at the end of a short line.
  moveMarks() {
    for (const { group } of this.spots) if (group?.lead) this.layer.prepend(group.lead);
    if (this.many) return; // it asks for the point of each (many.js)
    for (const { group, features } of this.spots) {
      for (const f of features) {
        const point = group?.lead ? group.point : f.point;
        if (point === (f.placed ?? f.point)) continue;
        f.placed = point;
        placeAt(f.node.querySelector(".lk-at"), point.x, point.y);
      }
    }
  }

  moveEvents() {
    for (const f of this.events) {
      const point = this.pointOf(f);
      const wide = this.frameAround(f);
      if (point === f.placed && wide === f.placedWide) continue;
      f.placed = point;
      f.placedWide = wide;
      const mark = f.node.querySelector(".lk-at");
      placeAt(mark, point.x, point.y);
      drawAround(mark, wide);
    }
  }

  // How wide the frame is of several places, in one of which a feature is; 0 if it has its own mark.
  frameAround(f) {
    const group = (f.host ?? f.spot)?.group;
    return group?.isJoined ? group.joined.width : 0;
  }

  // Where in that frame the sign of its place stands, from the middle; null if it is not there.
  signAt(f) {
    const { joined, isJoined } = (f.host ?? f.spot)?.group ?? {};
    return isJoined ? joined.middleOf((f.host ?? f.spot).features) : null;
  }

  // A mark that a joined one stands for is covered by a class: `display` says only that it holds.
  cover(group) {
    if (group.covered === group.isJoined) return;
    group.covered = group.isJoined;
    for (const f of group.spots.flatMap((spot) => spot.features))
      if (!f.isAway) f.node.classList.toggle("lk-covered", group.isJoined);
  }

  draw(group, here, isOn) {
    if (!group.isJoined) {
      if (this.many && group.joined) show(group.joined.node, false);
      else group.joined?.node.remove();
      return;
    }
    group.joined ??= this.many ? new Counted(group.point) : new Joined(group.point);
    const { joined } = group;
    joined.show(signsAmong(here, isOn), here.length);
    joined.isOtherwise = here.some((spot) => spot.features.some((f) => f.isOtherwise && isOn(f)));
    if (this.many) show(joined.node, true);
    else joined.node.classList.toggle("lk-otherwise", joined.isOtherwise);
    if (!joined.node.parentNode) this.layer.append(joined.node);
  }

  // Where a mark stands now, in map units.
  pointOf(f) {
    const spot = f.host ?? f.spot;
    return spot?.group?.isJoined || spot?.group?.lead ? spot.group.point : f.point;
  }

  // CSS pixels from a point of the map to a mark; `k` is map units for one of them.
  distance(f, x, y, k) {
    const group = f.spot.group;
    const { x: mx, y: my } = this.pointOf(f);
    const [dx, dy] = [(x - mx) / k, (y - my) / k];
    if (!group?.isJoined || f.host) return Math.hypot(dx - f.shift, dy);
    const [wide, high] = [(group.part * group.joined.width) / 2, (group.part * SIZES.height) / 2];
    const at = { left: dx, right: dx, top: dy, bottom: dy };
    return distanceOf(at, { left: -wide, right: wide, top: -high, bottom: high });
  }

  joinedWith(f) {
    const group = f?.spot?.group;
    return group?.isJoined ? group.spots.flatMap((spot) => spot.features) : [];
  }

  // Whether a feature's name may stand for its mark: in a crowd, only that of the first place.
  speaksFor(id) {
    const spot = this.spotOf.get(id);
    return !spot?.group || spot.group.spots[0] === spot;
  }

  boxOf(id) {
    return this.spotOf.get(id)?.group?.taken;
  }

  // Without the rings of events, which are not there on every day.
  bareBoxOf(id) {
    return this.spotOf.get(id)?.group?.clear;
  }

  // The boxes of a circle whose area is a value: of the largest and of the least that its place ever has,
  // and of its middle, which is there on all days.
  boxesOfCircle(f) {
    return this.circleAt.get(keyOf(f));
  }

  // What stands in a corner covers no circle of any day.
  get allBoxes() {
    return [...this.boxes, ...this.circleBoxes];
  }

  get circleBoxes() {
    return [...this.circleAt.values()].map(({ whole }) => whole);
  }

  // The places among these marks.
  placesOf(ids) {
    return new Set(ids.map((id) => this.spotOf.get(id)).filter(Boolean));
  }
}

// Where a spot is drawn, in map units.
const onMap = ({ x, y, from, spot }, seen) =>
  from ? { x: seen.x + x * seen.k, y: seen.y + y * seen.k } : spot.point;

// The line from a mark that is drawn apart to its point, or nothing.
function leadOf(found, seen, part) {
  if (!found.from) return null;
  const { x, y } = onMap(found, seen);
  const lead = groupAt(x, y, "lk-parted");
  const [dx, dy] = [(found.from.x - found.x) / part, (found.from.y - found.y) / part];
  const edge = Math.min(1, found.half / part / Math.hypot(dx, dy));
  const ends = [dx * edge, dy * edge, dx, dy].map((number) => number.toFixed(1));
  lead.append(svgElement("path", { class: "lk-lead", d: `M${ends.join(" ")}` }));
  return lead;
}

function circlesOf(circles, onScreen, part) {
  const found = new Map();
  for (const f of circles) {
    const at = onScreen(f.point);
    const whole = boxAround(at, Math.max(f.radius, SIZES.dot * part));
    const before = found.get(keyOf(f));
    if (!before)
      found.set(keyOf(f), { whole, least: whole, core: boxAround(at, SIZES.dot * part) });
    else {
      before.whole = union(before.whole, whole);
      if (before.least.right > whole.right) before.least = whole;
    }
  }
  return found;
}

// Whether a point is on the mark of a group: an event so near to a place is seen as one of it.
function liesOn({ x, y }, { middle }, part) {
  return Math.max(Math.abs(x - middle.x), Math.abs(y - middle.y)) < SIZES.dot * part;
}

const boxAround = ({ x, y }, half) => ({
  left: x - half,
  right: x + half,
  top: y - half,
  bottom: y + half,
});
const boxOfSpot = ({ x, y, left, right, half }) => ({
  left: x - left,
  right: x + right,
  top: y - half,
  bottom: y + half,
});
const union = (a, b) => ({
  left: Math.min(a.left, b.left),
  right: Math.max(a.right, b.right),
  top: Math.min(a.top, b.top),
  bottom: Math.max(a.bottom, b.bottom),
});

// The ring of an event stands round the frame of a joined mark, which would hide it; without a frame
// it is itself again.
function drawAround(mark, wide) {
  const ring = mark.querySelector('use[fill-opacity="0"]');
  mark.querySelector(".lk-frame-ring")?.remove();
  if (!ring) return;
  show(ring, !wide);
  if (!wide) return;
  const frame = svgElement("path", { class: "lk-frame-ring", d: frameOf(wide, SIZES.around) });
  for (const look of ["fill-opacity", "stroke", "stroke-width"])
    frame.setAttribute(look, ring.getAttribute(look));
  ring.after(frame);
}

// Whether a mark is filled, and not of lines or posts alone.
const isFull = (f) => (f.isFull ??= Boolean(f.node?.querySelector(".lk-full:not(.lk-posts)")));

// The layers whose signs a place may show in the mark of several: its holders', or that of what it is.
function signLayers(features) {
  const held = new Set(features.filter((f) => f.isHolder).map((f) => f.layer));
  return held.size ? [...held] : [features[0].layer];
}

// How far the marks of a place reach from its point, in CSS pixels.
function reachOf(features, part) {
  const isHeld = features.some((f) => f.isHolder);
  const half = part * (features.some((f) => f.wide) ? SIZES.wide : isHeld ? SIZES.mark : SIZES.dot);
  const shifts = features.map((f) => f.shift * part);
  return {
    left: half - Math.min(0, ...shifts),
    right: half + Math.max(0, ...shifts),
    half,
  };
}

// A mark for each holder among places, or for what they are where nobody holds one. The last place
// comes first; of several marks of one holder that of the first place is taken.
function signsAmong(spots, isOn) {
  const signs = new Map();
  for (const { features } of spots.toReversed()) {
    let isHeld = false;
    for (let n = features.length - 1; n >= 0; n -= 1) {
      const f = features[n];
      if (!f.isHolder || !isOn(f)) continue;
      isHeld = true;
      signs.set(f.layer, f);
    }
    const first = isHeld ? null : features.find(isOn);
    if (first) signs.set(first.layer, first);
  }
  return [...signs.values()];
}

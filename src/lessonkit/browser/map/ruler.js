// The ruler: geodesic distance and bearing between two ends. An end is the id of a place or
// [lon, lat]; both can be clicked on the map, places can be chosen by name as well.
import { button, element, groupAt, svgElement } from "../core/dom.js";
import { inverse, pathBetween, toMiles, windOf } from "../core/geo.js";
/** @import { MapOnPage } from "../state.js" */
/** @import { Stage } from "./stage.js" */

/**
 * @param {MapOnPage} spec
 * @param {Stage} stage
 */
export function buildRuler(host, spec, stage, onEnds) {
  let ends = [];
  const result = element("output", "lk-result");
  const chosen = ["From", "To"].map((name, n) => {
    const select = element("select");
    select.addEventListener("change", () => choose(n, select.value));
    const wrapped = element("label", "", `${name} `);
    wrapped.append(select);
    host.append(wrapped);
    return select;
  });
  host.append(
    button("Clear", "Clear the ruler", () => onEnds([])),
    result,
  );
  const choose = (n, id) => {
    const next = [...ends];
    if (id) next[n] = id;
    else next.splice(n, 1);
    onEnds(next.filter((end) => end !== undefined));
  };
  const show = (now) => {
    ends = now;
    chosen.forEach((select, n) => fillChoice(select, spec, ends[n]));
    chosen[1].disabled = !ends.length;
    result.textContent = resultOf(spec, ends);
    draw(
      stage,
      ends.map((end) => pointOf(spec, end)),
    );
  };
  show([]);
  return {
    show,
    // A click on the map sets the first end, then the second, then begins anew.
    click(clientX, clientY) {
      const end = endAt(stage, spec, clientX, clientY);
      if (!end) return;
      onEnds(ends.length === 1 && String(ends[0]) !== String(end) ? [ends[0], end] : [end]);
    },
  };
}

/**
 * @param {Stage} stage
 * @param {MapOnPage} spec
 */
function endAt(stage, spec, clientX, clientY) {
  const near = stage
    .at(clientX, clientY)
    .map((id) => stage.byId.get(id))
    .find((f) => f.point && spec.places[spec.cards[f.id]?.place]);
  if (near) return spec.cards[near.id].place;
  // A click on the very edge is a fraction of a pixel outside.
  const { x, y } = stage.mapPoint(clientX, clientY);
  const { width, height } = stage.projection;
  const inside = (value, most) => Math.min(most, Math.max(0, value));
  const point = stage.projection.toLonLat({ x: inside(x, width), y: inside(y, height) });
  return point?.map((value) => Number(value.toFixed(decimalsOf(spec)))); // none beside the earth
}

// So many decimals of a degree that the deepest zoom shows no step.
/** @param {MapOnPage} spec */
function decimalsOf({ extent, height }) {
  return Math.max(2, Math.ceil(-Math.log10((extent.north - extent.south) / height / 12)));
}

/** @param {MapOnPage} spec */
const pointOf = (spec, end) =>
  Array.isArray(end) ? end : [spec.places[end].lon, spec.places[end].lat];

/** @param {MapOnPage} spec */
function nameOf(spec, end) {
  if (!Array.isArray(end)) return spec.places[end].title;
  const [lon, lat] = end;
  const places = Math.max(2, decimalsOf(spec) - 2);
  const degrees = (value, plus, minus) =>
    `${Math.abs(value).toFixed(places)}° ${value < 0 ? minus : plus}`;
  return `${degrees(lat, "N", "S")}, ${degrees(lon, "E", "W")}`;
}

/** @param {MapOnPage} spec */
function fillChoice(select, spec, end) {
  const places = Object.entries(spec.places).toSorted(([, a], [, b]) =>
    a.title.localeCompare(b.title),
  );
  const options = places.map(([id, place]) => new Option(place.title, id));
  if (Array.isArray(end)) options.unshift(new Option(nameOf(spec, end), String(end)));
  select.replaceChildren(new Option("click the map, or choose", ""), ...options);
  select.value = end === undefined ? "" : String(end);
}

/** @param {MapOnPage} spec */
function resultOf(spec, ends) {
  if (!ends.length) return "Click two points on the map, or choose two places.";
  if (ends.length === 1) return `From ${nameOf(spec, ends[0])}. Now the second point.`;
  const [from, to] = ends.map((end) => pointOf(spec, end));
  const { km, bearing } = inverse(from, to);
  const doubt = ends.reduce((sum, end) => sum + (spec.places[end]?.precision_km ?? 0), 0);
  return (
    `${nameOf(spec, ends[0])} to ${nameOf(spec, ends[1])}: ${say(km)} km ` +
    `(${say(toMiles(km))} miles) in a straight line, bearing ${Math.round(bearing) % 360}° ` +
    `(${windOf(bearing)}).` +
    (doubt >= 1 ? ` The places are right to about ${say(doubt)} km.` : "")
  );
}

// With as many decimals as the rounding needs to stay within half a percent.
function say(value) {
  const decimals = [100, 10, 1, 0.1].filter((least) => value < least).length;
  return String(Number(value.toFixed(decimals)));
}

/** @param {Stage} stage */
function draw(stage, ends) {
  stage.svg.querySelector(".lk-ruler")?.remove();
  if (!ends.length) return;
  const group = svgElement("g", { class: "lk-ruler" });
  const at = (end) => stage.projection.toMap(end);
  if (ends.length === 2) {
    const [from, to] = ends;
    const path = pathBetween(from, to).map(at);
    const d = lineThrough(path, stage.spec.width / 3);
    group.append(svgElement("path", { d }), svgElement("path", { class: "lk-over", d }));
    group.append(label(path[16] ?? path.find(Boolean), `${say(inverse(from, to).km)} km`));
  }
  for (const { x, y } of ends.map(at).filter(Boolean)) {
    const mark = groupAt(x, y);
    mark.append(svgElement("circle", { r: 5 }));
    group.append(mark);
  }
  stage.svg.append(group);
}

// A line through places of the page, broken where it leaves the map at one edge and comes back at
// another.
function lineThrough(path, far) {
  let last = null;
  const parts = path.map((place) => {
    const isNear = place && last && Math.hypot(place.x - last.x, place.y - last.y) < far;
    last = place;
    return place ? `${isNear ? "L" : "M"}${place.x.toFixed(2)} ${place.y.toFixed(2)}` : "";
  });
  return parts.join("");
}

function label({ x, y }, words) {
  const place = groupAt(x, y);
  place.append(Object.assign(svgElement("text", { y: -8 }), { textContent: words }));
  return place;
}

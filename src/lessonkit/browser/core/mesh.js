// From a place on the page to longitude and latitude and back, in any projection, by the mesh that
// Python sends (`maps/plane/mesh.py` says what it is). Points of the earth are [lon, lat] in degrees,
// places of the page {x, y} in map units, y down.
//
// Between the nodes of the mesh, points of the unit sphere are interpolated, not degrees: a pole
// and the 180th meridian are places like any other. The way back is a search for the place whose
// point it is (Newton).
import { inverse } from "./geo.js";
/** @import { Mesh } from "../state.js" */

const RAD = Math.PI / 180;
const STEP = 1e-4; // of a cell: for slopes
const ENOUGH = 1e-9; // of a cell
const MOST_STEPS = 20;

export class Projection {
  /** @param {{ mesh: Mesh, width: number }} spec */
  constructor({ mesh, width }) {
    this.mesh = mesh;
    this.width = width;
    this.height = mesh.height;
    this.vectors = Array.from({ length: mesh.columns * mesh.rows }, (_, n) =>
      vectorOf(mesh.lon_lat.slice(2 * n, 2 * n + 2)),
    );
  }

  // The point of the earth at a place of the page; null where the page shows no earth.
  toLonLat({ x, y }) {
    return this.isOnEarth(x, y) ? degreesOf(this.at(this.cellOf({ x, y }))) : null;
  }

  // The place on the page, or just beside it, of a point of the earth; null if it has none there.
  toMap(lonLat) {
    const wanted = vectorOf(lonLat);
    let at = this.nearest(wanted);
    for (let n = 0; n < MOST_STEPS; n += 1) {
      const step = this.stepTo(wanted, at);
      at = { i: this.near(at.i + step.i, "columns"), j: this.near(at.j + step.j, "rows") };
      if (Math.hypot(step.i, step.j) < ENOUGH) return this.placeOf(at);
    }
    return null;
  }

  // Kilometres for one map unit, from west to east on the page, at a place of it.
  kmPerUnit({ x, y }) {
    const d = this.width / 1000;
    const [from, to] = [x - d, x + d].map((one) => this.toLonLat({ x: one, y }));
    return from && to ? inverse(from, to).km / (2 * d) : null;
  }

  isOnEarth(x, y) {
    const { edge } = this.mesh;
    let inside = !edge.length;
    for (let n = 0, m = edge.length - 2; n < edge.length; m = n, n += 2) {
      const [x1, y1, x2, y2] = [edge[n], edge[n + 1], edge[m], edge[m + 1]];
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    }
    return inside;
  }

  // ---- Cells: i counts columns, j rows ----------------------------------------------------------

  cellOf({ x, y }) {
    const part = Math.min(1, Math.max(0, y / this.height));
    const down = this.mesh.dense ? Math.acos(1 - 2 * part) / Math.PI : y / this.height;
    return { i: (x / this.width) * (this.mesh.columns - 1), j: down * (this.mesh.rows - 1) };
  }

  placeOf({ i, j }) {
    const part = j / (this.mesh.rows - 1);
    const down = this.mesh.dense ? (1 - Math.cos(Math.PI * part)) / 2 : part;
    return { x: (i / (this.mesh.columns - 1)) * this.width, y: down * this.height };
  }

  // The point of the sphere at a place between nodes: a cubic through the four nearest each way.
  at({ i, j }) {
    const { columns, rows } = this.mesh;
    const { first: column, parts: across } = weights(i, columns);
    const { first: row, parts: down } = weights(j, rows);
    const sum = [0, 0, 0];
    for (let m = 0; m < 4; m += 1) {
      for (let n = 0; n < 4; n += 1) {
        const vector = this.vectors[(row + m) * columns + column + n];
        for (let k = 0; k < 3; k += 1) sum[k] += down[m] * across[n] * vector[k];
      }
    }
    const length = Math.hypot(...sum);
    return sum.map((value) => value / length);
  }

  nearest(wanted) {
    let best = { product: -2, n: 0 };
    this.vectors.forEach((vector, n) => {
      const { columns } = this.mesh;
      const place = this.placeOf({ i: n % columns, j: Math.floor(n / columns) });
      const product = dot(vector, wanted);
      if (product > best.product && this.isOnEarth(place.x, place.y)) best = { product, n };
    });
    const { columns, rows } = this.mesh;
    // Not on the edge itself, where slopes may vanish.
    const inside = (at, count) => Math.min(count - 1.05, Math.max(0.05, at));
    return {
      i: inside(best.n % columns, columns),
      j: inside(Math.floor(best.n / columns), rows),
    };
  }

  // At most one cell beyond the page, where the cubics still say something.
  near(at, side) {
    return Math.min(this.mesh[side], Math.max(-1, at));
  }

  // How far to go, in cells, so that the point there comes nearest to the wanted one.
  stepTo(wanted, { i, j }) {
    const here = this.at({ i, j });
    const east = slope(this.at({ i: i + STEP, j }), this.at({ i: i - STEP, j }));
    const south = slope(this.at({ i, j: j + STEP }), this.at({ i, j: j - STEP }));
    const missing = wanted.map((value, k) => value - here[k]);
    const [a, b, c] = [dot(east, east), dot(east, south), dot(south, south)];
    const [p, q] = [dot(east, missing), dot(south, missing)];
    const det = a * c - b * b;
    if (!(det > 0)) return { i: 0, j: 0 };
    const step = { i: (c * p - b * q) / det, j: (a * q - b * p) / det };
    const long = Math.max(1, Math.hypot(step.i, step.j)); // at most one cell at once
    return { i: step.i / long, j: step.j / long };
  }
}

// The first of four nodes, and how much each counts (Lagrange).
function weights(at, count) {
  const first = Math.min(count - 4, Math.max(0, Math.floor(at) - 1));
  const [a, b, c, d] = [0, 1, 2, 3].map((n) => at - first - n);
  const parts = [(-b * c * d) / 6, (a * c * d) / 2, (-a * b * d) / 2, (a * b * c) / 6];
  return { first, parts };
}

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const slope = (to, from) => to.map((value, k) => (value - from[k]) / (2 * STEP));

/** @param {number[]} lonLat */
function vectorOf([lon, lat]) {
  const [l, p] = [lon * RAD, lat * RAD];
  return [Math.cos(p) * Math.cos(l), Math.cos(p) * Math.sin(l), Math.sin(p)];
}

/** @param {number[]} vector */
function degreesOf([x, y, z]) {
  return [Math.atan2(y, x) / RAD, Math.atan2(z, Math.hypot(x, y)) / RAD];
}

// Outlines at many points of a map as one path in each square of it. A browser draws its picture tile
// by tile, and goes for each tile through the whole of every path in it: one path over the whole map
// would cost as often as there are tiles, and be drawn anew wherever one of its marks changes.
import { groupedBy } from "../../core/groups.js";

const SQUARE = 240; // map units: the side of a square
const ACROSS = 1000; // squares in a row at the most
const squareOf = ({ x, y }) => Math.floor(y / SQUARE) * ACROSS + Math.floor(x / SQUARE);

export class Squares {
  // `parts` are paths without an outline: what lies at each point, the lowest first.
  /**
   * @param {SVGElement} node
   * @param {SVGElement[]} parts
   */
  constructor(node, parts) {
    this.node = node;
    this.parts = parts;
    this.paths = new Map(); // of each square, in the order of the parts
    this.written = new WeakMap(); // the outline of each path
  }

  // `outlineAt(point, n)` gives the outline of part `n` at a point.
  /**
   * @template {{x: number, y: number}} Point
   * @param {Point[]} points
   * @param {(point: Point, n: number) => string} outlineAt
   */
  write(points, outlineAt) {
    const squares = groupedBy(points, squareOf);
    for (const square of squares.keys()) if (!this.paths.has(square)) this.add(square);
    for (const [square, paths] of this.paths) {
      const here = squares.get(square) ?? [];
      paths.forEach((path, n) => this.draw(path, here.map((at) => outlineAt(at, n)).join("")));
    }
  }

  add(square) {
    const paths = this.parts.map((part) => part.cloneNode());
    this.node.append(...paths);
    this.paths.set(square, paths);
  }

  draw(path, d) {
    if (this.written.get(path) === d) return;
    this.written.set(path, d);
    path.setAttribute("d", d);
  }

  // Give a part a line of another width, in CSS pixels on a large map.
  setStroke(n, width) {
    for (const part of [this.parts[n], ...[...this.paths.values()].map((paths) => paths[n])])
      part.setAttribute("stroke-width", width.toFixed(2));
  }
}

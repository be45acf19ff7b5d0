// Boxes on a screen, {left, right, top, bottom}, filed by the squares that they touch, so that a
// question about one place of a map with thousands of marks asks only the boxes near it.
const SQUARE = 64;

export class Boxes {
  constructor(boxes = []) {
    this.squares = new Map();
    for (const box of boxes) this.add(box);
  }

  add(box, owner = box) {
    for (const key of squaresOf(box)) {
      if (this.squares.has(key)) this.squares.get(key).set(box, owner);
      else this.squares.set(key, new Map([[box, owner]]));
    }
  }

  remove(box) {
    for (const key of squaresOf(box)) this.squares.get(key).delete(box);
  }

  // The owners of the boxes that share any area with a box.
  over(box) {
    const found = new Set();
    for (const key of squaresOf(box)) {
      for (const [other, owner] of this.squares.get(key) ?? []) {
        if (overlap(other, box)) found.add(owner);
      }
    }
    return found;
  }

  isFree(box) {
    return !this.over(box).size;
  }
}

export const overlap = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

// A box that is larger by the same on each side.
export const grown = ({ left, right, top, bottom }, by) => ({
  left: left - by,
  right: right + by,
  top: top - by,
  bottom: bottom + by,
});

// How far two boxes are from each other; 0 if they touch.
export const distanceOf = (a, b) =>
  Math.hypot(
    Math.max(0, a.left - b.right, b.left - a.right),
    Math.max(0, a.top - b.bottom, b.top - a.bottom),
  );

function squaresOf({ left, right, top, bottom }) {
  const keys = [];
  for (let i = Math.floor(left / SQUARE); i <= right / SQUARE; i += 1) {
    for (let j = Math.floor(top / SQUARE); j <= bottom / SQUARE; j += 1) keys.push(`${i} ${j}`);
  }
  return keys;
}

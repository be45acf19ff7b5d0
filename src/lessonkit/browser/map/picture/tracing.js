// A copy of the drawing that stands alone: what shows on the screen, with each look written out.
// The style sheet, the theme and the zoom are gone from it; programs with plain SVG read it too, for
// it needs no variable, filter, paint order or non-scaling stroke.
import { svgElement } from "../../core/dom.js";

export const LINK = "http://www.w3.org/1999/xlink"; // older programs know no other links
const GEOMETRY = [
  "d",
  "points",
  "x",
  "y",
  "x1",
  "y1",
  "x2",
  "y2",
  "cx",
  "cy",
  "r",
  "rx",
  "ry",
  "width",
  "height",
  "patternUnits",
  "patternTransform",
  "lang",
  "direction",
];
const AS_IT_IS = { a: 1, b: 0 }; // a hatch keeps its size on the screen
const SHARP = 2; // pixels of a picture for one CSS pixel

export const short = (number, digits = 2) => String(Number(number.toFixed(digits)));

export class Tracing {
  constructor(svg) {
    this.svg = svg;
    this.box = svg.getBoundingClientRect();
    this.defs = svgElement("defs", {});
    this.classes = new Map(); // a look as CSS text, and its class
  }

  // The drawing as a group in CSS pixels, its corner at `left`, `top`.
  drawing(left, top) {
    const { a, d, e, f } = this.svg.getScreenCTM();
    const [x, y] = [left + e - this.box.left, top + f - this.box.top];
    const made = svgElement("g", {
      transform: `translate(${short(x)} ${short(y)}) scale(${short(a, 5)} ${short(d, 5)})`,
    });
    made.append(...this.inside(this.svg, []));
    return made;
  }

  styleText() {
    return [...this.classes].map(([look, name]) => `.${name}{${look}}`).join("\n");
  }

  inside(node, filters) {
    return [...node.children].flatMap((child) => this.copies(child, filters));
  }

  // What stands for a node: nothing if it does not show. `filters` are those of groups around it.
  copies(node, filters) {
    const look = getComputedStyle(node);
    if (look.display === "none" || node.tagName === "defs") return [];
    const all = look.filter === "none" ? filters : [look.filter, ...filters];
    if (node.tagName === "g") return this.group(node, look, all);
    if (this.isOutside(node)) return [];
    if (node.tagName === "text") return this.text(node, look, all);
    return [node.tagName === "image" ? relief(node, all) : this.shape(node, look, all)];
  }

  isOutside(node) {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const { box } = this;
    return (
      right < box.left - 9 || left > box.right + 9 || bottom < box.top - 9 || top > box.bottom + 9
    );
  }

  // A group is kept where it moves or sizes something, or is a layer, for those who edit the picture.
  group(node, look, filters) {
    const inside = this.inside(node, filters);
    const kept = {
      id: node.matches("[data-layer]:not(.lk-name)") && `layer-${node.dataset.layer}`,
      transform: node.getAttribute("transform") || look.transform.replace("none", ""),
      opacity: look.opacity < 1 && look.opacity,
    };
    const attributes = Object.entries(kept).filter(([, value]) => value);
    if (!inside.length || !attributes.length) return inside;
    const made = svgElement("g", Object.fromEntries(attributes));
    made.append(...inside);
    return [made];
  }

  shape(node, look, filters) {
    const made = copyOf(node);
    const link = node.getAttribute("href")?.slice(1);
    if (link) {
      made.setAttributeNS(LINK, "xlink:href", `#${link}`);
      this.share(link, () => copyOf(this.svg.getElementById(link)));
    }
    return this.dress(made, this.look(look, filters, node.getScreenCTM()));
  }

  // A halo is a second text below the first: many programs know no paint order.
  text(node, look, filters) {
    const words =
      look.textTransform === "uppercase" ? node.textContent.toUpperCase() : node.textContent;
    const font = [
      "font-family",
      "font-size",
      "font-weight",
      "font-style",
      "letter-spacing",
      "text-anchor",
    ].map((name) => `${name}:${look.getPropertyValue(name)}`);
    // A picture has no face of the lesson with it: another one takes the room of this one.
    const long = {
      textLength: short(node.getComputedTextLength()),
      lengthAdjust: "spacingAndGlyphs",
    };
    const write = (rules) =>
      this.dress(Object.assign(copyOf(node, long), { textContent: words }), [...rules, ...font]);
    const made = write([this.ink("fill", look, filters)]);
    if (look.stroke === "none") return [made];
    const halo = write(["fill:none", this.ink("stroke", look, filters), ...strokeOf(look, 1)]);
    halo.setAttribute("aria-hidden", "true");
    return [halo, made];
  }

  // Fill, stroke and the like as CSS rules. The matrix says how much larger the shape is drawn.
  look(look, filters, { a, b }) {
    const scale = look.vectorEffect === "non-scaling-stroke" ? Math.hypot(a, b) : 1;
    const rules = [this.ink("fill", look, filters)];
    if (look.stroke !== "none")
      rules.push(this.ink("stroke", look, filters), ...strokeOf(look, scale));
    if (look.opacity < 1) rules.push(`opacity:${look.opacity}`);
    return rules;
  }

  ink(name, look, filters) {
    const link = look[name].match(/#([^")]+)"?\)/)?.[1];
    if (link) {
      this.share(link, () => this.pattern(this.svg.getElementById(link), filters));
      return `${name}:url(#${link})`;
    }
    if (look[name] === "none") return `${name}:none`;
    const { rgb, alpha } = colourOf(look[name]);
    const opacity = alpha * look[`${name}Opacity`];
    return (
      `${name}:${hex(shader(filters)(rgb))}` +
      (opacity < 1 ? `;${name}-opacity:${short(opacity)}` : "")
    );
  }

  pattern(node, filters) {
    const made = copyOf(node);
    for (const part of node.children) {
      made.append(this.dress(copyOf(part), this.look(getComputedStyle(part), filters, AS_IT_IS)));
    }
    return made;
  }

  // Keep what several shapes use once.
  share(id, make) {
    if (this.defs.querySelector(`[id="${id}"]`)) return;
    this.defs.append(Object.assign(make(), { id }));
  }

  dress(node, rules) {
    const look = rules.join(";");
    if (!this.classes.has(look)) this.classes.set(look, `look${this.classes.size}`);
    node.setAttribute("class", this.classes.get(look));
    return node;
  }
}

function copyOf(node, more = {}) {
  const kept = GEOMETRY.filter((name) => node.hasAttribute(name));
  return svgElement(node.tagName, {
    ...Object.fromEntries(kept.map((name) => [name, node.getAttribute(name)])),
    ...more,
  });
}

function strokeOf(look, scale) {
  const rules = [`stroke-width:${short(parseFloat(look.strokeWidth) / scale, 3)}`];
  const dashes = look.strokeDasharray.match(/[\d.]+/g);
  if (dashes) rules.push(`stroke-dasharray:${dashes.map((n) => short(n / scale, 3)).join(" ")}`);
  if (look.strokeLinecap !== "butt") rules.push(`stroke-linecap:${look.strokeLinecap}`);
  if (look.strokeLinejoin !== "miter") rules.push(`stroke-linejoin:${look.strokeLinejoin}`);
  return rules;
}

// Colours are three numbers from 0 to 1. A computed one reads rgb(1, 2, 3), rgba(1, 2, 3, 0.4) or
// color(srgb 0.1 0.2 0.3 / 0.4).
function colourOf(text) {
  const [r, g, b, alpha = 1] = text.match(/[\d.]+(e-\d+)?/g).map(Number);
  const most = text.startsWith("color") ? 1 : 255;
  return { rgb: [r / most, g / most, b / most], alpha };
}

function hex(rgb) {
  return `#${rgb
    .map((v) =>
      Math.round(v * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

// The filters of the dark theme, as Filter Effects Module Level 1 defines them.
const grey = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const FILTERS = {
  brightness: (rgb, by) => rgb.map((v) => v * by),
  contrast: (rgb, by) => rgb.map((v) => (v - 0.5) * by + 0.5),
  invert: (rgb, by) => rgb.map((v) => v + (1 - 2 * v) * by),
  "hue-rotate": (rgb) => rgb.map((v) => 2 * grey(rgb) - v), // by half a turn: no style has another
  saturate: (rgb, by) => rgb.map((v) => grey(rgb) + (v - grey(rgb)) * by),
};

function shader(filters) {
  const steps = [...filters.join(" ").matchAll(/([\w-]+)\(([\d.]+)(?:deg)?\)/g)].map(
    ([, name, by]) =>
      (rgb) =>
        FILTERS[name](rgb, Number(by)).map((v) => Math.min(1, Math.max(0, v))),
  );
  return (rgb) => steps.reduce((now, step) => step(now), rgb);
}

// The relief as a JPEG, for not every program reads WebP; its filters are applied to its pixels, and so
// are the colours below it that it shades in the dark theme.
function relief(node, filters) {
  const box = node.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(1400, Math.round(box.width * SHARP));
  canvas.height = Math.round((canvas.width * box.height) / box.width);
  const pen = canvas.getContext("2d");
  if (getComputedStyle(node).mixBlendMode === "multiply") drawGround(pen, node, box);
  pen.drawImage(node, 0, 0, canvas.width, canvas.height);
  if (filters.length) shadePixels(pen, filters);
  const made = copyOf(node);
  made.setAttribute("preserveAspectRatio", "none");
  made.setAttributeNS(LINK, "xlink:href", canvas.toDataURL("image/jpeg", 0.85));
  return made;
}

const outlineOf = (path) => new Path2D(path.getAttribute("d"));

function drawGround(pen, node, box) {
  const scale = pen.canvas.width / box.width;
  for (const path of node.ownerSVGElement.querySelectorAll(".lk-sea path, .lk-land path")) {
    const { a, d, e, f } = path.getScreenCTM();
    pen.setTransform(a * scale, 0, 0, d * scale, (e - box.left) * scale, (f - box.top) * scale);
    pen.fillStyle = getComputedStyle(path).fill;
    pen.fill(outlineOf(path));
  }
  pen.resetTransform();
  pen.globalCompositeOperation = "multiply";
}

function shadePixels(pen, filters) {
  const picture = pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
  const pixels = new Uint32Array(picture.data.buffer);
  const shade = shader(filters);
  const known = new Map(); // a relief has few colours and many pixels
  const shaded = (pixel) => {
    const bytes = new Uint8Array(Uint32Array.of(pixel).buffer);
    bytes.set(
      shade(Array.from(bytes.subarray(0, 3), (v) => v / 255)).map((v) => Math.round(v * 255)),
    );
    return new Uint32Array(bytes.buffer)[0];
  };
  for (let n = 0; n < pixels.length; n += 1) {
    if (!known.has(pixels[n])) known.set(pixels[n], shaded(pixels[n]));
    pixels[n] = known.get(pixels[n]);
  }
  pen.putImageData(picture, 0, 0);
}

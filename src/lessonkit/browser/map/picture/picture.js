// A picture of the map to keep: the drawing as the screen shows it, with title, date, legend and
// sources in it. Every word of data goes in as text, never as markup. All sizes are CSS pixels.
import { inWords } from "../../core/dates.js";
import { svgElement } from "../../core/dom.js";
import { LINK, Tracing, short } from "./tracing.js";
/** @import { LegendEntry, MapOnPage } from "../../state.js" */

const MARGIN = 20;
const COLUMN = 230; // width of a column of the legend beside the map, and the least below it
const BESIDE = 700; // width of the map from which on the legend stands beside it
const LEADING = 1.36;
const PIXELS = 2; // of the PNG, for one CSS pixel

// What is on the screen in a map's `frame` (figure.lk-frame) on the day `iso`, as SVG text.
/** @param {MapOnPage} spec */
export function pictureOf(frame, spec, iso, visible) {
  const tracing = new Tracing(frame.querySelector("svg.lk-svg"));
  const { width, height } = tracing.box;
  const beside = width >= BESIDE && width < 1.6 * height; // a low map has no room beside it
  const sheet = new Sheet(frame, width);
  const below = Math.max(1, Math.floor(width / COLUMN));
  const step = beside ? COLUMN + MARGIN : (width + MARGIN) / below;
  const blocks = sheet.legend(spec, visible, frame.querySelector(".lk-key"), step - MARGIN);
  const columns = beside ? columnsUpTo(height, blocks) : columnsAtMost(below, blocks);
  if (beside) sheet.inner += columns.length * step;
  const by = frame.querySelector(".lk-by:not([hidden]) .lk-by-words")?.textContent;
  sheet.head(spec, iso, by, frame.querySelector(".lk-news")?.textContent);
  const top = sheet.y;
  sheet.map(tracing);
  sheet.scaleBar(frame.querySelector(".lk-scale"), tracing.box, top);
  if (beside) sheet.place(columns, MARGIN + width + MARGIN, top, step);
  else sheet.place(columns, MARGIN, sheet.y, step);
  sheet.foot(spec.caption);
  return sheet.finish(spec, tracing.styleText());
}

// A file name from the title, the day and that of the second clock, such as
// who-held-each-town-2001-05-14.
/** @param {MapOnPage} spec */
export function pictureName(spec, iso, by = "") {
  const known = by && ` known by ${by}`;
  const words = `${spec.title.slice(0, 80)} ${spec.first ? iso : ""}${known}`.toLowerCase();
  return words.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "map";
}

export function saveSvg(picture, name) {
  download(new Blob([picture.svg], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(picture, name) {
  const image = new Image();
  const loaded = new Promise((done, failed) =>
    Object.assign(image, { onload: done, onerror: failed }),
  );
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
  await loaded;
  const [width, height] = [picture.width * PIXELS, picture.height * PIXELS];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(image, 0, 0, width, height);
  download(await new Promise((done) => canvas.toBlob(done, "image/png")), `${name}.png`);
}

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(blob),
    download: name,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000); // the browser reads it after the click
}

// The sheet of the picture, written from the top down: `y` is where the next part goes.
class Sheet {
  constructor(frame, width) {
    const look = getComputedStyle(frame);
    this.colour = (name) => look.getPropertyValue(`--${name}`).trim();
    // A picture has no faces of the lesson with it; from the next name on, lines are as long everywhere.
    this.font = look.fontFamily.replace(/(system-ui|"Lesson [^"]*"), */g, "");
    this.pen = document.createElement("canvas").getContext("2d");
    this.inner = width; // between the margins
    this.y = MARGIN;
    this.root = svgElement("svg", { role: "img", "font-family": this.font });
    this.root.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:xlink", LINK);
  }

  // Write a text in lines of at most `width`; return where the next one goes.
  /** @param {Record<string, any>} look */
  write(parent, text, x, y, width, size = 13, look = {}) {
    this.pen.font = `${look["font-weight"] ?? 400} ${size}px ${this.font}`;
    const lines = linesOf(text, width, this.pen);
    const node = svgElement("text", { "font-size": size, fill: this.colour("ink"), ...look });
    lines.forEach((line, n) => {
      node.append(svgElement("tspan", { x: short(x), y: short(y + size * (1 + n * LEADING)) }));
      node.lastChild.textContent = line;
    });
    parent.append(node);
    return y + lines.length * size * LEADING;
  }

  /** @param {MapOnPage} spec */
  head(spec, iso, by, news) {
    const say = (text, size, look) => {
      if (text) this.y = this.write(this.root, text, MARGIN, this.y, this.inner, size, look) + 2;
    };
    say(spec.title, 20, { "font-weight": 700 });
    say(spec.subtitle, 14, { fill: this.colour("muted") });
    const days = [spec.first && iso && inWords(iso), by].filter(Boolean).join(". ");
    say(days, 14, { "font-weight": 700 });
    say(news, 13, {});
    this.y += MARGIN / 2;
  }

  map(tracing) {
    const [width, height] = [tracing.box.width, tracing.box.height].map((n) => short(n));
    const box = { x: MARGIN, y: short(this.y), width, height };
    const clip = svgElement("clipPath", { id: "map" });
    clip.append(svgElement("rect", box));
    const map = svgElement("g", { "clip-path": "url(#map)" });
    map.append(tracing.drawing(MARGIN, this.y));
    tracing.defs.append(clip);
    this.root.append(
      tracing.defs,
      map,
      svgElement("rect", { ...box, fill: "none", stroke: this.colour("line") }),
    );
    this.y += tracing.box.height + MARGIN;
  }

  scaleBar(live, map, top) {
    const [bar, label] = ["i", "span"].map((tag) =>
      live.querySelector(tag).getBoundingClientRect(),
    );
    const at = (box) => [MARGIN + box.left - map.left, top + box.top - map.top];
    const [x, y] = at(bar);
    const { textContent } = live.querySelector("span");
    const halo = {
      stroke: this.colour("paper"),
      "stroke-width": 3,
      "stroke-linejoin": "round",
      "aria-hidden": true,
    };
    const [left, foot] = at(label);
    const long = { textLength: short(label.width), lengthAdjust: "spacingAndGlyphs" };
    for (const look of [{ ...halo, ...long }, long])
      this.write(this.root, textContent, left, foot, 999, 12, look);
    this.root.append(
      svgElement("path", {
        fill: "none",
        stroke: this.colour("ink"),
        "stroke-width": 2,
        d: `M${short(x + 1)} ${short(y)}v4h${short(bar.width - 2)}v-4`,
      }),
    );
  }

  // The parts of the legend, each drawn at the origin: the layers that are on by group, and the key.
  /** @param {MapOnPage} spec */
  legend(spec, visible, key, width) {
    const on = spec.layers.filter((layer) => visible.includes(layer.id));
    const blocks = [...new Set(on.map((layer) => layer.group))].map((group) => {
      const node = svgElement("g", {});
      let y = this.write(node, group, 0, 0, width, 13, { "font-weight": 700 }) + 4;
      for (const layer of on.filter((one) => one.group === group))
        y = layer.key.length
          ? this.values(node, layer, y, width)
          : this.entry(node, layer.swatch, layer.label, y, width);
      return { node, height: y + 10 };
    });
    const node = svgElement("g", {});
    const look = { fill: this.colour("muted") };
    if (key?.textContent)
      blocks.push({
        node,
        height: this.write(node, key.textContent.trim(), 0, 0, width, 12, look) + 10,
      });
    return blocks;
  }

  // A look and what it means.
  entry(parent, drawn, words, y, width) {
    const swatch = svgElement("g", { transform: `translate(0 ${short(y)})` });
    swatch.innerHTML = drawn; // written by lessonkit from checked colours, no text in it
    const svg = swatch.firstElementChild;
    const [wide, high] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
    swatch.replaceChildren(
      svgElement("rect", { width: wide, height: high, rx: 2, fill: "#fbfaf7" }),
      ...svg.children,
    );
    parent.append(swatch);
    const [left, top] = [wide + 8, y + Math.max(0, high - 16) / 2];
    return Math.max(y + high, this.write(parent, words, left, top, width - left)) + 5;
  }

  // The legend of values: what is measured, and what each look means.
  /** @param {LegendEntry} layer */
  values(parent, layer, y, width) {
    const { label, measure, key } = layer;
    let below = this.write(parent, label, 0, y, width) + 2;
    below = this.write(parent, measure, 0, below, width, 12, { fill: this.colour("muted") }) + 4;
    for (const [drawn, words] of key) below = this.entry(parent, drawn, words, below, width);
    return below;
  }

  // Put columns of blocks beside each other, `step` apart.
  place(columns, x, top, step) {
    columns.forEach((blocks, n) => {
      let y = top;
      for (const { node, height } of blocks) {
        node.setAttribute("transform", `translate(${short(x + n * step)} ${short(y)})`);
        this.root.append(node);
        y += height;
      }
      this.y = Math.max(this.y, y);
    });
  }

  foot(caption) {
    const d = `M${MARGIN} ${short(this.y)}h${short(this.inner)}`;
    this.root.append(svgElement("path", { d, stroke: this.colour("line") }));
    const look = { fill: this.colour("muted") };
    this.y = this.write(this.root, caption || "", MARGIN, this.y + 8, this.inner, 12, look);
  }

  /** @param {MapOnPage} spec */
  finish(spec, styleText) {
    const { root } = this;
    const width = Math.ceil(this.inner + 2 * MARGIN);
    const height = Math.ceil(this.y + MARGIN / 2);
    const words = { title: spec.title, desc: spec.alt, style: styleText };
    const first = Object.entries(words).map(([tag, textContent]) =>
      Object.assign(svgElement(tag, {}), { textContent }),
    );
    root.prepend(...first, svgElement("rect", { width, height, fill: this.colour("paper") }));
    for (const [name, value] of Object.entries({
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
    })) {
      root.setAttribute(name, value);
    }
    return { svg: new XMLSerializer().serializeToString(root), width, height };
  }
}

// Fill columns of at most `limit` pixels with blocks, in their order.
function columnsUpTo(limit, blocks) {
  const columns = [];
  let y = Infinity;
  for (const block of blocks) {
    if (y + block.height > limit) {
      columns.push([]);
      y = 0;
    }
    columns.at(-1).push(block);
    y += block.height;
  }
  return columns;
}

// Share blocks out to at most `count` columns, as low as they can be.
function columnsAtMost(count, blocks) {
  let limit = 100;
  while (columnsUpTo(limit, blocks).length > count) limit += 10;
  return columnsUpTo(limit, blocks);
}

function linesOf(text, width, pen) {
  const fits = (line) => pen.measureText(line.trimEnd()).width <= width * 0.97; // other fonts differ
  const words = (text.match(/\S+\s*/g) ?? []).flatMap((word) => (fits(word) ? [word] : [...word]));
  const lines = [""];
  for (const piece of words) {
    if (fits(lines.at(-1) + piece)) lines.push(lines.pop() + piece);
    else lines.push(piece);
  }
  return lines;
}

// How much room names take, without writing them: to lay out a text only to read its size makes the
// browser lay out the whole drawing. All sizes here are CSS pixels, which the zoom does not change.

let pen = null; // measures text

// Give each name the size of each of its lines, `sizes`: a map of a text to its width and height.
// Letters look as they do in `svg`, which may be outside of the page; `host` is in it.
export function measureNames(names, svg, host) {
  const kinds = new Map(); // lines that look the same, by the classes that say so
  for (const name of names) {
    for (const text of name.texts) {
      const kind = kindOf(name, text);
      if (!kinds.has(kind)) kinds.set(kind, sample(name.node, text));
    }
  }
  if (!kinds.size) return;
  const letters = lettersOf(kinds, svg, host);
  for (const name of names) {
    name.sizes = new Map(
      name.texts.map((text) => [text, sizeOf(text, letters.get(kindOf(name, text)))]),
    );
  }
}

const kindOf = (name, text) => `${name.node.getAttribute("class")} ${text.getAttribute("class")}`;

// A name without words, as deep in its groups as the true one.
function sample(node, text) {
  const [outer, inner, last] = [node, text.parentNode, text].map((one) => one.cloneNode(false));
  outer.removeAttribute("display");
  inner.append(last);
  outer.append(inner);
  return { outer, last };
}

function lettersOf(kinds, svg, host) {
  const probe = svg.cloneNode(false);
  probe.style.position = "absolute"; // it takes no room
  probe.append(...[...kinds.values()].map(({ outer }) => outer));
  host.append(probe);
  const letters = new Map(
    [...kinds].map(([kind, { last }]) => {
      const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing, textTransform } =
        getComputedStyle(last);
      return [
        kind,
        {
          font: `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`,
          apart: parseFloat(letterSpacing) || 0,
          isUpper: textTransform === "uppercase",
        },
      ];
    }),
  );
  probe.remove();
  return letters;
}

function sizeOf(text, { font, apart, isUpper }) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = font;
  const words = isUpper ? text.textContent.toUpperCase() : text.textContent;
  const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = pen.measureText(words);
  return {
    width: width + apart * words.length,
    height: fontBoundingBoxAscent + fontBoundingBoxDescent,
  };
}

// Making elements. Words go in as text, never as markup: data cannot run.
/** @import { LocalWords } from "../state.js" */

export function element(tag, className = "", text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

// Plain text as nodes; *a word* between stars is in italics. Nothing is read as HTML.
export function emphasised(words) {
  return words.split(/\*([^*\n]+)\*/).map((run, n) => (n % 2 ? element("em", "", run) : run));
}

// The same in paragraphs.
export function paragraphs(host, words) {
  for (const piece of words.trim().split(/\n\s*\n/)) {
    const p = element("p");
    p.append(...emphasised(piece));
    host.append(p);
  }
}

export function button(text, label, onClick, className = "") {
  const made = Object.assign(element("button", className, text), { type: "button", title: label });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", onClick);
  return made;
}

// A question of which one answer can be chosen. `options` are pairs of a
// value and its words.
export function radioGroup(className, question, name, options, onChoose = () => {}) {
  const group = element("fieldset", className);
  group.append(element("legend", "", question));
  const inputs = options.map(([value, words]) => {
    const input = Object.assign(element("input"), { type: "radio", name, value });
    input.addEventListener("change", onChoose);
    const label = element("label");
    label.append(input, element("span", "", words));
    group.append(label);
    return input;
  });
  return { group, inputs };
}

// The second name of a place. `local` says in which language it is.
/** @param {LocalWords} local */
export function localName(text, local) {
  const looks = { lang: local.language, dir: local.direction };
  return Object.assign(element("span", "lk-local", text), looks);
}

// The shadow root of a widget, with its styles and its frame. JupyterLab takes keys before the page
// does; without the mark on the element, an arrow key on a slider would move to another cell.
export function prepare(el, css, frame) {
  el.dataset.lmSuppressShortcuts = "true";
  const root = el.shadowRoot || el.attachShadow({ mode: "open" });
  root.innerHTML = frame;
  adopt(root, css);
  return root;
}

const sheets = new Map();

// Give a root, or the document, these styles. A sheet is read once for all that have it; and a page
// whose policy forbids style elements can have it, too.
export function adopt(root, css) {
  if (!sheets.has(css)) {
    sheets.set(css, new CSSStyleSheet());
    sheets.get(css).replaceSync(css);
  }
  const sheet = sheets.get(css);
  if (!root.adoptedStyleSheets.includes(sheet))
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

// The level of a heading in a widget: one below the heading of the text above it.
export function levelIn(el) {
  const above = [...document.querySelectorAll("h1, h2, h3")].findLast(
    (one) => one.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return above ? Number(above.tagName[1]) + 1 : 3;
}

export function svgElement(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// A group at a point of a map, in map units. What is in it keeps its size on the screen.
export function groupAt(x, y, className = "") {
  return placeAt(svgElement("g", { class: className ? `lk-at ${className}` : "lk-at" }), x, y);
}

// A page may forbid style attributes; a script may write a style.
export function placeAt(group, x, y) {
  group.style.setProperty("--x", `${x}px`);
  group.style.setProperty("--y", `${y}px`);
  return group;
}

// Put words in, and only new ones: a screen reader speaks a status whenever it is written.
export function tell(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

// Gives what asks for a deed as soon as the frame that is due is on the screen, for one however often it
// is asked until then.
export function afterPaint(deed) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        isAsked = false;
        deed();
      }),
    );
  };
}

export function show(node, on) {
  if (on) node.removeAttribute("display");
  else node.setAttribute("display", "none");
}

// A shape that says of what kind something is; the words beside it say so, too.
export function signOf(outline) {
  const sign = svgElement("svg", { class: "lk-sign", viewBox: "0 0 10 10", "aria-hidden": true });
  sign.append(svgElement("path", { d: outline }));
  return sign;
}

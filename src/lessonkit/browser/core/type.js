// The faces and the sizes, for JupyterLab: a page of the site has them in its style sheet.
import { adopt } from "./dom.js";
import { markTerms, openTerms } from "./terms.js";
/** @import { Face } from "../state.js" */

let dressed = false;

/**
 * @param {Face[]} faces
 * @param {string} css
 */
export function loadType(faces, css) {
  if (dressed) return;
  dressed = true;
  adopt(document, css);
  for (const { family, style, weight, range, data } of faces) {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    const face = new FontFace(family, bytes, { style, weight, unicodeRange: range });
    document.fonts.add(face);
    face.load(); // a map measures its names before it writes them
  }
}

// The prose of a notebook gets the type of its widgets, and its key terms open; other notebooks keep
// what they have. `el` is the element of one of its widgets.
export function dressNotebook(el) {
  el.classList.add("lk-without-kernel");
  requestAnimationFrame(() => {
    const notebook = el.closest(".jp-Notebook");
    if (!notebook) return;
    notebook.classList.add("lk-lesson");
    markTerms(notebook);
  });
}

const opened = new WeakSet();

// JupyterLab takes what is out of sight off the page; the notebook itself still has the entries.
export function openTermsOf(manager) {
  const model = manager?.context?.model;
  if (!model?.cells || opened.has(model)) return;
  opened.add(model);
  openTerms((id) => {
    for (const cell of model.cells ?? [])
      for (let n = 0; n < (cell.outputs?.length ?? 0); n += 1) {
        const markup = cell.outputs.get(n).data["text/html"];
        if (!markup?.includes?.(`id="${id}"`)) continue;
        return new DOMParser().parseFromString(markup, "text/html").getElementById(id);
      }
    return null;
  });
}

// The faces and the sizes, for JupyterLab: a page of the site has them in its style sheet.
import { adopt } from "./dom.js";
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
    document.fonts.add(new FontFace(family, bytes, { style, weight, unicodeRange: range }));
  }
}

// The prose of a notebook gets the type of its widgets; other notebooks keep theirs.
export function dressNotebook(el) {
  requestAnimationFrame(() => el.closest(".jp-Notebook")?.classList.add("lk-lesson"));
}

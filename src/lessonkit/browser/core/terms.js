// A key term in the prose is a link to its entry in the list of terms. Here the entry opens beside the
// word: by a click, a tap or the keyboard. Escape, the word itself or a click elsewhere closes it.
import { element } from "./dom.js";

const WORD = "a[href^='#lk-term-']";
const notes = new WeakMap(); // of each word, the last that was opened
const isShown = (note) => note?.matches(":popover-open");

// Listen for words in a page. `entryOf` finds an entry that is not in the page just now.
export function openTerms(entryOf = (_id) => null) {
  const listen = (name, act) => document.addEventListener(name, act, true);
  const at = ({ target }) => target.closest?.(WORD);
  // A press closes a note that is open. The click that follows it must not open it again.
  let closes = false;
  listen("pointerdown", (event) => {
    closes = isShown(notes.get(at(event)));
  });
  listen("click", (event) => {
    const word = at(event);
    const id = word && decodeURIComponent(word.hash.slice(1));
    const entry = id && (document.getElementById(id) ?? entryOf(id));
    if (!entry) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // another notebook that is open listens, too
    if (isShown(notes.get(word))) notes.get(word).hidePopover();
    else if (!closes || !event.detail) open(word, entry);
  });
  listen("keydown", (event) => {
    if (event.key !== " " || !at(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    at(event).click();
  });
}

// Say of each word that it opens something; JupyterLab would take its keys.
export function markTerms(root) {
  for (const word of root.querySelectorAll(`${WORD}:not([role])`)) {
    word.role = "button";
    word.ariaExpanded = "false";
    word.dataset.lmSuppressShortcuts = "true";
  }
}

function open(word, entry) {
  markTerms(word.parentElement);
  const note = element("span", "lk-term-note");
  note.role = "note";
  note.popover = "auto";
  for (const [n, { textContent }] of entry.querySelectorAll("dd").entries())
    note.append(element(n ? "small" : "span", "", textContent)); // the meaning, its source
  word.after(note);
  notes.set(word, note);
  // The word knows at once: while a page is drawn, the event after it can come seconds later, and
  // a key that was pressed in between would be lost.
  note.addEventListener("beforetoggle", () => {
    word.ariaExpanded = `${!isShown(note)}`;
  });
  note.addEventListener("toggle", () => isShown(note) || note.remove());
  note.showPopover();
  place(note, word);
}

// Below the word, or above it where there is no room.
function place(note, word) {
  const at = [...word.getClientRects()].at(-1);
  const { width, height } = note.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const over = at.bottom + 6 + height > innerHeight && at.top > height;
  const top = over ? at.top - height - 6 : at.bottom + 6;
  Object.assign(note.style, { left: `${left + scrollX}px`, top: `${top + scrollY}px` });
}

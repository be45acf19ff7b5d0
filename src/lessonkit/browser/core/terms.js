// A key term in the prose is a link to its entry in the list of terms. Here the entry opens beside the
// word: by a click, a tap or the keyboard. Escape, the word itself or a click elsewhere closes it.
import { element } from "./dom.js";

const WORD = "a[href^='#lk-term-']";
const idOf = (word) => decodeURIComponent(word.hash.slice(1));
const entryHere = (id) => document.getElementById(id);
const notes = new WeakMap(); // of each word, the last that was opened
const isOpen = (word) => Boolean(notes.get(word)?.matches(":popover-open"));

// Listen for words in a page. `entryOf` finds an entry that is not in the page just now.
export function openTerms(entryOf = entryHere) {
  // A press closes a note that is open. The click that follows it must not open it again.
  let pressed = null;
  document.addEventListener(
    "pointerdown",
    ({ target }) => {
      const word = /** @type {Element} */ (target).closest?.(WORD);
      pressed = isOpen(word) ? word : null;
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      const word = /** @type {Element} */ (event.target).closest?.(WORD);
      const entry = word && (entryHere(idOf(word)) ?? entryOf(idOf(word)));
      if (!entry) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // another notebook that is open listens, too
      const closed = event.detail > 0 && word === pressed; // by its press already
      pressed = null;
      if (isOpen(word)) notes.get(word).hidePopover();
      else if (!closed) open(word, entry);
    },
    true,
  );
  document.addEventListener(
    "keydown",
    (event) => {
      const word = /** @type {HTMLElement} */ (event.target);
      if (event.key !== " " || !word.matches?.(WORD)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      word.click();
    },
    true,
  );
}

// Say of each word that it opens something; JupyterLab would take its keys.
export function markTerms(root) {
  for (const word of root.querySelectorAll(`${WORD}:not([role])`)) {
    word.setAttribute("role", "button");
    word.setAttribute("aria-expanded", "false");
    word.dataset.lmSuppressShortcuts = "true";
  }
}

function open(word, entry) {
  markTerms(word.parentElement);
  const note = element("span", "lk-term-note");
  note.setAttribute("role", "note");
  note.popover = "auto";
  const [meaning, source] = entry.querySelectorAll("dd");
  note.append(element("span", "", meaning.textContent));
  if (source) note.append(element("small", "", source.textContent));
  word.after(note);
  word.setAttribute("aria-expanded", "true");
  notes.set(word, note);
  const onClose = (name, act) =>
    note.addEventListener(name, (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "closed") act();
    });
  // The word knows at once: while a page is drawn, the event after it can come seconds later, and
  // a key that was pressed in between would be lost.
  onClose("beforetoggle", () => word.setAttribute("aria-expanded", "false"));
  onClose("toggle", () => note.remove());
  note.showPopover();
  place(note, word);
}

// Below the word, or above it where there is no room.
function place(note, word) {
  const at = [...word.getClientRects()].at(-1);
  const { width, height } = note.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const below = at.bottom + 6;
  note.style.left = `${left + scrollX}px`;
  const top = below + height > innerHeight && at.top > height ? at.top - height - 6 : below;
  note.style.top = `${top + scrollY}px`;
}

// A key term in the prose is a link to its entry in the list of terms. Here the entry opens beside the
// word: by a click, a tap or the keyboard. Escape, the word itself or a click elsewhere closes it.
import { element } from "./dom.js";

const WORD = "a[href^='#lk-term-']";
const idOf = (word) => decodeURIComponent(word.hash.slice(1));
const entryHere = (id) => document.getElementById(id);

// Listen for words in a page. `entryOf` finds an entry that is not in the page just now.
export function openTerms(entryOf = entryHere) {
  document.addEventListener(
    "click",
    (event) => {
      const word = /** @type {Element} */ (event.target).closest?.(WORD);
      const entry = word && (entryHere(idOf(word)) ?? entryOf(idOf(word)));
      if (!entry) return;
      event.preventDefault();
      event.stopPropagation();
      if (word.getAttribute("aria-expanded") !== "true") open(word, entry);
    },
    true,
  );
  document.addEventListener(
    "keydown",
    (event) => {
      const word = /** @type {HTMLElement} */ (event.target);
      if (event.key !== " " || !word.matches?.(WORD)) return;
      event.preventDefault();
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
  note.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") return;
    note.remove();
    // Not before the click that closed it has passed: it would open it again.
    setTimeout(() => word.setAttribute("aria-expanded", "false"));
  });
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

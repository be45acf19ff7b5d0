// Names of people as others see them: no sign hidden in one turns or hides the text around it.
// `classroom/names.py` does the same for the page of a class.

// Signs that nobody sees. Joiners are letters of a name between those of some scripts, and hold some
// pictures together; some flags have tags behind them.
const HIDDEN =
  /\u034f|[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|(?<![^\0-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\0-\x7f])|(?<![\u{1f3f4}\u{e0020}-\u{e007e}])[\u{e0000}-\u{e007f}]/gu;
// They turn the text that comes after them, also that of others.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
// Letters that run from the right to the left.
const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const [ISOLATE, END] = ["\u2068", "\u2069"];

const number = (sign) => `[U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`;

// A name with each sign that nobody sees written by its number.
export const shownName = (name) => name.replace(HIDDEN, number);

// The same within a sentence: whatever its script, the words around it stay where they are.
export function nameInSentence(name) {
  const shown = shownName(name);
  return LEFTWARD.test(shown) ? `${ISOLATE}${shown}${END}` : shown;
}

// Whether two names are one, however they were typed.
export const isAlike = (one, other) => folded(one) === folded(other);

const folded = (name) => name.normalize("NFC").toLowerCase();

// What somebody wrote, with what would turn the text after it written by its number.
export const shownWords = (words) => words.replace(TURNING, number);

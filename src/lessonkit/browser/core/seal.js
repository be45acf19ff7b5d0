// Salted hashes and scrambled text, as `exercises/seal.py` makes them. SHA-256 is written out here because
// the browser's own (crypto.subtle) is missing where a page comes over plain HTTP.

/** @import { ExerciseSpec } from "../state.js" */

const APART = "\x1f";
const LENGTH = 20;
// As in `seal.py`: the bytes 0x80 to 0xfe stand for them.
const PIECES = (
  ' and |","explanation":"|","paragraphs":[|, |, and |. |: |A |The |a |about |ag|al|am|an|' +
  "an |and |ar|as |at|at |be|ber|bo|by |ce |ch|ct|d |day|e |e, |ea|each |ed|ed |el|en|en |" +
  "er|er |es|es |fi|for |from |gh|ha|il|in|in |in the |ing |ion |is|is |it|it |its |l |la|" +
  "le|less|li|lo|ma|map |ment|n |name |ne|no|not |o |of |of the |ok|ol|om|on|on |one |op|" +
  "or|or |other |ou|oun|our |ow|pla|pr|ra|re|report|ri|s |s, |said |says |se|se |sh|side|" +
  "st|st |t |ta|th|that |the|the |the s|to|to |ts |two |un|ver|was |wh|what |which |wi|" +
  'with |y |{"answer":"'
).split("|");
const primes = [2];
for (let n = 3; primes.length < 64; n += 2) if (primes.every((p) => n % p)) primes.push(n);
// The first 32 bits of the fractional part of a number; of a cube root in two steps, for exactness.
const fraction = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const ROUND = primes.map((p) => fraction(Math.cbrt(p)));
const turn = (x, n) => (x >>> n) | (x << (32 - n));

// SHA-256 (FIPS 180-4) of bytes, as bytes.
export function sha256(bytes) {
  const length = bytes.length;
  const padded = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, length << 3);
  const state = START.slice();
  const words = new Int32Array(64);
  for (let at = 0; at < padded.length; at += 64) compress(state, words, view, at);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, n) => out.setInt32(4 * n, word));
  return new Uint8Array(out.buffer);
}

function compress(state, words, view, at) {
  for (let n = 0; n < 16; n += 1) words[n] = view.getInt32(at + 4 * n);
  for (let n = 16; n < 64; n += 1) {
    const [a, b] = [words[n - 15], words[n - 2]];
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    words[n] = (words[n - 16] + s0 + words[n - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let n = 0; n < 64; n += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[n] + words[n]) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, n) => {
    state[n] = (state[n] + value) | 0;
  });
}

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (text) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const encode = (text) => new TextEncoder().encode(text);

export const sha256Text = (text) => hex(sha256(encode(text)));
export const sha256Base64 = (text) => btoa(String.fromCharCode(...sha256(encode(text))));

export class Seal {
  constructor(salt) {
    this.salt = salt;
  }

  hash(...parts) {
    return sha256Text([this.salt, ...parts].join(APART)).slice(0, LENGTH);
  }

  unscramble(scrambled, ...key) {
    const seed = [this.salt, "text", ...key].join(APART);
    const data = bytesOf(atob(scrambled));
    let block;
    const mixed = data.map((byte, n) => {
      if (n % 32 === 0) block = sha256(encode(`${seed}${APART}${n / 32}`));
      return byte ^ block[n % 32];
    });
    const whole = Array.from(mixed, (byte) => String.fromCharCode(byte))
      .join("")
      .replace(
        /\xff([^\xff]*)\xff|[\x80-\xfe]/g,
        (code, other) => other ?? PIECES[code.charCodeAt(0) - 0x80],
      );
    return new TextDecoder().decode(bytesOf(whole));
  }

  // The words for an answer, if there are any.
  /** @param {ExerciseSpec} spec */
  message(spec, ...parts) {
    const found = spec.messages[this.hash(...parts)];
    return found && this.unscramble(found, ...parts);
  }

  // Whether an answer, or this part of it, is right.
  /** @param {ExerciseSpec} spec */
  isRight(spec, ...parts) {
    return spec.right.includes(this.hash(...parts));
  }

  /** @param {ExerciseSpec} spec */
  model(spec) {
    return JSON.parse(this.unscramble(spec.model, "model"));
  }
}

// The answers of one lesson: kept in the browser under the lesson's id and version, and told to
// every exercise and strip on the page. Each notebook has its own copy of this script, so the store
// itself hangs on the window.
import STATES from "../../exercises/states.json" with { type: "json" };
/** @import { ExerciseListed, LessonName, AnswerRecord } from "../state.js" */

const PREFIX = "lessonkit";
const EMPTY = Object.freeze({ attempts: [], hints: 0, shown: false, draft: null, at: "" });

// The store of a lesson, `{ id, version, title }`.
/** @param {LessonName} lesson */
export function storeOf(lesson) {
  const key = `${PREFIX}/${lesson.id}/${lesson.version}`;
  const stores = (globalThis[Symbol.for(PREFIX)] ??= new Map());
  if (!stores.has(key)) stores.set(key, new Store(lesson, key));
  return stores.get(key);
}

class Store {
  /** @param {LessonName} lesson */
  constructor(lesson, key) {
    this.lesson = lesson;
    this.key = key;
    this.listeners = new Set();
    this.shown = new Map(); // what is on the page now: views of exercises and maps, by id
    this.records = {};
    this.name = "";
    this.emptied = ""; // when everything was deleted; a record from before does not count
    this.kept = true; // whether the browser keeps what is written
    this.read();
    this.kept = keeps(key);
    // Another tab with the same lesson wrote.
    addEventListener("storage", (event) => {
      if (event.key !== key && event.key !== null) return;
      if (event.newValue === null) this.forget("");
      // Written only if something is missing there: else two tabs would answer each other for ever.
      if (this.read()) this.write();
      this.tell();
    });
  }

  // Take in what the browser keeps; say whether it lacks something.
  read() {
    const found = inBrowser(this.key);
    const records = found.records ?? {};
    if (found.emptied > this.emptied) this.forget(found.emptied);
    for (const [id, record] of Object.entries(records)) {
      if (this.counts(record)) this.records[id] = merged(this.records[id], record);
    }
    if (this.kept && typeof found.name === "string") this.name = found.name;
    return (
      (found.emptied ?? "") < this.emptied ||
      Object.entries(this.records).some(([id, { at }]) => records[id]?.at !== at)
    );
  }

  write() {
    const { name, emptied, records } = this;
    try {
      localStorage.setItem(this.key, JSON.stringify({ name, emptied, records }));
      this.kept = true;
    } catch {
      this.kept = false; // a private window, or storage that is blocked or full
    }
  }

  get(id) {
    return this.records[id] ?? EMPTY;
  }

  /** @param {AnswerRecord} record */
  counts(record) {
    return isRecord(record) && record.at >= this.emptied;
  }

  // Change the record of an exercise, keep it, and tell everybody.
  set(id, changes) {
    this.read(); // another tab may have written a moment ago
    const before = this.get(id);
    this.records[id] = { ...before, ...changes, at: after(before.at, this.emptied) };
    this.write();
    this.tell(id);
  }

  addAttempt(id, attempt) {
    this.set(id, { attempts: [...this.get(id).attempts, attempt], draft: attempt.answer });
  }

  // Take in a record from elsewhere: the saved notebook, a file.
  take(id, record) {
    if (!this.counts(record)) return;
    const next = merged(this.records[id], record);
    if (same(next, this.records[id])) return;
    this.records[id] = next;
    this.write();
    this.tell(id);
  }

  // Take in a record that the student asks for: also where everything was deleted since.
  restore(id, record) {
    const { attempts, hints, at } = this.get(id);
    const deleted = !attempts.length && !hints && record.at < (at || this.emptied);
    if (deleted) this.set(id, record);
    else this.take(id, record);
  }

  setName(name) {
    this.read();
    this.name = name;
    this.write();
    this.tell();
  }

  reset() {
    this.forget(after(this.emptied, ...Object.values(this.records).map(({ at }) => at)));
    this.write();
    this.tell();
  }

  forget(emptied) {
    Object.assign(this, { emptied, records: {}, name: "" });
  }

  listen(tell) {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  }

  tell(id) {
    const now = [...this.listeners]; // one may take itself off
    for (const listener of now) listener(id);
  }
}

/** @param {AnswerRecord} record */
export function stateOf(record) {
  if (record.attempts.some((attempt) => attempt.right)) return "right";
  return record.attempts.length ? "not yet" : "not attempted";
}

// A state in words: what a student judges alone is not called right.
export const nameOf = (kind, state) => (kind === "text" ? STATES[state].own : state);

export const signOf = (state) => STATES[state].sign;

// How many exercises are done, and the minutes of the others: of those for everybody, and of the extra
// ones that a class may leave out.
/** @param {ExerciseListed[]} exercises */
export function tallyOf(store, exercises) {
  const part = (wanted) => {
    const mine = exercises.filter(({ extra }) => Boolean(extra) === wanted);
    const open = mine.filter(({ id }) => stateOf(store.get(id)) !== "right");
    return {
      open,
      all: mine.length,
      done: mine.length - open.length,
      minutes: open.reduce((sum, one) => sum + one.minutes, 0),
    };
  };
  return { core: part(false), extra: part(true) };
}

/** @param {AnswerRecord} record */
export function isRecord(record) {
  return (
    record !== null &&
    typeof record === "object" &&
    Array.isArray(record.attempts) &&
    record.attempts.every((one) => typeof one?.at === "string" && typeof one.right === "boolean") &&
    Number.isInteger(record.hints) &&
    record.hints >= 0 &&
    typeof record.at === "string"
  );
}

// Whether the browser keeps anything. Tried beside the answers, never on them: what a page reads while
// it loads can be older than what another page wrote a moment ago, and must not be put in its place.
function keeps(key) {
  try {
    localStorage.setItem(`${key}/try`, "");
    localStorage.removeItem(`${key}/try`);
    return true;
  } catch {
    return false; // a private window, or storage that is blocked or full
  }
}

// What the browser keeps. Where it cannot be read, nothing: the next answer writes it anew.
function inBrowser(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

// Now, or a moment after these times: two things can happen in one millisecond, and a clock may have
// been put back.
export function after(...times) {
  const ends = times.map((time) => (Date.parse(time) || 0) + 1);
  return new Date(Math.max(Date.now(), ...ends)).toISOString();
}

// The later record counts.
function merged(mine, other) {
  if (!mine) return other;
  return other.at > mine.at ? other : mine;
}

export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// The people of a lesson in this browser. Each has an id, made once, so that two of one name stay two.
// What somebody did stands under that id; the answers of one never touch those of another.
import { after, EMPTY, isRecord, merged, same } from "./record.js";
/** @import { AnswerRecord, LessonName } from "../state.js" */

const PEOPLE = Symbol.for("lessonkit.people"); // each notebook has its own copy of this script
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const ROOM = 20_000; // characters: a few tries at a long answer
const SOON = 1000; // ms: what another page wrote a moment ago has come by then
const PLACES = [sessionStorageOrNone, localStorageOrNone]; // of the tab, and what outlives it

/** @param {LessonName} lesson */
export function peopleOf(lesson) {
  const key = `lessonkit/${lesson.id}/${lesson.version}`;
  const all = (globalThis[PEOPLE] ??= new Map());
  if (!all.has(key)) all.set(key, new People(key));
  return all.get(key);
}

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => LETTERS[byte % 36]).join("");

// One person. Without a key, one of whom only a file knows: nothing of it is kept in the browser.
export class Person {
  constructor(id, key = "") {
    this.id = id;
    this.key = key;
    this.name = "";
    /** @type {Record<string, AnswerRecord>} */
    this.records = {};
    this.emptied = ""; // when everything was deleted; a record from before does not count
    this.read();
  }

  get begun() {
    return this.name !== "" || Object.keys(this.records).length > 0;
  }

  // Somebody who deleted everything does not come back to life: who begins then is another.
  get ended() {
    return this.emptied !== "" && !this.begun;
  }

  // When the last change was.
  get last() {
    return Object.values(this.records).reduce((last, { at }) => (at > last ? at : last), "");
  }

  // Take in what the browser keeps; say whether it lacks something.
  read() {
    if (!this.key) return false;
    // A page may find the storage empty, and what it writes there is lost, though the next page has
    // all again: seen of Chromium, on a busy computer, in pages from a disk. The tab has a copy.
    const [tab, kept] = PLACES.map((place) => inBrowser(place(), this.key));
    for (const { emptied } of [tab, kept]) if (emptied > this.emptied) this.forget(emptied);
    for (const { name, emptied, records } of [tab, kept]) {
      for (const [id, record] of Object.entries(records ?? {})) {
        if (this.counts(record)) this.records[id] = merged(this.records[id], record);
      }
      if (typeof name === "string" && (emptied ?? "") >= this.emptied) this.name = name;
    }
    return (
      (kept.emptied ?? "") < this.emptied ||
      (kept.name === undefined && this.name !== "") ||
      Object.entries(this.records).some(([id, { at }]) => kept.records?.[id]?.at !== at)
    );
  }

  // Say whether it is kept for longer than this tab.
  write() {
    const { name, emptied, records } = this;
    return PLACES.map((place) => keep(place(), this.key, { name, emptied, records })).at(-1);
  }

  get(id) {
    return this.records[id] ?? EMPTY;
  }

  counts(record) {
    return isRecord(record) && record.at >= this.emptied;
  }

  // Change the record of an exercise.
  set(id, changes) {
    const before = this.get(id);
    this.records[id] = { ...before, ...changes, at: after(before.at, this.emptied) };
  }

  // Take in a record from elsewhere; say whether that changed something.
  take(id, record) {
    if (!this.counts(record)) return false;
    const next = merged(this.records[id], record);
    if (same(next, this.records[id])) return false;
    this.records[id] = next;
    return true;
  }

  // Take in all that another has: the same person, as it turned out.
  join(other) {
    for (const [id, record] of Object.entries(other.records)) this.take(id, record);
    this.name ||= other.name;
  }

  forget(emptied) {
    Object.assign(this, { emptied, records: {}, name: "" });
  }
}

class People {
  constructor(key) {
    this.key = key;
    /** @type {Map<string, Person>} */
    this.known = new Map();
    this.listeners = new Set();
    this.kept = keeps(key); // whether the browser keeps what is written
    // Who works in this tab: it outlives a reload and the way to another page, not the tab. In a tab
    // that nobody has worked in, it is somebody new.
    /** @type {string | undefined} */
    this.now = undefined;
    this.chosen = false; // whether somebody said so
    this.worked = false; // whether anybody did anything in this tab
    this.recall();
    this.now ??= this.newcomer();
    this.remember();
    addEventListener("storage", (event) => this.hear(event)); // another tab wrote
    // Who goes back may find the page as it was left, before somebody else was chosen on another one.
    addEventListener("pageshow", ({ persisted }) => persisted && this.comeBack());
    setTimeout(() => this.hearOf(this.current), SOON); // only the tab may have kept it
  }

  get(id) {
    if (!this.known.has(id)) this.known.set(id, new Person(id, `${this.key}/person/${id}`));
    return this.known.get(id);
  }

  get current() {
    if (this.get(this.now).ended) {
      this.now = this.newcomer();
      this.remember();
    }
    return this.get(this.now);
  }

  // Somebody of whom this browser knows, or null.
  find(id) {
    const one = this.get(id);
    return one.begun || one.ended ? one : null;
  }

  // Everybody of whom this browser has a name or an answer, the last first.
  all() {
    const prefix = `${this.key}/person/`;
    const kept = PLACES.flatMap((place) => keysOf(place())).filter((key) => key.startsWith(prefix));
    const ids = new Set([...this.known.keys(), ...kept.map((key) => key.slice(prefix.length))]);
    return [...ids]
      .map((id) => this.get(id))
      .filter(({ begun }) => begun)
      .toSorted((a, b) => (a.last < b.last ? 1 : -1));
  }

  // The id of who begins next here: the same in each tab, so that two tabs, opened before anything was
  // done, do not make two of one student.
  newcomer() {
    const place = localStorageOrNone();
    const { id } = inBrowser(place, `${this.key}/new`);
    if (typeof id === "string" && !this.find(id)) return id;
    const made = newId();
    keep(place, `${this.key}/new`, { id: made });
    return made;
  }

  choose(id) {
    this.pick(id);
    this.tell();
  }

  pick(id) {
    this.now = id;
    this.chosen = true;
    this.remember();
  }

  works() {
    if (this.worked) return;
    this.worked = true;
    this.remember();
  }

  remember() {
    const { now: person, chosen, worked } = this;
    keep(sessionStorageOrNone(), this.key, { person, chosen, worked });
  }

  recall() {
    const { person, chosen, worked } = inBrowser(sessionStorageOrNone(), this.key);
    if (typeof person !== "string") return;
    Object.assign(this, { now: person, chosen: chosen === true, worked: worked === true });
  }

  comeBack() {
    this.recall();
    for (const one of this.known.values()) one.read();
    this.tell();
  }

  // Keep somebody of whom only a file knew.
  adopt(guest) {
    const one = this.get(guest.id);
    one.join(guest);
    this.write(one);
    return one;
  }

  // What one has becomes another's: it turned out to be the same person.
  join(from, to) {
    to.join(from);
    this.write(to);
    this.empty(from);
    this.tell(to.id);
  }

  empty(person) {
    person.forget(after(person.emptied, person.last));
    this.write(person);
    this.tell(person.id);
  }

  write(person) {
    this.kept = person.write();
  }

  // Other versions of the lesson to which this browser has answers. They are not shown with this one.
  get otherVersions() {
    const parts = this.key.split("/");
    const found = keysOf(localStorageOrNone())
      .map((key) => ({ key, at: key.split("/") }))
      .filter(({ at }) => at[0] === parts[0] && at[1] === parts[1] && at[3] === "person")
      .filter(({ at }) => at[2] !== parts[2])
      .filter(({ key }) => hasRecords(inBrowser(localStorageOrNone(), key)))
      .map(({ at }) => at[2]);
    return [...new Set(found)].toSorted();
  }

  /** @param {StorageEvent} event */
  hear({ key, newValue }) {
    const prefix = `${this.key}/person/`;
    if (key === null) for (const one of this.known.values()) this.hearOf(one, newValue);
    else if (!key.startsWith(prefix)) return;
    else this.hearOf(this.get(key.slice(prefix.length)), newValue);
    this.tell();
  }

  // Who deletes answers in the lesson says so in `emptied`. What is gone without it was taken away by
  // something else, such as another page from the same disk: it is written again from memory.
  hearOf(person, text = "") {
    // Written only if something is missing there: else two tabs would answer each other for ever.
    if (person.read() || (text === null && person.begun)) this.write(person);
  }

  listen(tell) {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  }

  // Tell that the record of an exercise of a person changed; without one, all that the person has;
  // without a person, who works here.
  tell(person, id) {
    for (const listener of this.listeners) listener(person, id);
  }
}

// ---- What a browser keeps -----------------------------------------------------------------------

// Even to ask for it can be forbidden.
function localStorageOrNone() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function sessionStorageOrNone() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

// Whether it keeps anything, and has room for a long answer: storage that is full to the last letters
// would keep a name and lose what is written. Tried beside the answers, never on them: what a page reads
// while it loads can be older than what another page wrote a moment ago, and must not be put in its place.
function keeps(key) {
  const place = localStorageOrNone();
  const kept = keep(place, `${key}/try`, "x".repeat(ROOM));
  if (kept) place.removeItem(`${key}/try`);
  return kept;
}

// Say whether it is kept: a private window, or storage that is blocked or full, keeps nothing.
function keep(place, key, value) {
  try {
    place.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

// Where nothing can be read, nothing: the next answer writes it anew.
function inBrowser(place, key) {
  try {
    const found = JSON.parse(place.getItem(key));
    return found !== null && typeof found === "object" ? found : {};
  } catch {
    return {};
  }
}

const hasRecords = ({ records }) => Object.values(records ?? {}).some(isRecord);

function keysOf(place) {
  try {
    return Object.keys(place);
  } catch {
    return [];
  }
}

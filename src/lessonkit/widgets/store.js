// The answers of one lesson: kept in the browser under the lesson's id and version, and told to
// every exercise and strip on the page. Each notebook has its own copy of this script, so the store
// itself hangs on the window.

const PREFIX = "lessonkit";
const EMPTY = Object.freeze({ attempts: [], hints: 0, shown: false, draft: null, at: "" });

// The store of a lesson, `{ id, version, title }`.
export function storeOf(lesson) {
  const key = `${PREFIX}/${lesson.id}/${lesson.version}`;
  const stores = globalThis[Symbol.for(PREFIX)] ??= new Map();
  if (!stores.has(key)) stores.set(key, new Store(lesson, key));
  return stores.get(key);
}

class Store {
  constructor(lesson, key) {
    this.lesson = lesson;
    this.key = key;
    this.listeners = new Set();
    this.shown = new Map(); // what is on the page now: views of exercises and maps, by id
    this.records = {};
    this.name = "";
    this.kept = true; // whether the browser keeps what is written
    this.read();
    // Another tab with the same lesson wrote.
    addEventListener("storage", (event) => {
      if (event.key !== key && event.key !== null) return;
      if (event.newValue === null) Object.assign(this, { records: {}, name: "" });
      this.read();
      this.tell();
    });
  }

  read() {
    try {
      const found = JSON.parse(localStorage.getItem(this.key) ?? "{}");
      for (const [id, record] of Object.entries(found.records ?? {})) {
        if (isRecord(record)) this.records[id] = merged(this.records[id], record);
      }
      if (typeof found.name === "string") this.name = found.name;
    } catch {
      // What is there cannot be read: it is written anew with the next answer.
    }
    this.write();
  }

  write() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ name: this.name, records: this.records }));
      this.kept = true;
    } catch {
      this.kept = false; // a private window, or storage that is blocked or full
    }
  }

  get(id) {
    return this.records[id] ?? EMPTY;
  }

  // Change the record of an exercise, keep it, and tell everybody.
  set(id, changes) {
    this.records[id] = { ...this.get(id), ...changes, at: new Date().toISOString() };
    this.write();
    this.tell(id);
  }

  addAttempt(id, attempt) {
    this.set(id, { attempts: [...this.get(id).attempts, attempt], draft: attempt.answer });
  }

  // Take in a record from elsewhere: the saved notebook, another tab, a file.
  take(id, record) {
    if (!isRecord(record)) return;
    const next = merged(this.records[id], record);
    if (same(next, this.records[id])) return;
    this.records[id] = next;
    this.write();
    this.tell(id);
  }

  setName(name) {
    this.name = name;
    this.write();
    this.tell();
  }

  reset() {
    for (const id of Object.keys(this.records)) this.records[id] = { ...EMPTY, at: new Date().toISOString() };
    this.name = "";
    this.write();
    this.tell();
  }

  listen(tell) {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  }

  tell(id) {
    for (const listener of [...this.listeners]) listener(id);
  }
}

export function stateOf(record) {
  if (record.attempts.some((attempt) => attempt.right)) return "right";
  return record.attempts.length ? "not yet" : "not attempted";
}

export function isRecord(record) {
  return record !== null && typeof record === "object" && Array.isArray(record.attempts) &&
    record.attempts.every((one) => typeof one?.at === "string" && typeof one.right === "boolean") &&
    Number.isInteger(record.hints) && typeof record.at === "string";
}

// The later record counts. One that was emptied on purpose stays empty until something newer comes.
function merged(mine, other) {
  if (!mine) return other;
  return other.at > mine.at ? other : mine;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

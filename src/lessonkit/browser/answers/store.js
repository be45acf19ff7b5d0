// Whose answers a document shows, and these answers, told to every exercise and strip in it.
//
// A document is a notebook of JupyterLab, or a page. What its file has brought along is shown as it is,
// and this browser keeps nothing of it until somebody changes it: a teacher may open the notebooks of a
// class one after the other. Where the file has brought nothing, it shows who works in this tab.
import { put } from "../core/model.js";
import { peopleOf, Person } from "./people.js";
import { isRecord } from "./record.js";
/** @import { LessonName } from "../state.js" */

const STORES = Symbol.for("lessonkit"); // each notebook has its own copy of this script
const OTHERS = ""; // what is told when only others changed: no id of an exercise

// The store of a lesson, `{ id, version, title }`, in the document of a widget manager.
/** @param {LessonName} lesson */
export function storeOf(lesson, manager) {
  const place = manager?.context ? manager : globalThis;
  const stores = (place[STORES] ??= new Map());
  const people = peopleOf(lesson);
  if (!stores.has(people.key)) stores.set(people.key, new Store(lesson, people, manager));
  return stores.get(people.key);
}

class Store {
  /** @param {LessonName} lesson */
  constructor(lesson, people, manager) {
    this.lesson = lesson;
    this.people = people;
    this.listeners = new Set();
    this.leaving = new Set(); // what is done before somebody else is shown
    this.shown = new Map(); // what is on the page now: views of exercises, by id
    this.models = new Set(); // the models of its exercises, also of those that are not drawn
    this.guests = new Map(); // people of whom only this file knows, by id
    /** @type {Person | null} */
    this.own = null; // whose answers the file has brought, until somebody else is chosen
    this.touched = false; // whether anybody has done anything here
    this.seen = ""; // whose answers were told last
    const stop = people.listen((person, id) =>
      manager?.isDisposed ? stop() : this.hear(person, id),
    );
  }

  get person() {
    if (this.own?.ended) this.own = null;
    return this.own ?? this.people.current;
  }

  get name() {
    return this.person.name;
  }

  get kept() {
    return this.people.kept;
  }

  // Whether what is shown came with the file, and is kept nowhere else.
  get guest() {
    return this.own !== null && this.own.key === "";
  }

  // Whether it must be asked who works here: there are answers of others, and nobody has said it.
  get asking() {
    const { id } = this.person;
    return !this.own && !this.people.chosen && this.people.all().some((one) => one.id !== id);
  }

  // Whether another tab began what is shown, and nobody has said in this one who works here.
  get begunElsewhere() {
    const { chosen, worked } = this.people;
    return !this.own && !chosen && !worked && this.person.begun;
  }

  get(id) {
    return this.person.get(id);
  }

  // ---- What somebody does -----------------------------------------------------------------------

  // Change the record of an exercise, keep it, and tell everybody.
  set(id, changes) {
    const person = this.worker();
    person.set(id, changes);
    this.written(person, id);
  }

  addAttempt(id, attempt) {
    this.set(id, { attempts: [...this.get(id).attempts, attempt], draft: attempt.answer });
  }

  // Take in a record of this person from elsewhere.
  take(id, record) {
    const person = this.worker();
    if (person.take(id, record)) this.written(person, id);
  }

  // Take in a record that the student asks for: also where everything was deleted since.
  restore(id, record) {
    const { attempts, hints, at } = this.get(id);
    const deleted = !attempts.length && !hints && record.at < (at || this.person.emptied);
    if (deleted) this.set(id, record);
    else this.take(id, record);
  }

  setName(name) {
    const person = this.worker();
    person.name = name;
    if (name) this.people.choose(person.id);
    this.written(person);
  }

  // Delete all that this person did. Who begins then is another.
  reset() {
    const person = this.worker();
    this.own = null;
    this.people.empty(person);
    this.tell();
  }

  // Show the answers of somebody else, known here or not. Nothing is deleted.
  become(id) {
    for (const leave of this.leaving) leave();
    if (this.guest) this.people.adopt(this.own);
    this.own = null;
    this.touched = true;
    this.people.choose(id);
  }

  fresh() {
    this.become(this.people.newcomer());
  }

  // Who does something here: now this browser keeps it.
  worker() {
    this.touched = true;
    const person = this.guest ? this.people.adopt(this.own) : this.person;
    person.read(); // another tab may have written a moment ago
    if (!this.own) {
      this.people.works();
      return person;
    }
    this.own = person;
    if (!this.people.chosen && !this.people.current.begun) this.people.pick(person.id);
    if (this.people.now === person.id) this.own = null;
    return person;
  }

  written(person, id) {
    this.people.write(person);
    this.people.tell(person.id, id);
  }

  // ---- The file ---------------------------------------------------------------------------------

  // A model of an exercise of this document. Returns what forgets it.
  enroll(model) {
    this.models.add(model);
    this.bring(model);
    this.note();
    return () => this.models.delete(model);
  }

  // What the file has of an exercise, and of whom. Of several people, who changed something last.
  bring(model) {
    const { person: id, name, ...record } = model.get("record") ?? {};
    if (typeof id !== "string" || !id || !isRecord(record)) return;
    const whose = this.people.find(id) ?? this.guestOf(id, name);
    if (!whose.counts(record)) return; // it was deleted since
    const news = whose.take(model.get("spec").id, record);
    if (news && whose.key) this.people.write(whose);
    const before = this.own;
    if (!this.touched && (!before || record.at > before.last)) this.own = whose;
    if (this.own !== before) this.tell();
    else if (news) this.people.tell(id, model.get("spec").id);
  }

  guestOf(id, name) {
    if (!this.guests.has(id)) this.guests.set(id, new Person(id));
    const guest = this.guests.get(id);
    if (typeof name === "string") guest.name = name;
    return guest;
  }

  // What the file will have when it is saved: what this person did, and nothing of others. As long as
  // nobody has done anything here, the file says whose it is: what it has of others stays, and where it
  // has nothing of anybody it gets nothing.
  note() {
    const { id: person, name } = this.person;
    for (const model of this.models) {
      const { id } = model.get("spec");
      const before = model.get("record") ?? {};
      const strange = before.person !== undefined && before.person !== person;
      if (!this.touched && (strange || !this.own)) continue;
      if (strange) this.keepAside(id, before);
      const record = this.get(id);
      const now = record.at ? { ...record, person, name } : {};
      if (["at", "person", "name"].some((key) => (before[key] ?? "") !== (now[key] ?? "")))
        put(model, "record", now);
    }
  }

  // What somebody else did is not lost when it leaves the file.
  keepAside(id, { person, name, ...record }) {
    const whose = this.people.get(person);
    if (!whose.take(id, record)) return;
    whose.name ||= name ?? "";
    this.people.write(whose);
  }

  // ---- News -------------------------------------------------------------------------------------

  hear(person, id) {
    const now = this.person.id;
    if (person === undefined || now !== this.seen) this.tell();
    else this.tell(person === now ? id : OTHERS);
  }

  listen(tell) {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  }

  tell(id) {
    this.seen = this.person.id;
    this.note();
    const now = [...this.listeners]; // one may take itself off
    for (const listener of now) listener(id);
  }
}

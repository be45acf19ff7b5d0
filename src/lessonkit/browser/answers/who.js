// "Who works here?": the people of whom this browser has answers, and a fresh start.
import { element } from "../core/dom.js";
import { shownName } from "./names.js";
/** @import { Person } from "./people.js" */

const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

// A name stands apart from the words around it, whatever its script.
export const nameNode = (name) => element("bdi", "", shownName(name));

// What ends a sentence after a name; "Ana K." has it.
export const stopAfter = (name) => (name.endsWith(".") ? "" : ".");

// Whose answers a document shows, as nodes.
export function whoseOf(store) {
  const { name, begun } = store.person;
  if (store.asking) return ["Who works here?"];
  if (!begun) return ["Nobody has answered here yet."];
  if (!name) return ["These answers have no name yet."];
  return [
    "Answers of ",
    nameNode(name),
    store.guest ? ", as this file has them." : stopAfter(name),
  ];
}

/** @param {Person} person */
function about(person) {
  const done = Object.values(person.records).filter(({ attempts }) => attempts.length).length;
  const day = Number.isNaN(Date.parse(person.last))
    ? ""
    : `, ${WHEN.format(new Date(person.last))}`;
  return `${done} answered${day}`;
}

// A few ways to go on, in place; the keyboard stays where it is. Each way is `[words, deed]`.
export function ask(host, question, ways) {
  host.querySelector(".lk-confirm")?.remove();
  const box = element("div", "lk-confirm");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", question);
  const last = host.getRootNode().activeElement;
  const close = () => {
    box.remove();
    last?.focus();
  };
  const buttons = ways.map(([words, deed]) => {
    const made = Object.assign(element("button", "lk-tool", words), { type: "button" });
    made.addEventListener("click", () => {
      close();
      deed?.();
    });
    return made;
  });
  box.append(element("p", "", question), ...buttons);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  host.append(box);
  buttons[0].focus();
}

// Let somebody say who works here, in `host`; `after` is called when it is said.
export function askWho(host, store, after = () => {}) {
  const box = element("div", "lk-who");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Who works here?");
  const people = store.people.all();
  const list = element("ul");
  for (const person of people) {
    const item = element("li");
    item.append(rowOf(person, () => choose(host, store, person, after)));
    list.append(item);
  }
  const fresh = Object.assign(element("button", "lk-person", "I am new here"), { type: "button" });
  fresh.addEventListener("click", () => {
    host.replaceChildren();
    store.fresh();
    after();
  });
  box.append(
    element("b", "", "Who works here?"),
    element(
      "p",
      "",
      "This browser keeps answers. Choose your name, or begin as somebody new. Nothing is deleted.",
    ),
    list,
    fresh,
  );
  host.replaceChildren(box);
  return box;
}

function rowOf(person, onClick) {
  const made = Object.assign(element("button", "lk-person"), { type: "button" });
  made.append(
    person.name ? nameNode(person.name) : "No name",
    " ",
    element("small", "", about(person)),
  );
  made.addEventListener("click", onClick);
  return made;
}

// What was answered before somebody said who it is may be this person's, too.
function choose(host, store, person, after) {
  const before = store.asking ? store.person : null;
  const end = () => {
    host.replaceChildren();
    after();
  };
  const go = (together) => {
    store.become(person.id);
    if (together) store.people.join(before, person);
    end();
  };
  if (!before?.begun || before === person) go(false);
  else
    ask(host, "Something was answered here before you chose a name. Is it yours, too?", [
      ["It is mine: put it with my answers", () => go(true)],
      ["It is not mine: keep it apart", () => go(false)],
    ]);
}

// Relations in sentences: the list of one actor, an index of all, and the table of a whole day.
import { shortDay, isoDay } from "../core/dates.js";
import { element } from "../core/dom.js";
import { markOf } from "./matrix.js";
import { daysInWords, KINDS, onStep, relationInWords, sureInWords } from "./words.js";

const HEADS = { with: "With", against: "Against", talks: "In talks with" };

export function writeList(host, known, id, day) {
  host.replaceChildren();
  if (!id) return;
  const { actors } = known.spec;
  host.append(element("h4", "", `${known.labels.get(id)} ${onStep(day, known.spec.step)}`));
  const others = actors
    .filter((other) => other.id !== id)
    .map((other) => ({ ...other, row: known.at(id, other.id, day) }));
  for (const kind of KINDS) {
    const found = others.filter(({ row }) => row?.relation === kind);
    if (!found.length) continue;
    const head = element("h5");
    head.append(markOf(kind), `${HEADS[kind]} (${found.length})`);
    const list = element("ul");
    list.append(...found.map(({ label, row }) => sentenceOf(known, label, row)));
    host.append(head, list);
  }
  const rest = others.filter(({ row }) => !row).map(({ label }) => label);
  if (rest.length)
    host.append(
      element(
        "p",
        "lk-rest",
        `For this ${known.spec.step} nothing is known to us about it and these: ${rest.join("; ")}. That does not mean that nothing happened.`,
      ),
    );
}

function sentenceOf(known, label, row) {
  const item = element("li");
  const note = element("span", "lk-note", ` ${sureInWords(known, row)} Source: `);
  note.append(...sourcesOf(known, row), ".");
  item.append(element("b", "", label), `${daysInWords(row)}. ${row.text}`, note);
  return item;
}

function sourcesOf({ spec }, row) {
  return row.sources.flatMap((id, n) => {
    const [citation, url] = spec.sources[id];
    const made = url
      ? Object.assign(element("a", "", citation), { href: url, target: "_blank", rel: "noopener" })
      : citation;
    return n ? ["; ", made] : [made];
  });
}

// Where there is no room for the matrix: each actor with how many relations of each kind.
export function buildIndex(host, known, onChoose) {
  const { actors } = known.spec;
  const made = actors.map(({ id, label }) => {
    const item = element("li");
    const open = Object.assign(element("button", ""), { type: "button" });
    const counts = element("span", "lk-counts");
    open.append(element("span", "", label), counts);
    open.addEventListener("click", () => onChoose(id));
    item.append(open);
    return { id, item, counts };
  });
  host.append(...made.map(({ item }) => item));
  return (day) => {
    for (const { id, counts } of made) {
      const rows = actors.map((other) => known.at(id, other.id, day)).filter(Boolean);
      counts.replaceChildren(
        ...KINDS.flatMap((kind) => {
          const count = rows.filter(({ relation }) => relation === kind).length;
          return count ? [markOf(kind), `${count} ${kind === "talks" ? "in talks" : kind} `] : [];
        }),
      );
    }
  };
}

const COLUMNS = [
  "Actor",
  "Other actor",
  "Relation",
  "When",
  "What",
  "Who says so, how sure",
  "Source",
];

// The table of a day, made only while it is open.
export function buildTable(details, known) {
  const box = details.querySelector("div");
  let day = known.first;
  const show = (now = day) => {
    day = now;
    if (!details.open) return;
    const table = element("table");
    table.append(
      element("caption", "", `${known.spec.title}: ${shortDay(isoDay(day, known.spec.step))}`),
    );
    const [head, top, body] = ["thead", "tr", "tbody"].map((tag) => element(tag));
    top.append(...COLUMNS.map((name) => Object.assign(element("th", "", name), { scope: "col" })));
    head.append(top);
    const rows = known.rows.filter(({ from, to }) => from <= day && day <= to);
    body.append(...rows.map((row) => lineOf(known, row)));
    table.append(head, body);
    box.replaceChildren(table);
  };
  details.addEventListener("toggle", () => show());
  return show;
}

function lineOf(known, row) {
  const line = element("tr");
  const [one, other] = row.pair.map((id) => known.labels.get(id));
  const cells = [
    other,
    relationInWords(known, row),
    daysInWords(row).slice(2) || "the whole time of the lesson",
    row.text,
    sureInWords(known, row),
  ].map((words) => element("td", "", words));
  const source = element("td");
  source.append(...sourcesOf(known, row));
  cells.push(source);
  cells.forEach((cell, n) => {
    cell.dataset.label = COLUMNS[n + 1];
  });
  line.append(Object.assign(element("th", "", one), { scope: "row" }), ...cells);
  return line;
}

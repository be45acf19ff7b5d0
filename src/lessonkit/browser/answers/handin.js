// The file to hand in: made here, read again here. `lessonkit answers` reads a class's files.
import { inWords } from "../core/dates.js";
import { mapsOnPage } from "../map/map.js";
import { pictureOf } from "../map/picture/picture.js";
import { sha256Base64, sha256Text } from "../core/seal.js";
import { wordsOfSure } from "../exercises/asked/sure.js";
import { nameInSentence, shownName, shownWords } from "./names.js";
import { isRecord, nameOf, shownState, stateOf } from "./record.js";
/** @import { ExerciseListed, LessonName } from "../state.js" */

const FORMAT = "lessonkit-answers/1";
const NO_CHECK = "0".repeat(64);
const MOST = 20e6; // characters of a file that is read

const APART = 400; // ms between two files: WebKit drops the first of two that come at once

const LONGEST = 120; // bytes of a name in the name of a file, which most systems hold to 255

// Give one HTML and one JSON file to the browser; return the words for it. Whether it kept them, no
// page is told.
/** @param {ExerciseListed[]} exercises */
export function downloadAnswers(store, exercises) {
  const maps = mapsOnPage(store.lesson.id);
  const payload = payloadOf(store, exercises, maps);
  const stem = stemOf(payload);
  save(`${stem}.json`, sealed(payload), "application/json");
  const page = pageOf(payload, maps);
  setTimeout(() => save(`${stem}.html`, page, "text/html"), APART);
  const who = store.name
    ? ""
    : " There is no name in them yet: type yours and download again, if your teacher needs it.";
  return `Look for two files in your downloads: ${stem}.html to read and ${stem}.json to hand in. If they are not there, your browser refused them or asks whether this page may save two files: allow it, and press again.${who}`;
}

// The name of the files: letters of every script stay, and the end of the id tells apart those who have
// one name, or names that differ only in what no file name can have.
function stemOf({ lesson, name, person }) {
  const kept = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}\p{S}._]+|[<>|$`^~=+]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return ["answers", lesson.id, shortened(kept), person.slice(0, 4)].filter(Boolean).join("-");
}

function shortened(name) {
  const bytes = new TextEncoder().encode(name).slice(0, LONGEST);
  return new TextDecoder().decode(bytes).replace(/\ufffd+$/, "");
}

/** @param {ExerciseListed[]} exercises */
function payloadOf(store, exercises, maps) {
  return {
    format: FORMAT,
    lesson: store.lesson,
    name: store.name,
    person: store.person.id,
    saved: new Date().toISOString(),
    exercises: exercises.map(({ id, notebook, title, kind, judged, again }) => {
      const record = store.get(id);
      const { attempts, hints, shown, draft, at } = record;
      return {
        id,
        notebook,
        title,
        kind,
        judged,
        again,
        state: stateOf(record),
        hints,
        model_shown: shown,
        attempts,
        draft,
        at,
      };
    }),
    maps: maps.map(({ spec, model }) => ({
      title: spec.title,
      date: model.get("date"),
      visible: model.get("visible"),
      selected: model.get("selected"),
      ruler: model.get("ruler"),
    })),
    check: NO_CHECK,
  };
}

// The check is that of the text in which it stands as zeros.
function sealed(payload) {
  const text = JSON.stringify(payload, null, 1);
  return text.replace(`"check": "${NO_CHECK}"`, `"check": "${sha256Text(text)}"`);
}

function save(name, text, type) {
  const link = Object.assign(document.createElement("a"), {
    download: name,
    href: URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` })),
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// ---- The page to read ---------------------------------------------------------------------------

const escape = (text) => String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

// The policy of the page names it by its hash.
const SHEET = `body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1f2429;background:#fff}
h2{font-size:1.3em;margin:1.8em 0 .2em}h3{font-size:1.1em;margin:1.4em 0 .2em}p{margin:.3em 0}.state{font-weight:600}img{max-width:100%;height:auto}
li{margin:.3em 0}figure{margin:1em 0}@media print{section{break-inside:avoid}}`;

function pageOf({ lesson, name, saved, exercises }, maps) {
  const notebooks = [...new Set(exercises.map(({ notebook }) => notebook))];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${sha256Base64(SHEET)}'; img-src data:">
<meta name="viewport" content="width=device-width"><title>Answers: ${escape(lesson.title)}</title>
<style>${SHEET}</style></head><body>
<h1>${escape(lesson.title)}</h1>
<p>Name: <bdi>${escape(shownName(name) || "not given")}</bdi></p><p>Saved on ${escape(inWords(saved.slice(0, 10)))}, ${escape(saved.slice(11, 16))} UTC</p>
<p>${doneOf(exercises)}</p>
${notebooks
  .map((one) =>
    chapterOf(
      one,
      exercises.filter(({ notebook }) => notebook === one),
    ),
  )
  .join("\n")}
<h2>The maps as they were left</h2>
${maps.map(figureOf).join("\n") || "<p>No map was open.</p>"}
</body></html>`;
}

const capital = (words) => words[0].toUpperCase() + words.slice(1);

const doneOf = (exercises) =>
  `${exercises.filter((one) => shownState(one, one.judged) === "right").length} of ${exercises.length} exercises are done.`;

// What was worked on, whole; of the rest the titles.
function chapterOf(notebook, exercises) {
  const touched = ({ attempts, hints, model_shown: shown }) => attempts.length || hints || shown;
  const rest = exercises.filter((one) => !touched(one)).map(({ title }) => escape(title));
  return `<h2>${escape(notebook)}</h2><p>${doneOf(exercises)}</p>
${exercises.filter(touched).map(sectionOf).join("\n")}
${rest.length ? `<p>Not attempted: ${rest.join("; ")}.</p>` : ""}`;
}

function sectionOf({ title, judged, hints, model_shown: shown, attempts }) {
  const state = shownState({ attempts }, judged);
  const used = [
    `${hints} hint${hints === 1 ? "" : "s"} used`,
    ...(shown ? ["model answer seen"] : []),
  ];
  const rows = attempts.map(
    ({ at, words, right, said, sure }) =>
      `<li><bdi>${escape(shownWords(words))}</bdi>${sure ? ` (${escape(wordsOfSure(sure))})` : ""} <b>${capital(nameOf(judged, right ? "right" : "not yet"))}</b> <small>${escape(at.slice(0, 16).replace("T", " "))} UTC</small>${(
        said ?? []
      )
        .map((line) => `<br>${escape(line)}`)
        .join("")}</li>`,
  );
  return `<section><h3>${escape(title)}</h3><p><span class="state">${escape(nameOf(judged, state))}</span>; ${used.join(", ")}</p>
<ol>${rows.join("")}</ol></section>`;
}

function figureOf({ spec, model, frame }) {
  const { svg } = pictureOf(frame, spec, model.get("date"), model.get("visible"));
  // As an image: the ids of one picture must not meet those of the next.
  return `<figure><img alt="${escape(spec.alt)}" src="data:image/svg+xml,${encodeURIComponent(svg)}"></figure>`;
}

// ---- Loading ------------------------------------------------------------------------------------

// Read a file that was saved before. Returns `{ words }` if it cannot be loaded, else whose answers it
// has and `take(person)`, which loads them as those of a person and gives the words for it.
/** @param {ExerciseListed[]} exercises */
export async function readAnswers(store, exercises, file) {
  let payload;
  try {
    payload = opened(await file.text(), store.lesson);
  } catch (error) {
    return {
      words: `${nameInSentence(file.name)} is not loaded: ${error.message} Your answers here are as they were.`,
    };
  }
  const known = new Set(exercises.map(({ id }) => id));
  const mine = payload.exercises.filter(({ id }) => known.has(id));
  const take = (person) => {
    if (person !== store.person.id) store.become(person);
    for (const { id, attempts, hints, model_shown: shown, draft, at } of mine) {
      if (at) store.restore(id, { attempts, hints, shown, draft, at });
    }
    if (payload.name && !store.name) store.setName(payload.name);
    store.tell();
    const answered = mine.filter(({ attempts }) => attempts.length).length;
    return `Loaded ${answered} answered exercise${answered === 1 ? "" : "s"} from ${nameInSentence(file.name)}. Where both have an answer, the newer one is kept.`;
  };
  return { person: payload.person ?? store.person.id, name: payload.name ?? "", take };
}

/** @param {LessonName} lesson */
function opened(raw, lesson) {
  if (raw.length > MOST) throw Error("it is far too large.");
  // A mail may have put words around it.
  const [, before, whole, after] = /^([^{]*)(\{[^]*\})([^}]*)$/.exec(raw) ?? [];
  const text = /[<[\]]/.test(before + after) ? raw : (whole ?? raw);
  let payload;
  try {
    payload = JSON.parse(text);
  } catch {
    throw Error(
      /^\s*</.test(text)
        ? "it is the page to read. Choose the file that ends in .json."
        : "it is cut off or no file of answers.",
    );
  }
  if (payload?.format !== FORMAT) throw Error("it is no file of answers of such a lesson.");
  if (payload.lesson?.id !== lesson.id)
    throw Error(`it belongs to another lesson, “${payload.lesson?.title}”.`);
  if (payload.lesson.version !== lesson.version) {
    throw Error(
      `it belongs to version ${payload.lesson.version} of this lesson; this is version ${lesson.version}.`,
    );
  }
  // As it was written, whatever ends of lines or blanks an editor has put between the values.
  if (sha256Text(JSON.stringify({ ...payload, check: NO_CHECK }, null, 1)) !== payload.check) {
    throw Error("it was changed or damaged after it was saved.");
  }
  const right =
    typeof (payload.name ?? "") === "string" &&
    /^[a-z0-9]{1,40}$/.test(payload.person ?? "x") &&
    Array.isArray(payload.exercises) &&
    payload.exercises.every((one) => typeof one?.id === "string" && (!one.at || isRecord(one)));
  if (!right) throw Error("something in it is missing.");
  return payload;
}

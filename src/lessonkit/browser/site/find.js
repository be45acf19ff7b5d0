// The list of all sources is long: a field leaves those that have the words. Without scripts there is no
// field, and on paper every source stands.
import { element } from "../core/dom.js";

export function findSources() {
  /** @type {HTMLElement} */
  const host = document.querySelector(".lk-find");
  /** @type {HTMLTableElement} */
  const table = host.parentElement.querySelector("table.lk-sources");
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, words: plain(row.textContent) }));
  const label = element("label", "", "Find a source ");
  const field = Object.assign(element("input"), { type: "search", autocomplete: "off" });
  const said = element("output");
  label.append(field);
  host.append(label, said);
  const show = () => {
    const wanted = plain(field.value).split(/\s+/);
    for (const { row, words } of rows) row.hidden = !wanted.every((one) => words.includes(one));
    const count = rows.filter(({ row }) => !row.hidden).length;
    said.textContent = field.value ? `${count || "None"} of ${rows.length} sources` : "";
  };
  field.addEventListener("input", show);
  show(); // a browser may have kept the words
}

// Without accents, marks and capitals: nobody types them to search.
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The filters of a list: one native select each, and a button that clears them.
import { element } from "../core/dom.js";
/** @import { Filter, Item } from "../state.js" */

/** @param {Filter[]} filters */
export function buildFilters(host, filters, onChange) {
  const selects = new Map(filters.map((filter) => [filter.id, selectOf(filter)]));
  const read = () =>
    Object.fromEntries(
      [...selects].map(([id, select]) => [id, select.value]).filter(([, value]) => value),
    );
  for (const { id, label } of filters) {
    const select = selects.get(id);
    const words = element("label", "", label);
    words.append(select);
    select.addEventListener("change", () => onChange(read()));
    host.append(words);
  }
  const clear = Object.assign(element("button", "lk-tool", "Clear filters"), { type: "button" });
  clear.addEventListener("click", () => onChange({}));
  host.append(clear);
  return (chosen) => {
    for (const [id, select] of selects) select.value = chosen[id] ?? "";
    // Not disabled: the keyboard would lose its place.
    clear.ariaDisabled = String(Object.keys(chosen).length === 0);
  };
}

function selectOf({ label, options }) {
  const select = element("select");
  select.append(
    new Option("All", ""),
    ...options.map(([value, words]) => new Option(words, value)),
  );
  select.title = label;
  return select;
}

// Whether an entry has the value of every filter that is set.
/** @param {Item} item */
export function fits(item, chosen) {
  return Object.entries(chosen).every(([id, value]) => item.keys[id]?.includes(value));
}

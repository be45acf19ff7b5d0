// The filters of a list: one native select each, a button that clears them, and one that shows all this.
import { element } from "../core/dom.js";
/** @import { Filter, Item } from "../state.js" */

/** @param {Filter[]} filters */
export function buildFilters(host, toggle, filters, onChange) {
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
  toggle.addEventListener("click", () => {
    host.hidden = !host.hidden;
    toggle.ariaExpanded = String(!host.hidden);
  });
  return (chosen) => {
    const set = Object.keys(chosen).length;
    toggle.textContent = set ? `Filter (${set})` : "Filter";
    for (const [id, select] of selects) select.value = chosen[id] ?? "";
    // Not disabled: the keyboard would lose its place.
    clear.ariaDisabled = String(set === 0);
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

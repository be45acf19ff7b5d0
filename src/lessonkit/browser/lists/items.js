// The entries of a list: one button each, and below the open one its detail. The list scrolls in
// its own box, never the page.
import { element, signOf } from "../core/dom.js";
import { enter, rove } from "../core/roving.js";
/** @import { Item } from "../state.js" */

let made = 0; // ids must be unique where several lists share a document

export function buildItems(host, items, { onChoose, detailOf, saysOf }) {
  const rows = new Map(items.map((item) => [item.id, rowOf(item, onChoose, saysOf)]));
  const all = [...rows.values()];
  host.append(...all.map(({ li }) => li));
  listenToKeys(host, all, onChoose);
  const buttons = all.map(({ button }) => button);
  enter(buttons, buttons[0]);
  let open = null;
  return {
    open(id) {
      const row = rows.get(id) ?? null;
      const before = row?.button.getBoundingClientRect().top;
      if (open && open !== row) close(open);
      open = row;
      if (!row) return;
      row.detail.replaceChildren(...detailOf(row.item));
      row.detail.hidden = false;
      row.button.ariaExpanded = "true";
      enter(buttons, row.button);
      // The entry stays under the pointer, though another one above it has closed.
      host.scrollTop += row.button.getBoundingClientRect().top - before;
      reveal(host, row.li);
    },
    // Show the entries with these ids, and no others.
    only(ids) {
      for (const [id, { li, says, item }] of rows) {
        li.hidden = !ids.has(id);
        if (!li.hidden) says?.(saysOf(item));
      }
      const first = all.find(({ li }) => !li.hidden);
      if (first && all.find(({ button }) => button.tabIndex === 0).li.hidden)
        enter(buttons, first.button);
      if (open && !open.li.hidden) reveal(host, open.li);
    },
    // Write words on the edge of entries: a map of id to words, for each kind of tag.
    tag(kind, words) {
      for (const [id, { li, tags }] of rows) {
        tags[kind].textContent = words.get(id) ?? "";
        li.classList.toggle(`lk-has-${kind}`, words.has(id));
      }
    },
    // Bring the first of some entries into the box, unless one of them is in it already. The open one goes
    // before the others: it may be higher than the box, and its head is to be read.
    bring(ids) {
      const found = ids.map((id) => rows.get(id).li).filter((li) => !li.hidden);
      if (open && found.includes(open.li)) reveal(host, open.li);
      else if (found.length && !found.some((li) => isInside(host, li))) reveal(host, found[0]);
    },
  };
}

/** @param {Item} item */
function rowOf(item, onChoose, saysOf) {
  const li = element("li", "lk-item");
  const button = Object.assign(element("button", "lk-open"), {
    type: "button",
    ariaExpanded: "false",
  });
  const detail = Object.assign(element("div", "lk-detail"), {
    id: `lk-detail-${(made += 1)}`,
    hidden: true,
  });
  const tags = { day: element("span", "lk-tag"), named: element("span", "lk-tag") };
  const edge = element("span", "lk-edge");
  edge.append(tags.day, tags.named);
  button.setAttribute("aria-controls", detail.id);
  const head = element("span", "lk-head", item.head.join(" · "));
  if (item.sign) head.prepend(signOf(item.sign));
  button.append(head, edge, element("span", "lk-words", item.title));
  const says = item.says.length ? saysIn(button, saysOf(item)) : null;
  button.addEventListener("click", () => onChoose(detail.hidden ? item.id : ""));
  li.append(button, detail);
  return { item, li, button, detail, tags, says };
}

// Who says it; returns what writes other names there, or none.
function saysIn(button, names) {
  const line = element("span", "lk-says");
  const words = document.createTextNode(names);
  line.append(element("span", "lk-unseen", ". "), "Says: ", words);
  button.append(line);
  return (now) => {
    line.hidden = !now;
    if (words.data !== now) words.data = now;
  };
}

function close({ button, detail }) {
  detail.hidden = true;
  detail.replaceChildren();
  button.ariaExpanded = "false";
}

// One entry is reached with Tab, the others from it with the arrow keys. Escape closes one from
// anywhere in it.
function listenToKeys(host, all, onChoose) {
  const rows = new Map(all.map((row) => [row.button, row]));
  rove(host, [...rows.keys()], {
    ways: ["ArrowDown", "ArrowUp"],
    isShown: (button) => !rows.get(button).li.hidden,
    // JupyterLab takes Enter on a button for itself.
    presses: { Enter: (button) => button.click() },
    go(button) {
      reveal(host, rows.get(button).li);
      button.focus();
    },
  });
  host.addEventListener("keydown", (event) => {
    const row = all.find(({ li }) => li.contains(event.target));
    if (event.key !== "Escape" || !row || row.detail.hidden) return;
    onChoose("");
    row.button.focus();
  });
}

export function isInside(host, li) {
  const [box, row] = [host, li].map((node) => node.getBoundingClientRect());
  return row.top >= box.top - 1 && row.bottom <= box.bottom + 1;
}

// Scroll the box as little as needed; of an entry that is higher than the box, its top shows.
export function reveal(host, li) {
  const [box, row] = [host, li].map((node) => node.getBoundingClientRect());
  const over = row.top - box.top - host.clientTop;
  const under = row.bottom - box.top - host.clientTop - host.clientHeight;
  if (over < 0 || under > over) host.scrollTop += over;
  else if (under > 0) host.scrollTop += under;
}

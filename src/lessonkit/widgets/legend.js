// The legend is the switch: a heading for each group, a checkbox, the swatch as drawn, the name.

export function buildLegend(host, spec, onToggle) {
  const groups = new Map();
  for (const layer of spec.layers) {
    if (!groups.has(layer.group)) groups.set(layer.group, addGroup(host, layer.group));
    groups.get(layer.group).append(addSwitch(layer, onToggle));
  }
  if (spec.layers.some((layer) => layer.table === "control")) {
    host.append(confidenceKey(spec.layers.some((layer) => layer.table === "events")));
  }
  return (visible) => {
    for (const input of host.querySelectorAll("input[data-layer]")) {
      input.checked = visible.includes(input.dataset.layer);
    }
  };
}

function addGroup(host, name) {
  const group = document.createElement("fieldset");
  const heading = document.createElement("legend");
  heading.textContent = name;
  group.append(heading);
  host.append(group);
  return group;
}

function addSwitch(layer, onToggle) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "checkbox";
  input.dataset.layer = layer.id;
  input.addEventListener("change", () => onToggle(layer.id, input.checked));
  const swatch = document.createElement("span");
  swatch.className = "lk-swatch";
  swatch.innerHTML = layer.swatch; // written by lessonkit from checked colours, no text in it
  const name = document.createElement("span");
  name.textContent = layer.label;
  label.append(input, swatch, name);
  return label;
}

function confidenceKey(events) {
  const note = document.createElement("p");
  note.className = "lk-key";
  note.textContent = "Full colour: high confidence. Pale: medium. White inside: low. " +
    "Dotted ring: the position is not exact." +
    (events ? " Event rings: the thicker, the surer." : "");
  return note;
}

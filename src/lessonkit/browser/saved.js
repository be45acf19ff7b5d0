// What the cells show is saved with the notebook, whether a kernel knows of it or not. JupyterLab saves
// no widgets unless a setting says so, and then those of its kernel only (an open fault of ipywidgets,
// its issue 3888): of a notebook that was opened and not run it would save none, and the next day every
// map would be "model not found". A notebook that is saved before this script came keeps what it has.

const VIEW = "application/vnd.jupyter.widget-view+json";
const STATE = "application/vnd.jupyter.widget-state+json";
const HELD = /"IPY_MODEL_([\w-]+)"/g;

// Names that ipywidgets 8 keeps to itself: there is no public way to what is asleep.
const [SETTINGS, MODELS, LIVE] = ["_settings", "_modelsSync", "_comm_live"];

const seen = new WeakSet();

// Let one widget manager save what is asleep, too; one without a notebook of JupyterLab is left alone.
export function keepSaved(manager) {
  const { model, saveState } = manager?.context ?? {};
  if (!model?.setMetadata || !manager.get_state_sync || seen.has(manager)) return;
  seen.add(manager);
  const ofKernel = manager.get_state_sync.bind(manager);
  manager.get_state_sync = (options) => {
    const live = ofKernel(options);
    const all = { ...inFile(model), ...awake(manager, () => ofKernel(options)).state };
    return { ...live, state: reached(all, [...shownBy(model.cells), ...Object.keys(live.state)]) };
  };
  saveState.connect((_, now) => {
    if (now !== "started" || manager[SETTINGS]?.saveState) return;
    model.setMetadata("widgets", { [STATE]: manager.get_state_sync({ drop_defaults: true }) });
  });
}

// What the file has; of a widget that is not loaded yet, or cannot be, there is nothing else.
function inFile(notebook) {
  return notebook.getMetadata?.("widgets")?.[STATE]?.state ?? {};
}

// Do something while every model counts as one that a kernel knows.
function awake(manager, deed) {
  const asleep = [...(manager[MODELS]?.values() ?? [])].filter((one) => !one.comm_live);
  for (const one of asleep) one[LIVE] = true; // its setter would tell the views
  try {
    return deed();
  } finally {
    for (const one of asleep) one[LIVE] = false;
  }
}

function* shownBy(cells) {
  for (const { outputs } of cells)
    for (let n = 0; n < (outputs?.length ?? 0); n++) {
      const shown = outputs.get(n).data[VIEW]?.model_id;
      if (shown) yield shown;
    }
}

// Those that are wanted, and those that they hold: what no cell shows any more is not kept for ever.
function reached(all, wanted) {
  const kept = {};
  for (const one of wanted) {
    if (!all[one] || kept[one]) continue;
    kept[one] = all[one];
    for (const [, held] of JSON.stringify(all[one].state).matchAll(HELD)) wanted.push(held);
  }
  return kept;
}

// A notebook that was only opened is not changed. JupyterLab writes into it which Python it found, then
// calls it changed, and offers to save it; so may an extension. Nobody has edited or run anything by
// then: this script comes with the first of the saved widgets, and the word of a slow kernel after it.

const DEEDS = ["pointerdown", "keydown", "drop"];
const seen = new WeakSet();

export function keepUntouched(manager) {
  const model = manager?.context?.model;
  if (!model?.cells || seen.has(model)) return;
  seen.add(model);
  const saved = Object.values(model.getMetadata?.("widgets") ?? {}).some(({ state }) => state);
  const calm = () => {
    const isWork = model.sharedModel?.canUndo?.() || isRunning(model);
    if (saved && model.dirty && !isWork) model.dirty = false;
  };
  calm();
  // Until somebody does anything at all on the page, nothing that changes is work of theirs.
  let isTouched = false;
  const touch = () => (isTouched = true);
  for (const deed of DEEDS) addEventListener(deed, touch, { capture: true, once: true });
  model.stateChanged?.connect((_, { name }) => {
    if (name === "dirty" && !isTouched) queueMicrotask(calm);
  });
  model.metadataChanged?.connect((_, change) => {
    // It is called changed after this; what had changed before stays so.
    if (isOfKernel(change) && !model.dirty) queueMicrotask(calm);
  });
}

// Another kernel is a choice of the reader's; another version of the same is none.
function isOfKernel({ key, oldValue, newValue }) {
  if (key === "language_info") return true;
  return key === "kernelspec" && oldValue?.name === newValue?.name;
}

// A notebook may be opened while its kernel is at work: what comes of it is to be saved.
function isRunning({ cells }) {
  for (const one of cells) if (one.executionState === "running") return true;
  return false;
}

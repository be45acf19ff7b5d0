// A notebook that was only opened is not changed. JupyterLab writes into it which Python it found, then
// calls it changed, and offers to save it. Nobody has edited or run anything by then: this script comes
// with the first of the saved widgets, and the word of a slow kernel after it.

const seen = new WeakSet();

export function keepUntouched(manager) {
  const model = manager?.context?.model;
  if (!model?.cells || seen.has(model)) return;
  seen.add(model);
  const saved = Object.values(model.getMetadata?.("widgets") ?? {}).some(({ state }) => state);
  const calm = () => {
    if (saved && model.dirty && !model.sharedModel?.canUndo?.()) model.dirty = false;
  };
  calm();
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

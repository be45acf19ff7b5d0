// A notebook that was only opened is not changed. JupyterLab writes into it which Python it found, then
// calls it changed, and offers to save it. Nobody has edited or run anything by then: this script comes
// with the first of the saved widgets.

const seen = new WeakSet();

export function keepUntouched(manager) {
  const model = manager?.context?.model;
  if (!model?.cells || seen.has(model)) return;
  seen.add(model);
  const saved = Object.values(model.getMetadata?.("widgets") ?? {}).some(({ state }) => state);
  if (saved && model.dirty && !model.sharedModel?.canUndo?.()) model.dirty = false;
}

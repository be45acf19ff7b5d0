// Shows what JupyterLab gave up too early.
//
// JupyterLab looks for the saved model of a view for two seconds, once. On a slow machine the
// models may come just then: it says "model not found" and keeps saying so, although they are
// there. As soon as a model is there, this script asks it to draw such a view again.

const LOST = "model not found";
const VIEW = "application/vnd.jupyter.widget-view+json";
const LOOKS = [100, 1000, 2500, 5000, 10000]; // ms after the first model came

const seen = new WeakSet();

// Look after the views of one widget manager; one without a notebook of JupyterLab is left alone.
export function recover(manager) {
  if (!manager?.context?.model?.cells || seen.has(manager)) return;
  seen.add(manager);
  for (const wait of LOOKS) setTimeout(() => drawLost(manager), wait);
}

function drawLost(manager) {
  const { cells } = manager.context.model ?? {}; // none once the notebook is closed
  if (!cells) return;
  for (const node of document.querySelectorAll(".jp-OutputArea-output.jupyter-widgets")) {
    if (!node.textContent.endsWith(LOST)) continue;
    const index = Number(
      node.closest("[data-windowed-list-index]")?.getAttribute("data-windowed-list-index") ?? NaN,
    );
    if (index < cells.length) drawAgain(cells.get(index).outputs, manager);
  }
}

// An output that is set anew is drawn anew.
function drawAgain(outputs, manager) {
  for (let index = 0; index < (outputs?.length ?? 0); index++) {
    const id = outputs.get(index).data[VIEW]?.model_id;
    if (id && manager.has_model(id)) outputs.set(index, outputs.get(index).toJSON());
  }
}

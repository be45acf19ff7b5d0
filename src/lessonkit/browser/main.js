// The script that all widgets of a lesson share in JupyterLab.
import { keepUntouched } from "./untouched.js";
import { keepSaved } from "./saved.js";
import { recover } from "./recover.js";
import { storeOf } from "./answers/store.js";
import { dressNotebook, loadType, openTermsOf } from "./core/type.js";
import { VIEWS } from "./views.js";

// Begin with each model of a page that is there, before it is drawn: what a saved notebook has of an
// exercise says whose answers it shows. A page with a style sheet of its own has the type in it.
export function begin({ manager, model = null, faces = null, styles = null }) {
  recover(manager);
  keepSaved(manager);
  openTermsOf(manager);
  keepUntouched(manager);
  if (faces) loadType(faces, styles.type);
  if (model?.get("view") === "exercise") storeOf(model.get("lesson"), manager).enroll(model);
}

// Draw a widget, in the type of the lesson: its model, the element to draw into, and the styles.
// Returns what ends it.
export function draw(context) {
  dressNotebook(context.el);
  return VIEWS[context.model.get("view")](context);
}

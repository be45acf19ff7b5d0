// What each widget carries itself: it finds the one model with the script and styles of all of them.
const LOADED = Symbol.for("lessonkit.loaded");

// The same text is loaded once, so that all widgets of a page share what it holds.
function load(script) {
  const loaded = (globalThis[LOADED] ??= new Map());
  if (!loaded.has(script)) {
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    loaded.set(
      script,
      import(address).finally(() => URL.revokeObjectURL(address)),
    );
  }
  return loaded.get(script);
}

const homeOf = (model) =>
  model.widget_manager.get_model(model.get("home").replace("IPY_MODEL_", ""));

async function initialize({ model }) {
  const home = await homeOf(model);
  const { begin } = await load(home.get("script"));
  begin({
    manager: model.widget_manager,
    model,
    faces: home.get("faces"),
    styles: home.get("styles"),
  });
}

async function render({ model, el }) {
  const home = await homeOf(model);
  const { draw } = await load(home.get("script"));
  return draw({ model, el, styles: home.get("styles") });
}

export default { initialize, render };

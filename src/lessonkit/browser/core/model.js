// A widget's model: what it says to the kernel, and the models that it refers to.

export function put(model, name, value) {
  model.set(name, value);
  model.save_changes();
}

// The models that traits of a widget refer to.
export function modelsOf(model, ...names) {
  return Promise.all(
    names.map((name) => model.widget_manager.get_model(model.get(name).replace("IPY_MODEL_", ""))),
  );
}

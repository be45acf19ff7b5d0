// JupyterLab says its theme on the body; elsewhere the system's choice counts.

// Keep the class `lk-dark` of a frame in step with the theme; returns what ends it.
export function followTheme(frame) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const lab = document.body.dataset.jpThemeLight;
    const dark = lab === undefined ? system.matches : lab === "false";
    frame.classList.toggle("lk-dark", dark);
  };
  const watch = new MutationObserver(apply);
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  system.addEventListener("change", apply);
  apply();
  return () => {
    watch.disconnect();
    system.removeEventListener("change", apply);
  };
}

// Before anything is painted: the reader's theme, and that scripts run.
{
  const root = document.documentElement;
  root.classList.add("lk-scripts");
  // A page that lost its scripts on the way is as one without them, and says so.
  const lost = ({ target }) => {
    if (target !== globalThis) root.classList.replace("lk-scripts", "lk-lost");
  };
  addEventListener("error", lost, true);
  let theme = null;
  try {
    theme = localStorage.getItem("lessonkit/theme");
  } catch {
    /* storage is blocked: the system's theme */
  }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
}

// Before anything is painted: the reader's theme, and that scripts run.
{
  const root = document.documentElement;
  root.classList.add("lk-scripts");
  let theme = null;
  try {
    theme = localStorage.getItem("lessonkit/theme");
  } catch {
    /* storage is blocked: the system's theme */
  }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
}

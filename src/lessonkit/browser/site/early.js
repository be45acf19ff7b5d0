// Before anything is painted: the reader's theme, that scripts run, and the faces, so that no line moves
// when they come. Who waits longer than this reads in the system's.
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

  const MOST = 700; // ms
  // Those with the blank and plain letters; the others are asked for where one of theirs is met.
  const most = [...document.fonts].filter(({ unicodeRange }) => /^U\+0*20-/i.test(unicodeRange));
  root.classList.add("lk-waits");
  const show = () => root.classList.remove("lk-waits");
  Promise.allSettled(most.map((face) => face.load())).then(show);
  setTimeout(show, MOST);
}

// A file that was cut off on the way, as by a mail or a full stick, has no end and none of the scripts
// that stand there. What is left of it can be read, and what is wrong is said.
addEventListener("DOMContentLoaded", () => {
  if (document.querySelector(".lk-end")) return;
  document.documentElement.classList.replace("lk-scripts", "lk-lost");
  const said = Object.assign(document.createElement("p"), {
    className: "lk-notice lk-cut",
    textContent:
      "This file is cut off: its end did not arrive. Download it again and open it in a browser, not in a preview.",
  });
  said.setAttribute("role", "alert");
  document.body.prepend(said);
});

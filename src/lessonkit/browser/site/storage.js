// What can be known of a browser's storage before somebody works.

// Whether the browser may keep the answers of each page apart. From a disk, all but Chromium and its kin
// do, or did in some version: each file is a site of its own. No page can ask what another one keeps.
export const keptApart = () =>
  location.protocol === "file:" && navigator.vendor !== "Google Inc." && !isWhole();

// Whether all parts stand in this one page.
export const isWhole = () => document.querySelector(".lk-page") !== null;

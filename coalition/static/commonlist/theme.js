// Runs before the first paint: the reader's choice of light or dark, else the system's.
(() => {
  "use strict";
  const root = document.documentElement;
  if (root.dataset.bsTheme) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  apply();
  dark.addEventListener("change", apply);
})();

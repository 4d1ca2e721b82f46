// Light or dark: kept in a cookie, so that the server's next page has it already.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  function turn() {
    const theme = dark() ? "light" : "dark";
    root.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  }
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "theme") return;
    event.preventDefault();
    turn();
  });
  window.maillon = { turn };
})();

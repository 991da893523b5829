// A button that prints; without script the browser's own menu does.
(() => {
  "use strict";
  const button = document.getElementById("cetak");
  button.hidden = false;
  button.focus();
  button.addEventListener("click", () => window.print());
})();

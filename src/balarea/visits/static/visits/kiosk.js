// The kiosk without it works as well: this adds printing, a keyboard on the screen, and
// starts the minute anew when somebody touches the page.
"use strict";
(() => {
  const print = document.getElementById("cetak");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  const field = document.querySelector('input[type="search"], input[name="code"]');
  if (!field) return;
  const keys = document.createElement("div");
  keys.className = "kiosk-keys";
  keys.setAttribute("aria-hidden", "true"); // a screen reader has its own keyboard
  for (const key of [..."qwertyuiopasdfghjklzxcvbnm1234567890", "␣", "⌫"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.textContent = key;
    button.addEventListener("click", () => {
      field.value = key === "⌫" ? field.value.slice(0, -1) : field.value + (key === "␣" ? " " : key);
    });
    keys.append(button);
  }
  if (window.matchMedia("(pointer: coarse)").matches) field.after(keys);
})();

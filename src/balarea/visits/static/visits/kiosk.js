// A kiosk works without this. It adds printing by the browser, a keyboard on the screen,
// and reading a page aloud where the browser has a voice of its language.
"use strict";
(() => {
  const print = document.getElementById("cetak");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  const field = document.querySelector('input[type="search"], input[name="code"]');
  if (field && window.matchMedia("(pointer: coarse)").matches) {
    const keys = document.createElement("div");
    keys.className = "kiosk-keys";
    keys.setAttribute("aria-hidden", "true"); // a screen reader has its own keyboard
    keys.hidden = document.activeElement !== field;
    field.addEventListener("focus", () => { keys.hidden = false; });
    for (const row of ["1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm␣⌫"]) {
      const line = document.createElement("div");
      for (const key of row) {
        const button = document.createElement("button");
        button.type = "button";
        button.tabIndex = -1;
        button.textContent = key;
        button.addEventListener("click", () => {
          field.value = key === "⌫" ? field.value.slice(0, -1) : field.value + (key === "␣" ? " " : key);
        });
        line.append(button);
      }
      keys.append(line);
    }
    field.form.append(keys);
  }

  const aloud = document.getElementById("bacakan");
  const speech = window.speechSynthesis;
  if (!aloud || !speech) return;
  const language = document.documentElement.lang;
  const offer = () => {
    aloud.hidden = !speech.getVoices().some((one) => one.lang.toLowerCase().startsWith(language));
  };
  offer();
  speech.addEventListener("voiceschanged", offer);
  aloud.addEventListener("click", () => {
    speech.cancel();
    for (const part of document.querySelectorAll("main :is(h1, h2, p, li, legend, button, label)")) {
      if (part.closest("[aria-hidden]") || !part.checkVisibility()) continue;
      const words = new SpeechSynthesisUtterance(part.innerText);
      words.lang = language;
      speech.speak(words);
    }
  });
  window.addEventListener("pagehide", () => speech.cancel());
})();

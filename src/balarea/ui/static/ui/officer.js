// Keys for the officers' desk. Everything here can be done without it too.
//   [data-go="d"]      a place: "g", then "d"
//   [data-key="t"]     a button, link or field of this page: "t"
//   tr.work            rows: "j" and "k" walk over their links
//   [data-open="id"]   opens the dialog with that id
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const help = document.getElementById("kunci");
  let going = 0;

  for (const button of all("[data-open]")) {
    button.hidden = false;
    button.addEventListener("click", () =>
      document.getElementById(button.dataset.open).showModal());
  }

  const isWriting = (target) =>
    target.closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

  const walk = (by) => {
    const links = all("tr.work th a");
    if (!links.length) return false;
    const at = links.indexOf(document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    links[Math.max(0, Math.min(links.length - 1, to))].focus();
    return true;
  };

  const press = (element) => {
    if (!element) return false;
    if (element.matches("input:not([type=checkbox],[type=radio]), textarea, select")) element.focus();
    else element.click();
    return true;
  };

  const act = (key) => {
    if (Date.now() - going < 1500) {
      going = 0;
      return press(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
    }
    if (key === "g") { going = Date.now(); return true; }
    if (key === "?") { help.open ? help.close() : help.showModal(); return true; }
    if (key === "/") return press(document.querySelector("input[type=search]"));
    if (key === "j") return walk(1);
    if (key === "k") return walk(-1);
    return press(document.querySelector(`[data-key="${CSS.escape(key)}"]`));
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key.length !== 1 || isWriting(event.target)) return;
    if (help.open && event.key !== "?") return;
    if (act(event.key)) event.preventDefault();
  });

  // Whoever marks a defect is asked what is wrong.
  for (const mark of all(".check [value=DEFECT]")) {
    mark.addEventListener("change", () => {
      mark.closest(".check").querySelector("details:has(textarea)")?.setAttribute("open", "");
    });
  }

  // A long form asks before it is left with unsent words, and they are kept.
  for (const form of all("form[data-guard]")) {
    let dirty = false, unsaved = form.dataset.guard === "again";
    const leave = () => {
      if (!unsaved || document.visibilityState === "visible") return;
      const sent = new URLSearchParams(new FormData(form));
      sent.set("action", "leave");
      // A button named "action" hides the form's own.
      unsaved = !navigator.sendBeacon(form.getAttribute("action") ?? location.href, sent);
    };
    form.addEventListener("input", () => { dirty = unsaved = true; });
    form.addEventListener("submit", () => { dirty = unsaved = false; });
    addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
    document.addEventListener("visibilitychange", leave);
  }
})();

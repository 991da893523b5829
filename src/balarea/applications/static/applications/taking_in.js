// The dense form of the front desk: by Enter from one open question to the next, live
// conditions, a warning before unsent input is left, and a cut network.
// Everything here works without it too: Tab walks, "Save" asks what the answers lead to.
// Nothing is stored in the browser: what isn't sent stands in the page only.
(() => {
  "use strict";
  const form = document.querySelector("form[data-deciding]");
  if (!form) return;
  const deciding = new Set(form.dataset.deciding.split(" "));
  const offline = document.getElementById("luring");
  let isDirty = false;
  let waiting = null; // the button that was pressed without a network
  let isLeaving = false; // a second press within seconds sends nothing
  let refreshed = Promise.resolve();
  let isRefreshing = false;

  const isChoice = (one) => /radio|checkbox/.test(one.type);
  const hasFiles = () => [...form.querySelectorAll("[type=file]")].some((one) => one.files.length);
  const inputs = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" &&
    one.type !== "submit" && !one.disabled);

  // The network.
  form.addEventListener("input", () => { isDirty = true; });
  window.addEventListener("beforeunload", (event) => {
    if (isLeaving || (!isDirty && !hasFiles())) return;
    event.preventDefault();
    event.returnValue = form.dataset.warn;
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      waiting = event.submitter;
      offline.hidden = false;
      return;
    }
    if (isLeaving) { event.preventDefault(); return; }
    if (isRefreshing) { // else this page would seem to be another desk's
      event.preventDefault();
      const button = event.submitter;
      refreshed.then(() => form.requestSubmit(button));
      return;
    }
    isLeaving = true;
    setTimeout(() => { isLeaving = false; }, 3000);
  });
  window.addEventListener("online", () => {
    offline.hidden = true;
    const button = waiting;
    waiting = null;
    if (button) form.requestSubmit(button);
  });
  window.addEventListener("offline", () => { offline.hidden = !isDirty; });

  // What the answers lead to: the same save as by the button, put into this page.
  const refresh = async () => {
    if (!navigator.onLine) return;
    const body = new FormData(form);
    for (const one of form.querySelectorAll("[type=file]")) body.delete(one.name);
    body.set("_step", "save");
    isDirty = false;
    isRefreshing = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("form[data-deciding]");
      if (answer.ok && fresh) put(fresh);
      else isDirty = true; // refused: the button shows why
    } catch {
      isDirty = true; // the network failed: the page is as it was
    }
    isRefreshing = false;
  };

  const put = (fresh) => {
    const key = (one) => `${one.name}|${isChoice(one) ? one.value : ""}`;
    const now = new Map(inputs().map((one) => [key(one), one]));
    const active = document.activeElement;
    const focused = form.contains(active) && active.name ? key(active) : "";
    for (const one of fresh.elements) {
      const old = one.name && one.type !== "hidden" && now.get(key(one));
      if (!old || one.type === "file") continue;
      if (isChoice(one)) one.checked = old.checked;
      else one.value = old.value;
    }
    for (const name of ["_asked", "_seen"]) {
      form.elements[name].value = fresh.elements[name].value;
    }
    const chosen = new Map([...form.querySelectorAll("[type=file]")].map((one) => [one.name, one]));
    const news = fresh.querySelectorAll(".dense");
    form.querySelectorAll(".dense").forEach((old, at) => {
      for (const one of news[at].querySelectorAll("[type=file]")) {
        if (chosen.has(one.name)) one.replaceWith(chosen.get(one.name));
      }
      old.replaceChildren(...news[at].childNodes);
    });
    inputs().find((one) => key(one) === focused)?.focus();
  };

  form.addEventListener("change", (event) => {
    if (deciding.has(event.target.name)) refreshed = refreshed.then(refresh);
    if (event.target.type === "file" && event.target.files.length) goOn(event.target);
  });

  // From one open question to the next: required and empty, or marked as wrong.
  const group = (one) => (isChoice(one) ? inputs().filter((other) => other.name === one.name) : [one]);
  const isOpen = (one) => {
    if (one.closest(".field.wrong")) return true;
    if (one.name.startsWith("mark_")) return one.closest("fieldset").querySelector("[type=file]") !== null && !group(one).some((other) => other.checked);
    if (one.type === "file") return !one.files.length;
    if (isChoice(one)) return !one.closest(".field").querySelector(".not-needed") && !group(one).some((other) => other.checked);
    return one.required && !one.value.trim();
  };
  const goOn = (from) => {
    const all = inputs();
    const at = from ? all.lastIndexOf(group(from).at(-1)) : -1;
    const next = all.slice(at + 1).find(isOpen) ||
      form.querySelector('[name=_step][value=file]');
    next.focus();
  };
  form.addEventListener("keydown", (event) => {
    const one = event.target;
    if (event.key !== "Enter" || event.isComposing || !one.name) return;
    if (one.matches("textarea, button") && !event.ctrlKey) return;
    event.preventDefault();
    if (one.type === "file" && !event.ctrlKey) one.click();
    else if (event.ctrlKey) form.requestSubmit(form.querySelector('[name=_step][value=file]'));
    else setTimeout(() => refreshed.then(() => goOn(one.isConnected ? one : inputs().find((other) => other.name === one.name))));
  });
  if (!document.querySelector('[value=offer][autofocus]')) goOn(null);
})();

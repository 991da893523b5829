// The dense form of the front desk: live conditions, a warning, and a cut network.
// Everything here works without it too: "Save" asks what the answers lead to.
// Nothing is stored in the browser: what isn't sent stands in the page only.
(() => {
  "use strict";
  const form = document.querySelector("form[data-deciding]");
  if (!form) return;
  const deciding = new Set(form.dataset.deciding.split(" "));
  const offline = document.getElementById("luring");
  let isDirty = false;
  let waiting = null;
  let isSending = false;

  const dirty = () => { isDirty = true; };
  form.addEventListener("input", dirty);
  form.addEventListener("change", dirty);
  window.addEventListener("beforeunload", (event) => {
    if (!isDirty) return;
    event.preventDefault();
    event.returnValue = form.dataset.warn;
  });

  // A cut network: the form stays, and goes out as soon as the network is back.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) { isDirty = false; return; }
    event.preventDefault();
    waiting = event.submitter;
    offline.hidden = false;
  });
  window.addEventListener("online", () => {
    offline.hidden = true;
    if (waiting) { const button = waiting; waiting = null; form.requestSubmit(button); }
  });
  window.addEventListener("offline", () => { offline.hidden = !isDirty; });

  // The value of every input but files, by name and value of choices.
  const values = () => [...form.elements].filter((one) => one.name && one.type !== "file" &&
    one.type !== "hidden" && one.type !== "submit");
  const key = (one) => `${one.name}|${/radio|checkbox/.test(one.type) ? one.value : ""}`;

  // What the answers lead to: the same save as by the button, put into this page.
  const refresh = async () => {
    if (isSending || !navigator.onLine) return;
    isSending = true;
    try {
      const body = new FormData(form);
      for (const one of form.querySelectorAll("[type=file]")) body.delete(one.name);
      body.set("_step", "save");
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok && answer.status !== 422) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("form[data-deciding]");
      if (!fresh) return;
      put(fresh);
    } catch {
      // The network failed: the page is as it was, and the button saves.
    } finally {
      isSending = false;
    }
  };

  const put = (fresh) => {
    const now = new Map(values().map((one) => [key(one), one]));
    const focused = document.activeElement && document.activeElement.id;
    for (const one of [...fresh.elements]) {
      const old = one.name && now.get(key(one));
      if (!old || one.type === "file" || one.type === "hidden" || one.type === "submit") continue;
      if (/radio|checkbox/.test(one.type)) one.checked = old.checked;
      else one.value = old.value;
    }
    for (const name of ["_asked", "_seen"]) {
      form.querySelector(`[name=${name}]`).value = fresh.querySelector(`[name=${name}]`).value;
    }
    const parts = [form.querySelectorAll(".dense"), fresh.querySelectorAll(".dense")];
    const files = new Map([...form.querySelectorAll("[type=file]")].map((one) => [one.name, one]));
    parts[0].forEach((old, at) => {
      for (const one of parts[1][at].querySelectorAll("[type=file]")) {
        if (files.has(one.name)) one.replaceWith(files.get(one.name));
      }
      old.replaceChildren(...parts[1][at].childNodes);
    });
    if (focused) document.getElementById(focused)?.focus();
  };

  form.addEventListener("change", (event) => {
    if (deciding.has(event.target.name)) refresh();
  });
})();

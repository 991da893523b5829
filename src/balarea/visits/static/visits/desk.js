// The desk's screen, which works without this: minutes count on, a panel that its key
// opens is ready to choose in, and who waits is read anew when a queue changes.
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  // The mall's clock counts, not this computer's.
  const ahead = Date.parse(desk.dataset.now) - Date.now();
  const now = () => Date.now() + ahead;

  const count = () => {
    for (const one of document.querySelectorAll("[data-minutes]")) {
      const minutes = Math.floor((now() - Date.parse(one.dataset.minutes)) / 60000);
      if (minutes >= 0) one.textContent = minutes;
    }
    for (const one of document.querySelectorAll("[data-until]")) {
      one.hidden = now() >= Date.parse(one.dataset.until);
    }
  };
  setInterval(count, 1000);

  const enter = (panel) => {
    if (panel?.open && panel.matches(".desk-panel") && !panel.querySelector("form").contains(document.activeElement)) {
      panel.querySelector("select, button")?.focus();
    }
  };
  document.addEventListener("toggle", ({ target }) => enter(target), true);
  // A key opens it at once, so that the next key is for the panel already.
  document.addEventListener("click", ({ target }) => {
    const panel = target.closest?.("summary")?.parentElement;
    if (panel) queueMicrotask(() => enter(panel));
  });
  document.addEventListener("keydown", (event) => {
    const panel = event.target.closest(".desk-panel[open]");
    if (!panel) return;
    if (event.key === "Escape") {
      panel.open = false;
      panel.querySelector("summary").focus();
    } else if (event.key === "Enter" && event.target.matches("select")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
  // A key that is pressed twice sends once.
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    if (sent.has(event.target)) event.preventDefault();
    sent.add(event.target);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // What somebody is using at this moment stays as it is.
  const isUsed = (part) => part.querySelector("details[open]") ||
    (part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
  const refresh = async () => {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-part]")) {
      const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!next || isUsed(part)) continue;
      const key = part.contains(document.activeElement) && document.activeElement.dataset.key;
      part.replaceWith(next);
      if (key) next.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
    }
    document.title = fresh.title;
    count();
  };
  globalThis.balareaLive?.follow({
    stream: desk.dataset.stream,
    queues: desk.dataset.queues.split(" ").filter(Boolean),
    refresh,
  });
})();

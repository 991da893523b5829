// A visit's page follows what happens to its numbers; without script it reloads itself.
// With live.js it hears of changes at once, else it asks every 15 s. When the number is
// called it sounds and vibrates, as far as the browser and its owner allow.
(() => {
  "use strict";
  const POLL = 15000;
  const shown = document.querySelector("[data-visit]")?.dataset ?? {};
  let tag = "", before = shown.state ?? "";
  let sound = null, isOver = false;

  const beep = () => {
    navigator.vibrate?.([400, 200, 400, 200, 800]);
    if (!sound || sound.state !== "running") return;
    for (const [start, tone] of [[0, 660], [0.35, 880], [0.7, 660], [1.05, 880]]) {
      const voice = sound.createOscillator(), volume = sound.createGain();
      voice.frequency.value = tone;
      volume.gain.value = 0.25;
      voice.connect(volume).connect(sound.destination);
      voice.start(sound.currentTime + start);
      voice.stop(sound.currentTime + start + 0.28);
    }
  };
  // Browsers let a page sound once somebody has pressed something on it.
  addEventListener("pointerdown", () => {
    sound ??= globalThis.AudioContext ? new AudioContext() : null;
    sound?.resume();
  });

  const redraw = async () => {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [now, next] = [document, fresh].map((page) => page.querySelector("[data-visit]"));
    if (!now || !next) return;
    // What somebody is using stays until they leave it.
    if (now.contains(document.activeElement) && next.dataset.state === now.dataset.state) return;
    now.replaceWith(next);
    document.title = fresh.title;
    if (next.dataset.state === "CALLED" && before !== "CALLED") beep();
    before = next.dataset.state ?? "";
  };
  const refresh = async () => {
    if (isOver) return;
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch("keadaan.json", { headers, cache: "no-store" });
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const data = await answer.json(), known = tag || `"${shown.tag}"`;
    tag = (answer.headers.get("ETag") ?? "").replace("W/", "");
    isOver = !data.is_live;
    // The first answer is asked for whole, so that the worker keeps it.
    if (tag !== known) await redraw();
  };
  const tell = () => {
    const place = document.querySelector("[data-updated]");
    if (place && navigator.onLine === false) place.dataset.offline = "1";
  };

  const follow = () => {
    const page = document.querySelector("[data-visit]");
    const queues = (page?.dataset.queues ?? "").split(" ").filter(Boolean);
    if (globalThis.balareaLive && queues.length) {
      globalThis.balareaLive.follow({ stream: page.dataset.stream ?? "", queues, refresh });
      return;
    }
    setInterval(() => refresh().catch(tell), POLL);
  };

  refresh().catch(tell);
  follow();
  addEventListener("online", () => location.reload());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh().catch(tell);
  });
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/antrean/sw.js", { scope: "/antrean/" }).catch(() => {});
  }
})();

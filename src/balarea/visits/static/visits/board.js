// A board: shows calls at once, says them, and says how old its data are.
(() => {
  "use strict";
  const id = (name) => document.getElementById(name);
  const board = id("isi"), { dataset } = board;
  const stale = id("usang"), minutes = id("umur"), hour = id("jam");
  const spoken = "balarea-spoken"; // numbers that this tab has said, also before a reload
  const FLASH = 12000;
  const isEmpty = !("after" in dataset); // the database was away at the first load
  let freshAt = Date.now() - Number(minutes.textContent) * 60000;
  let etag = "", isServerStale = !stale.hidden, isConnected = true;

  const said = new Set(JSON.parse(sessionStorage.getItem(spoken) ?? "[]"));
  const remember = (key) => {
    said.add(key);
    sessionStorage.setItem(spoken, JSON.stringify([...said].slice(-200)));
  };

  const languages = (dataset.languages ?? "").split(" ").filter(Boolean);
  const sound = id("suara");
  const voice = languages.length && !isEmpty ? balareaVoice.open({
    folder: dataset.voice,
    languages,
    silence: (isSilent) => { sound.hidden = !isSilent; },
    // What is said now, for whoever looks after the board and for tests.
    saying: (path) => { dataset.saying = path; },
  }) : null;
  sound.querySelector("button").addEventListener("click", () => voice?.unmute());

  // The values stay; a red line says how old they are.
  const showAge = () => {
    const age = Date.now() - freshAt;
    const isOld = isServerStale || (!isConnected && age > 15000);
    stale.hidden = !isOld;
    minutes.textContent = Math.floor(age / 60000);
    document.body.classList.toggle("old", isOld);
  };

  const showCall = (one) => {
    const now = board.querySelector(".call");
    if (!now) return; // nothing was read yet
    const [label, desk] = now.querySelectorAll("b");
    label.textContent = one.label;
    desk.textContent = one.desk;
    now.dataset.key = one.key;
    now.hidden = false;
    board.querySelector(".calls .none")?.remove();
  };
  const flash = (key) => {
    const now = board.querySelector(".call");
    if (!now || now.dataset.key !== key) return;
    now.classList.add("new");
    setTimeout(() => now.classList.remove("new"), FLASH);
  };

  const isCall = (one) => one.kind === "CALL" || one.kind === "RECALL";
  const announce = (one) => {
    if (said.has(one.key)) return;
    remember(one.key);
    if (one.age > 60) return; // old news is neither said nor flashed
    if (isCall(one)) {
      showCall(one);
      flash(one.key);
      id("kabar").textContent = `${one.label} → ${one.desk}`;
    }
    voice?.say(one);
  };

  const replace = (html) => {
    const isNew = board.querySelector(".call.new")?.dataset.key;
    board.innerHTML = html;
    if (isNew) flash(isNew);
  };

  const refresh = async () => {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(dataset.address, {
      headers, cache: "no-store", signal: AbortSignal.timeout(15000),
    }).catch((error) => { isConnected = false; throw error; });
    isConnected = answer.ok || answer.status === 304;
    if (!isConnected) throw new Error(answer.status);
    if (isEmpty) { location.reload(); return {}; }
    if (answer.status === 304) {
      isServerStale = false;
      freshAt = Date.now();
      return {};
    }
    etag = answer.headers.get("ETag");
    const content = await answer.json();
    isServerStale = content.stale;
    freshAt = Date.now() - content.age * 1000;
    if (!content.stale) hour.textContent = content.hour;
    replace(content.html);
    return content;
  };

  const recent = JSON.parse(id("baru")?.textContent ?? "[]");
  const live = balareaLive.follow({
    stream: isEmpty ? "" : dataset.stream,
    queues: (dataset.queues ?? "").split(" ").filter(Boolean),
    site: dataset.site,
    zone: dataset.zone,
    after: dataset.after,
    refresh,
    announce,
    show({ isLive, isStale }) {
      if (isStale) isServerStale = true;
      if (isLive && !isStale && !isServerStale) { isConnected = true; freshAt = Date.now(); }
      showAge();
    },
  });
  recent.forEach(live.take);
})();

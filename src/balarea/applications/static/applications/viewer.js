// Files beside the checklist, on wide screens; without this each link opens the file.
//   [data-view]         a link to a file; its value is the address of its pages as
//                       pictures, or empty where the file itself is a picture
//   [data-requirement]  what belongs to one requirement; its file is shown on focus
// A file is requested once: each request is recorded as an access.
(() => {
  "use strict";
  const panel = document.querySelector(".viewer");
  const room = matchMedia("(min-width: 64rem)");
  if (!panel) return;
  const part = (name) => panel.querySelector(`[data-part="${name}"]`);
  const canvas = part("page"), place = part("place"), fault = part("fault");
  const files = new Map(); // address -> { total, pages: [Image or undefined] }
  let shown = null, page = 0, turns = 0, zoom = 1, waiting = 0;

  const picture = (address) => new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = address;
  });

  const load = async (link, number) => {
    const key = link.href;
    const file = files.get(key) ?? { total: 1, pages: [] };
    files.set(key, file);
    if (file.pages[number]) return file;
    if (file.loading) { await file.loading; return load(link, number); }
    const fetched = async () => {
      if (!link.dataset.view) { file.pages[0] = await picture(key); return; }
      const answer = await fetch(`${link.dataset.view}?dari=${number + 1}`);
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const { total, first, pages } = await answer.json();
      if (!pages.length) throw new Error("no page");
      file.total = total;
      const drawn = await Promise.all(pages.map(picture));
      drawn.forEach((one, i) => { file.pages[first - 1 + i] = one; });
    };
    file.loading = fetched();
    try { await file.loading; } finally { file.loading = null; }
    return file;
  };

  const draw = (image) => {
    const isAcross = turns % 2 === 1;
    const [wide, high] = [image.naturalWidth, image.naturalHeight];
    [canvas.width, canvas.height] = isAcross ? [high, wide] : [wide, high];
    const context = canvas.getContext("2d");
    context.translate(canvas.width / 2, canvas.height / 2);
    context.rotate(turns * Math.PI / 2);
    context.drawImage(image, -wide / 2, -high / 2);
    canvas.style.width = `${zoom * 100}%`;
  };

  const render = async () => {
    const link = shown, number = page;
    place.textContent = panel.dataset.loading;
    fault.hidden = true;
    canvas.hidden = true;
    try {
      const file = await load(link, number);
      if (link !== shown || number !== page) return;
      draw(file.pages[number]);
      canvas.hidden = false;
      const words = panel.dataset.place;
      place.textContent = words.replace("{n}", number + 1).replace("{total}", file.total);
      canvas.setAttribute("aria-label", `${link.dataset.title}, ${place.textContent}`);
    } catch {
      if (link !== shown) return;
      place.textContent = "";
      fault.hidden = false;
    }
  };

  const show = (link) => {
    if (link === shown) return;
    shown = link;
    page = turns = 0;
    zoom = 1;
    panel.hidden = false;
    part("title").textContent = link.dataset.title;
    for (const one of panel.querySelectorAll("[data-part=alone]")) one.href = link.href;
    document.activeElement?.scrollIntoView({ block: "nearest" });
    render();
  };

  const close = () => {
    panel.hidden = true;
    shown = null;
    canvas.width = canvas.height = 0;
  };

  const go = (by) => {
    const to = Math.max(0, Math.min((files.get(shown.href)?.total ?? 1) - 1, page + by));
    if (to === page) return;
    page = to;
    part("stage").scrollTop = 0;
    render();
  };
  const scale = (by) => {
    zoom = Math.max(0.5, Math.min(4, zoom * by));
    canvas.style.width = `${zoom * 100}%`;
  };
  const turn = () => {
    turns = (turns + 1) % 4;
    const image = files.get(shown.href)?.pages[page];
    if (image) draw(image);
  };
  const ACTIONS = {
    n: () => go(1), p: () => go(-1), "+": () => scale(1.25), "=": () => scale(1.25),
    "-": () => scale(0.8), r: turn, Escape: close,
  };

  for (const button of panel.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => ACTIONS[button.dataset.do]());
  }

  const isWriting = (target) =>
    target.closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
  let going = 0;
  // Before the keys of the page: while a file is shown, these are the panel's.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (panel.hidden || !room.matches || document.querySelector("dialog[open]")) return;
    if (isWriting(event.target)) return;
    const isPlace = Date.now() - going < 1500;
    going = event.key === "g" ? Date.now() : 0;
    if (isPlace || !ACTIONS[event.key]) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ACTIONS[event.key]();
  }, true);

  document.addEventListener("click", (event) => {
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
    const peek = event.target.closest(".peek > summary")?.parentElement;
    const link = peek?.querySelector("a[data-view]") ?? event.target.closest("a[data-view]");
    if (!link || !isPlain || !room.matches) return;
    event.preventDefault();
    show(link);
  });

  document.addEventListener("focusin", (event) => {
    clearTimeout(waiting);
    const requirement = event.target.closest("[data-requirement]");
    if (!requirement || !room.matches) return;
    const links = [...requirement.querySelectorAll("a[data-view]")];
    if (!links.length || links.includes(shown)) return;
    // Whoever only passes by opens nothing.
    waiting = setTimeout(() => show(links[0]), 400);
  });
})();

// Papers at the desk. Everything here can be done without it too.
//   [data-state]   asks which photos wait, and adds those that have come to the page;
//                  what was chosen for the others stays, as does the focus
//   [data-live]    a text that is brought level then
//   [data-upload]  sends each chosen file by itself, with its progress
//   #folder        lists a scanner's folder, the newest files first, to be ticked
(() => {
  "use strict";
  const NEWEST = 20;
  const place = document.querySelector("[data-state]");
  const news = document.getElementById("kabar-foto");

  const shown = () =>
    [...place.querySelectorAll("[name^=urut-]")].map((field) => field.name.slice(5));

  const add = async () => {
    const answer = await fetch(location.pathname);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = place.querySelector(".scans");
    if (!list) {
      place.replaceChildren(...page.querySelector("[data-state]").childNodes);
    } else {
      const here = new Set(shown());
      for (const item of page.querySelectorAll(".scans li")) {
        if (!here.has(item.querySelector("[name^=urut-]").name.slice(5))) list.append(item);
      }
      for (const text of place.querySelectorAll("[data-live]")) {
        text.textContent = page.querySelector(`[data-live=${text.dataset.live}]`)?.textContent;
      }
    }
    news.textContent = "";
    news.textContent = news.dataset.one;
  };

  const look = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(place.dataset.state);
      if (!answer.ok || answer.redirected) return;
      const here = new Set(shown());
      if ((await answer.json()).photos.some((photo) => !here.has(photo))) await add();
    } catch {
      // No network: the next look may reach the mall.
    }
  };
  if (place) setInterval(look, 3000);

  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const field = form.querySelector("[name=file]");
  const folder = form.querySelector("#folder");
  const list = form.querySelector(".chosen");
  const chosen = new Map();

  const row = (file, ticked) => {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: ticked });
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0, hidden: true });
    const word = document.createElement("b");
    const at = new Date(file.lastModified).toLocaleString(document.documentElement.lang);
    label.append(box, ` ${file.name}, ${at} `);
    bar.setAttribute("aria-label", file.name);
    item.append(label, bar, word);
    list.append(item);
    chosen.set(file, { box, bar, word });
  };

  const fill = (files, ticked) => {
    list.replaceChildren();
    chosen.clear();
    for (const file of files) row(file, ticked);
  };

  folder.closest("[hidden]").hidden = false;
  folder.addEventListener("change", () => {
    const papers = [...folder.files].filter((file) => /^image\/|pdf$/.test(file.type));
    papers.sort((one, other) => other.lastModified - one.lastModified);
    field.required = false;
    fill(papers.slice(0, NEWEST), false);
  });
  field.addEventListener("change", () => fill(field.files, true));

  const send = (file, { bar, word }) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const sent = new FormData(form);
    sent.set("file", file, file.name);
    bar.hidden = false;
    request.upload.addEventListener("progress", (event) => { bar.value = event.loaded / event.total; });
    request.addEventListener("loadend", () => {
      const page = request.responseXML;
      const why = page?.querySelector(".errors a")?.textContent;
      word.textContent = !request.status ? list.dataset.cut
        : request.status === 200 ? list.dataset.sent : `${list.dataset.refused}: ${why ?? ""}`;
      done(request.status === 200);
    });
    request.responseType = "document";
    request.open("POST", form.dataset.upload);
    request.send(sent);
  });

  form.addEventListener("submit", async (event) => {
    const files = [...chosen].filter(([, { box }]) => box.checked && !box.disabled);
    if (!files.length) return;
    event.preventDefault();
    let all = true;
    for (const [file, parts] of files) {
      const good = await send(file, parts);
      parts.box.disabled = good;
      all &&= good;
    }
    if (all) location.reload();
  });
})();

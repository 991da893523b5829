{% load static %}// Without network a visit's page shows the number and what was last heard of it.
// Only pages of visits pass here; stored are numbers, words and the hour, under a digest
// of the address: neither the address nor anything personal.
"use strict";
const CACHE = "antrean-1", SHELL = "/antrean/luring/";
const FILES = [SHELL, "{% static 'ui/ui.css' %}", "{% static 'ui/icons.svg' %}", "{% static 'visits/visit.css' %}"];
const VISIT = /^\/antrean\/[\w-]{43}\/$/;
const OLD = 24 * 3600 * 1000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("antrean-") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

const keyOf = async (path) => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(path));
  return `/antrean/terakhir/${[...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("")}`;
};
const store = async (path, answer) => {
  const cache = await caches.open(CACHE), data = await answer.json();
  const last = { steps: data.steps.map(({ label, word, what, desk }) => ({ label, word, what, desk })), at: data.at, stored: Date.now() };
  await cache.put(await keyOf(path), new Response(JSON.stringify(last), { headers: { "Content-Type": "application/json" } }));
};
const clean = (text) => String(text).replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
const lastOf = async (path) => {
  const cache = await caches.open(CACHE), shell = await cache.match(SHELL);
  if (!shell) return Response.error();
  const page = await shell.text(), answer = await cache.match(await keyOf(path));
  const last = answer && await answer.json();
  let filled = page;
  if (last && Date.now() - last.stored < OLD) {
    filled = page.replace(/(<div class="stack" id="terakhir" data-updated="([^"]*)" data-desk="([^"]*)">)[\s\S]*?<\/div>/, (_, open, updated, desk) => open
      + last.steps.map((one) => `<section class="ticket"><p class="number">${clean(one.label)}</p><p><b>${clean(one.word)}</b></p>${one.desk ? `<p>${desk} ${clean(one.desk)}</p>` : ""}<p>${clean(one.what)}</p></section>`).join("")
      + `<p role="status"><b>${updated} ${clean(last.at)}</b></p></div>`);
  }
  const headers = new Headers(shell.headers);
  for (const name of ["Content-Encoding", "Content-Length", "ETag"]) headers.delete(name);
  return new Response(filled, { headers });
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin || event.request.method !== "GET") return;
  const visit = url.pathname.replace(/keadaan\.json$/, "");
  if (event.request.mode === "navigate" && VISIT.test(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => lastOf(url.pathname)));
  } else if (url.pathname.endsWith("/keadaan.json") && VISIT.test(visit)) {
    event.respondWith(fetch(event.request).then((answer) => {
      if (answer.status === 200) event.waitUntil(store(visit, answer.clone()));
      return answer;
    }));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});

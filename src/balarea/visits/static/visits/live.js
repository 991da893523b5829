// Follows the streams of boards and queues; pages work without it, by loading anew.
//
//   const end = balareaLive.follow({
//     stream,          // where: ":8001" (a port of this host), "/arus/", or "" for none
//     queues,          // ids of queues whose changes matter
//     site, zone,      // whose announcements; no site: none
//     after,           // which announcements the page has: "A:12,B:7"
//     refresh,         // async () => …: reads the page's data anew; throws if it can't.
//                      // Returns nothing, or {after, announcements} that it read
//     announce,        // (announcement) => …: one that this page hasn't had
//     show,            // ({isLive, isStale}) => …: how well the page is connected
//     spacing,         // least milliseconds between two refreshes (default: 4000)
//   });
//
// The stream says that something changed; `refresh` reads it. Without a message for 45 s
// the stream counts as broken: then the page is read every 5 s, and every 30 s the stream
// is tried again. Whatever was announced twice is handed on once.
(() => {
  "use strict";
  const SILENCE = 45000, POLL = 5000, TRY_AGAIN = 30000;

  const address = ({ stream, queues = [], site = "", zone = "" }, after) => {
    const url = new URL(location.origin);
    if (stream.startsWith(":")) url.port = stream.slice(1);
    url.pathname = stream.startsWith(":") ? "/arus/" : stream;
    if (site) url.searchParams.set("lokasi", site);
    if (zone) url.searchParams.set("zona", zone);
    for (const queue of queues) url.searchParams.append("antrean", queue);
    if (site) url.searchParams.set("sesudah", after);
    return url;
  };

  const follow = (given) => {
    const options = { spacing: 4000, announce() {}, show() {}, ...given };
    const seen = new Set();
    let after = options.after ?? "", source = null, heard = 0, opened = 0;
    let isStale = false, isReading = false, isDue = false, readAt = 0, timer = 0;

    const isLive = () => source !== null && Date.now() - heard < SILENCE;
    const show = () => options.show({ isLive: isLive(), isStale });

    const read = async () => {
      timer = 0;
      if (isReading) { isDue = true; return; }
      isReading = true;
      isDue = false;
      try {
        const read = await options.refresh();
        read?.announcements?.forEach(take);
        // A stream that is opened next goes on from there.
        if (read?.after && !isLive()) after = read.after;
      } catch { /* the page says how old its data are */ }
      isReading = false;
      readAt = Date.now();
      show();
      if (isDue) soon();
    };
    // All pages hear of a change at once; they don't ask at once.
    const soon = () => {
      if (timer) return;
      const rest = Math.max(0, readAt + options.spacing - Date.now());
      timer = setTimeout(read, rest + Math.random() * Math.min(options.spacing, 1000));
    };

    const take = (one) => {
      if (seen.has(one.key)) return;
      seen.add(one.key);
      options.announce(one);
    };

    const close = () => {
      source?.close();
      source = null;
    };
    const open = () => {
      if (!options.stream) return;
      close();
      opened = Date.now();
      const mine = source = new EventSource(address(options, after));
      heard = opened;
      const on = (name, act) => mine.addEventListener(name, (event) => {
        if (mine !== source) return;
        heard = Date.now();
        act(event);
      });
      on("open", () => { soon(); show(); });
      on("state", (event) => {
        isStale = JSON.parse(event.data).stale;
        show();
      });
      on("announcement", (event) => {
        after = event.lastEventId || after;
        take(JSON.parse(event.data));
        soon();
      });
      on("queue", soon);
      on("resync", soon);
      mine.addEventListener("error", () => {
        if (mine !== source) return;
        // It comes again by itself, unless it was refused.
        if (mine.readyState === EventSource.CLOSED) close();
        show();
      });
    };

    const watch = () => {
      if (source && Date.now() - heard >= SILENCE) close();
      if (!source && Date.now() - opened >= TRY_AGAIN) open();
      const isQuiet = source === null || source.readyState !== EventSource.OPEN;
      if ((isQuiet || isStale) && Date.now() - readAt >= POLL) read();
      show();
    };
    const ticking = setInterval(watch, 1000);
    readAt = Date.now();
    open();
    return { take, end() { clearInterval(ticking); clearTimeout(timer); close(); } };
  };

  globalThis.balareaLive = { follow };
})();

// Says calls by recorded clips, one after the other, each twice, never cut off.
//
//   const voice = balareaVoice.open({
//     folder,      // address of the clips: folder + "id/letter-b.mp3"
//     languages,   // in which order a call is said, as ["id", "id"]
//     silence,     // (isSilent) => …: whether the browser lets no sound out
//     saying,      // (text) => …: the clip that begins now; "" when all is said
//   });
//   voice.say(announcement, receivedAt); voice.unmute();
(() => {
  "use strict";
  const STALE = 60000; // milliseconds after which a call isn't said any more
  const GAP = 0.04; // seconds between two clips
  const PAUSE = 0.7; // seconds between the first time and the second

  const open = ({ folder, languages, silence, saying }) => {
    const sound = new AudioContext();
    const clips = new Map();
    const waiting = [];
    let isSaying = false;

    const clip = (path) => {
      if (!clips.has(path)) {
        const loading = fetch(folder + path)
          .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status))
          .then((bytes) => sound.decodeAudioData(bytes));
        loading.catch(() => clips.delete(path)); // tried again the next time
        clips.set(path, loading);
      }
      return clips.get(path);
    };

    const play = async (path) => {
      let buffer;
      try { buffer = await clip(path); } catch { return; } // that word is missing
      saying(path);
      await new Promise((done) => {
        const player = new AudioBufferSourceNode(sound, { buffer });
        player.connect(sound.destination);
        player.addEventListener("ended", done);
        player.start(sound.currentTime + GAP);
      });
    };
    const rest = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

    const isStale = ({ one, receivedAt }) =>
      one.age * 1000 + performance.now() - receivedAt > STALE;

    const sayAll = async () => {
      if (isSaying || sound.state !== "running") return;
      isSaying = true;
      while (waiting.length && sound.state === "running") {
        const job = waiting.shift();
        if (isStale(job)) continue;
        await play("id/chime.mp3");
        for (const [at, language] of languages.entries()) {
          const words = job.one.clips[language] ?? [];
          if (at && words.length) await rest(PAUSE);
          for (const word of words) await play(`${language}/${word}.mp3`);
        }
      }
      isSaying = false;
      saying("");
    };

    const report = () => {
      silence(sound.state !== "running");
      sayAll();
    };
    sound.addEventListener("statechange", report);
    report();
    for (const language of new Set(languages)) clip(`${language}/queue-number.mp3`);

    return {
      say(one, receivedAt = performance.now()) {
        waiting.push({ one, receivedAt });
        sayAll();
      },
      unmute: () => sound.resume(),
    };
  };

  globalThis.balareaVoice = { open };
})();

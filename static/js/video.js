// Which pieces of a film are really played: a piece ends where the film is paused or jumps. They are told to the portal
// every 15 seconds and whenever a piece ends. The film goes on where the person was last.
(() => {
  const EVERY = 15000;
  const SHORTEST = 100;
  const FASTEST = 2;
  const film = document.querySelector("video[data-watch]");
  if (!film || !window.Outbox || !window.isSecureContext) return;
  const learning = Learning(film.closest("[data-evidence]"));
  const length = Number(film.dataset.length) * 1000;
  let piece = null;
  let seen = 0;

  const now = () => Math.round(film.currentTime * 1000);

  // The clock of the page says how far the film can have come since it was last looked at. What is beyond was jumped.
  function look() {
    const time = now();
    const passed = performance.now() - seen;
    seen = performance.now();
    if (film.paused || film.seeking) return;
    if (!piece) piece = { from: time, to: time };
    else if (time < piece.to || time - piece.to > passed * film.playbackRate + 1000) {
      end();
      piece = { from: time, to: time };
    } else piece.to = time;
  }

  function end() {
    const { from, to } = piece ?? { from: 0, to: 0 };
    piece = null;
    if (to - from < SHORTEST) return;
    learning.add({ kind: "watched", from, to });
    if (length) learning.draw(Math.floor((from * 1000) / length), Math.max(1, Math.floor(((to - from) * 1000) / length)));
  }

  // What was played until now; the piece goes on.
  function report() {
    look();
    const to = piece?.to;
    end();
    if (to !== undefined && !film.paused) piece = { from: to, to };
    learning.send();
  }

  function stop() {
    if (piece && !film.seeking) piece.to = Math.max(piece.to, Math.min(now(), piece.to + 1000));
    end();
    learning.send();
  }

  film.addEventListener("timeupdate", look);
  // From the very moment it was started or found: the first tick comes up to a quarter of a second later.
  film.addEventListener("play", look);
  film.addEventListener("seeked", look);
  film.addEventListener("seeking", end);
  film.addEventListener("pause", () => { stop(); learning.speak(); });
  film.addEventListener("ended", stop);
  film.addEventListener("ratechange", () => {
    look();
    if (film.playbackRate > FASTEST) film.playbackRate = FASTEST;
  });
  setInterval(() => { if (piece) report(); }, EVERY);
  learning.onleave(() => {
    look();
    end();
  });

  const resume = () => {
    const position = Number(film.dataset.position);
    if (position > 0 && position < film.duration - 5 && film.currentTime === 0) film.currentTime = position;
  };
  if (film.readyState >= film.HAVE_METADATA) resume();
  else film.addEventListener("loadedmetadata", resume, { once: true });
})();

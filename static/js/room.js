// Keeps the code on a room's screen fresh. Without this script the page reloads itself.
const POLL_MS = 5000;
const TOO_OLD_MS = 30000;
const screen = document.getElementById("room-code");
const lost = document.getElementById("room-lost");
let fresh = performance.now();

async function renew() {
  try {
    const answer = await fetch(screen.dataset.src, { signal: AbortSignal.timeout(POLL_MS) });
    if (!answer.ok || answer.redirected) throw new Error("no code");
    screen.innerHTML = await answer.text();
    fresh = performance.now();
  } catch {
    // Said below, once the code that is shown is too old.
  }
  const isLost = performance.now() - fresh > TOO_OLD_MS;
  lost.hidden = !isLost;
  screen.hidden = isLost;
  setTimeout(renew, POLL_MS);
}

setTimeout(renew, POLL_MS);
// A projector that falls asleep shows nothing.
navigator.wakeLock?.request("screen").catch(() => {});

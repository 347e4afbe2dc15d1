// While certificates are being issued: shows how far it is, until nothing is under way any more. Less often by and by.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;

async function look(wait) {
  const now = document.getElementById("issuing");
  const answer = await fetch(now.dataset.src, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer && answer.ok && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("issuing");
    if (now.contains(document.activeElement)) now.querySelector("progress")?.setAttribute("value", fresh.querySelector("progress")?.value ?? 0);
    else now.replaceWith(fresh);
    if (fresh.dataset.busy !== "yes") return;
  }
  window.setTimeout(look, wait, Math.min(wait * 1.3, LONGEST_WAIT));
}

window.setTimeout(look, FIRST_WAIT, FIRST_WAIT);

// While a report is being made: shows how far it is, until nothing is under way any more. Less often by and by.
const FIRST_WAIT = 1500;
const LONGEST_WAIT = 20000;

async function look(wait) {
  const now = document.getElementById("reports");
  if (!now || now.dataset.busy !== "yes") return;
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer && answer.ok && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("reports");
    // Whoever is at a link of the list is not thrown off it; the list is shown anew the next time.
    if (fresh && !now.contains(document.activeElement)) now.replaceWith(fresh);
  }
  window.setTimeout(look, wait, Math.min(wait * 1.3, LONGEST_WAIT));
}

window.setTimeout(look, FIRST_WAIT, FIRST_WAIT);

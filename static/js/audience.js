// Counts the people anew when another is chosen. Without it there is the button.
const form = document.querySelector("form[data-audience]");
const place = document.getElementById("audience");
const button = form.querySelector("[data-count]");
let wait, latest = 0;
button.hidden = true;
form.addEventListener("change", (event) => {
  if (!["event", "states", "countries", "professions", "level"].includes(event.target.name)) return;
  clearTimeout(wait);
  wait = setTimeout(async () => {
    const number = ++latest;
    const chosen = new URLSearchParams(new FormData(form));
    for (const name of ["csrfmiddlewaretoken", "edition", "subject", "body"]) chosen.delete(name);
    const answer = await fetch(`${form.dataset.audience}?${chosen}`).catch(() => null);
    if (number !== latest) return;
    if (answer?.ok && !answer.redirected) place.innerHTML = await answer.text();
    else button.hidden = false;
  }, 250);
});

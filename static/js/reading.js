// While a report is being read: shows how far it is, and the page anew as soon as it is done.
const LOOK_EVERY = 1000;

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok) return window.setTimeout(look, LOOK_EVERY * 5);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const reading = page.getElementById("reading");
  if (!reading) return location.reload();
  const now = document.getElementById("reading");
  now.querySelector("progress").value = reading.querySelector("progress").value;
  const status = reading.querySelector("[role=status]").textContent;
  if (now.querySelector("[role=status]").textContent !== status) now.querySelector("[role=status]").textContent = status;
  return window.setTimeout(look, LOOK_EVERY);
}

window.setTimeout(look, LOOK_EVERY);

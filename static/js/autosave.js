// Saves a form that belongs to one person while it is typed. The server stores what is sound, says what is not, and
// names the revision the page holds from now on; of two windows the older one is told and saves no more by itself.
// Without this script the Save button does the same. It also counts words, whether or not the form saves itself.
{
  const form = document.getElementById("application");
  const words = JSON.parse(document.getElementById("words").textContent);
  const TYPING_MS = 1500;
  const AGAIN_MS = 10000;
  const LOOKS = { saved: "done", saving: "wait", unsaved: "wait", offline: "off", login: "off", failed: "off" };
  const ICONS = { saved: "confirmed", saving: "waiting", unsaved: "waiting", offline: "offline", login: "declined", failed: "offline" };

  // ---- Counting words ----

  const count = (text) => text.split(/\s+/).filter(Boolean).length;

  form.querySelectorAll("[data-count-for]").forEach((line) => {
    const field = document.getElementById(line.dataset.countFor);
    const most = Number(field.dataset.words);
    const tell = () => {
      const number = count(field.value);
      line.textContent = words.count.replace("COUNT", number).replace("MOST", most);
      line.classList.toggle("is-too-long", number > most);
    };
    field.addEventListener("input", tell);
    tell();
  });

  // ---- Saving ----

  const address = form.dataset.autosave;
  const saving = document.getElementById("saving");
  const given = () => new URLSearchParams(new FormData(form)).toString();
  let kept = given();
  let isSending = false;
  let isOver = !address;
  let isLeaving = false;
  let timer;

  function say(state) {
    const text = document.createElement("span");
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    text.textContent = words[state].replace("TIME", time);
    if (saving.textContent === text.textContent) return;
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#i-${ICONS[state]}`);
    icon.append(use);
    saving.className = `saving saving-${LOOKS[state]}`;
    saving.replaceChildren(icon, text);
  }

  function notice(name, text) {
    const box = form.querySelector(`[data-notice="${name}"]`);
    box.querySelector("[data-say]").textContent = text;
    box.hidden = !text;
  }

  function complain(errors) {
    form.querySelectorAll("[data-not-saved]").forEach((line) => {
      document.getElementById(line.dataset.notSaved).removeAttribute("aria-describedby");
      document.getElementById(line.dataset.notSaved).classList.remove("is-invalid");
      line.remove();
    });
    for (const [id, text] of Object.entries(errors)) {
      const field = document.getElementById(id);
      if (!field) continue;
      const line = document.createElement("p");
      line.className = "invalid-feedback d-block";
      line.id = `not-saved-${id}`;
      line.dataset.notSaved = id;
      line.textContent = text;
      field.classList.add("is-invalid");
      field.setAttribute("aria-describedby", line.id);
      field.after(line);
    }
  }

  async function save(leaving = false) {
    clearTimeout(timer);
    const now = given();
    if (isOver || isSending || now === kept) return;
    isSending = true;
    say("saving");
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: new URLSearchParams(now),
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: leaving && now.length < 60000,
      });
      if (answer.status === 409) stop((await answer.json()).words);
      else if (answer.type === "opaqueredirect" || answer.status === 403) wait("login");
      else if (!answer.ok) wait("failed");
      else took(now, await answer.json());
    } catch {
      wait(navigator.onLine ? "failed" : "offline");
    } finally {
      isSending = false;
    }
    if (!isOver && given() !== kept) schedule(AGAIN_MS);
  }

  function took(sent, answer) {
    kept = sent.replace(/(^|&)revision=\d+/, `$1revision=${answer.revision}`);
    form.elements.revision.value = answer.revision;
    complain(answer.errors);
    notice("closed", answer.closed);
    say(given() === kept ? "saved" : "unsaved");
    if (given() !== kept) schedule(TYPING_MS);
  }

  function wait(state) {
    say(state);
    schedule(AGAIN_MS);
  }

  function stop(text) {
    isOver = true;
    saving.replaceChildren();
    notice("newer", text);
  }

  function schedule(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  if (address) {
    form.addEventListener("input", () => {
      if (isOver) return;
      say("unsaved");
      schedule(TYPING_MS);
    });
    form.addEventListener("submit", () => { isLeaving = true; clearTimeout(timer); });
    window.addEventListener("online", () => save());
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
    window.addEventListener("beforeunload", (event) => { if (!isLeaving && given() !== kept) event.preventDefault(); });
  }
}

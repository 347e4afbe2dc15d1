// Saves a review while it is written. Without this the button "Save for later" does the same.
(() => {
  const form = document.querySelector("[data-review]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const PAUSE = 1500;
  const AGAIN = 10000;
  let timer;
  let isSaving = false;
  let isStopped = false;

  const say = (text, kind) => {
    said.textContent = text;
    said.className = `saving saving-${kind}`;
  };

  const time = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  async function save() {
    if (isSaving) return later(PAUSE);
    isSaving = true;
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      await heard(answer);
    } catch {
      say(form.dataset.off, "off");
      later(AGAIN);
    } finally {
      isSaving = false;
    }
  }

  async function heard(answer) {
    const facts = await answer.json();
    if (answer.ok) {
      form.elements.seen.value = facts.seen;
      say(`${form.dataset.saved} ${time()}`, "done");
    } else {
      // Another window was faster, or the review is over: going on would only be refused again.
      isStopped = true;
      say(facts.error, "off");
    }
  }

  form.addEventListener("input", () => {
    if (isStopped) return;
    say(form.dataset.waiting, "wait");
    later(PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
})();

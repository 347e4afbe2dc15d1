// Points out beside a text, while it is written, what may tell who a patient is. Nothing is kept of what is asked here.
// Without this script the page "A last look" says the same of the whole case.
{
  const PAUSE_MS = 1500;
  const form = document.querySelector("form[data-look]");
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;

  form.querySelectorAll("textarea").forEach((field) => {
    const box = document.createElement("div");
    box.className = "case-findings";
    box.setAttribute("aria-live", "polite");
    field.closest(".field").append(box);
    let timer;
    let asked = 0;

    async function ask() {
      const turn = (asked += 1);
      const body = new URLSearchParams({ where: `section.${field.name}`, text: field.value });
      try {
        const answer = await fetch(form.dataset.look, { method: "POST", headers: { "X-CSRFToken": token }, body, redirect: "error" });
        // What was typed since has its own question on the way.
        if (answer.ok && turn === asked) box.innerHTML = await answer.text();
      } catch {
        // Offline: the page before handing in looks again.
      }
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE_MS);
    });
    if (field.value.trim()) ask();
  });
}

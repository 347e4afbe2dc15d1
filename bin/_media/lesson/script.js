/* The lesson: which page is open, which answers were given, and what the portal is told of it.
   How SCORM 1.2 and SCORM 2004 name these things stands in standard.js. */
"use strict";

const PASS_PERCENT = 60;
const began = Date.now();
const pages = [...document.querySelectorAll("[data-page]")];
const questions = [...document.querySelectorAll("[data-question]")];
const byId = (id) => document.getElementById(id);

/* `best` is the score of the best round that was answered to its end: a second round never takes it away. */
const state = { page: 0, seen: 1, answers: {}, best: null };

/* ---- The portal ------------------------------------------------------------------------------------------- */

const record = {
  api: null,
  open: false,

  /* This window, those around it, then the one that opened it and those around that. */
  find() {
    return this.search(window) || this.search(other(() => window.top.opener)) || this.search(other(() => window.opener));
  },
  search(start) {
    let from = start;
    for (let steps = 0; from && steps < 500; steps += 1) {
      const here = from;
      const api = other(() => here[STANDARD.api]);
      if (api) return api;
      const above = other(() => here.parent);
      from = above === from ? null : above;
    }
    return null;
  },
  call(name, ...values) {
    return String(this.api[STANDARD.calls[name]](...values));
  },
  begin() {
    this.api = this.find();
    this.open = this.api !== null && this.call("initialise", "") === "true";
    return this.open;
  },
  get(key) {
    return this.call("get", key);
  },
  /* True only where the portal took every value and says that it kept them. */
  keep(pairs) {
    const taken = pairs.map(([key, value]) => this.call("set", key, String(value)) === "true");
    return this.call("commit", "") === "true" && taken.every(Boolean);
  },
  error() {
    const code = this.call("error");
    return code === "0" ? "" : ` (error ${code})`;
  },
};

/* A window of another origin throws when it is looked into. */
function other(look) {
  try {
    return look() || null;
  } catch {
    return null;
  }
}

/* ---- What is kept ------------------------------------------------------------------------------------------ */

const isRight = (question) => {
  const chosen = question.querySelector(`input[value="${state.answers[question.dataset.question]}"]`);
  return chosen !== null && chosen.hasAttribute("data-right");
};
const answered = () => questions.filter((question) => state.answers[question.dataset.question]);
const right = () => questions.filter(isRight).length;
const percent = () => Math.round((100 * right()) / questions.length);
const done = () => state.seen === pages.length && answered().length === questions.length;
const passed = (score) => score >= PASS_PERCENT;

function resume() {
  const kept = other(() => JSON.parse(record.get(STANDARD.suspended)));
  if (kept && kept.answers) {
    state.seen = Math.min(Math.max(Number(kept.seen) || 1, 1), pages.length);
    state.answers = kept.answers;
    state.best = typeof kept.best === "number" ? kept.best : null;
  }
  const bookmark = record.get(STANDARD.bookmark);
  state.page = Math.max(pages.findIndex((page) => page.dataset.page === bookmark), 0);
  state.seen = Math.max(state.seen, state.page + 1);
}

function save() {
  if (done()) state.best = Math.max(state.best ?? 0, percent());
  if (!record.open) return;
  const { page, seen, answers, best } = state;
  const kept = record.keep([
    [STANDARD.bookmark, pages[page].dataset.page],
    [STANDARD.suspended, JSON.stringify({ seen, answers, best })],
    ...(best === null ? [] : STANDARD.score(best)),
    ...STANDARD.status(best !== null, passed(best)),
    ...STANDARD.time((Date.now() - began) / 1000),
  ]);
  byId("saved").textContent = kept ? "Saved." : "";
  byId("retry").hidden = kept;
  say(kept ? "" : `The portal could not keep your last step${record.error()}. Stay on this page and try to save again.`);
}

/* ---- What is shown ----------------------------------------------------------------------------------------- */

function say(words) {
  byId("notice").textContent = words;
  byId("notice").hidden = words === "";
}

function show() {
  pages.forEach((page, number) => { page.hidden = number !== state.page; });
  byId("where").textContent = `Page ${state.page + 1} of ${pages.length}, ${answered().length} of ${questions.length} questions answered`;
  [...byId("chain").children].forEach((bead, number) => {
    bead.className = number === state.page ? "here" : number < state.seen ? "done" : "";
  });
  byId("back").hidden = state.page === 0;
  byId("on").hidden = state.page === pages.length - 1;
  byId("anew").hidden = state.page !== pages.length - 1;
  questions.forEach(mark);
  tell();
}

/* An answer counts once; then its options say in words what was right. */
function mark(question) {
  const answer = state.answers[question.dataset.question];
  question.querySelector("[data-why]").hidden = !answer;
  question.querySelector("button").hidden = Boolean(answer);
  question.querySelectorAll("label").forEach((label) => {
    const input = label.querySelector("input");
    const rightOne = input.hasAttribute("data-right");
    const chosen = input.value === answer;
    input.disabled = Boolean(answer);
    input.checked = chosen;
    label.className = answer && rightOne ? "right" : chosen ? "wrong" : "";
    label.querySelector(".verdict")?.remove();
    if (answer && (rightOne || chosen)) label.append(verdict(rightOne, chosen));
  });
}

function verdict(rightOne, chosen) {
  const words = document.createElement("span");
  words.className = "verdict";
  words.textContent = rightOne ? (chosen ? "✓ Right" : "✓ The answer") : "✗ Not this";
  return words;
}

function tell() {
  const missing = questions.length - answered().length;
  const strong = document.createElement("strong");
  strong.textContent = missing
    ? `${missing} of ${questions.length} questions still without an answer.`
    : `${right()} of ${questions.length} right: ${percent()} %, ${passed(percent()) ? "passed" : "not passed yet"}.`;
  byId("result").replaceChildren(strong, ` ${whatNext(missing)}`);
}

function whatNext(missing) {
  if (missing) return "Go back to them: the lesson is complete when all are answered.";
  if (passed(percent())) return "The lesson is complete.";
  return `It takes ${PASS_PERCENT} %. Read the explanations, then start again.`;
}

function go(number) {
  state.page = number;
  state.seen = Math.max(state.seen, number + 1);
  show();
  window.scrollTo(0, 0);
  pages[number].querySelector("h1").focus();
  save();
}

/* ---- What a person does ------------------------------------------------------------------------------------ */

/* With the arrow keys each option is chosen in passing, so an answer counts only with this button. */
questions.forEach((question) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Answer";
  button.addEventListener("click", () => answer(question));
  question.append(button);
});

function answer(question) {
  const chosen = question.querySelector("input:checked");
  if (chosen === null) {
    question.querySelector("input").focus();
    return;
  }
  state.answers[question.dataset.question] = chosen.value;
  show();
  question.querySelector("[data-why]").focus();
  save();
}

byId("back").addEventListener("click", () => go(state.page - 1));
byId("on").addEventListener("click", () => go(state.page + 1));
byId("retry").addEventListener("click", save);
byId("anew").addEventListener("click", () => {
  state.answers = {};
  state.seen = 1;
  go(0);
});

/* The last call: after it the portal takes nothing more. */
window.addEventListener("pagehide", () => {
  if (!record.open) return;
  save();
  record.call("finish", "");
  record.open = false;
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

if (record.begin()) {
  resume();
  show();
  save();
} else {
  show();
  say("This lesson is not connected to a portal. You can read it and answer, but nothing is recorded.");
}

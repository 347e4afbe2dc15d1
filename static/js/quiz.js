// Takes an assessment without waiting for the network: all questions are on the page, and each answer goes into the
// outbox (outbox.js) the moment it is given. Without this script each question is a page with a form of its own.
//
// Fields travel as the form has them, and the server reads them as it reads the form. An answer says the revision it
// follows: one more than what the server has said of that question.

const root = document.getElementById("quiz");
const words = JSON.parse(document.getElementById("words").textContent);
const sections = new Map([...root.querySelectorAll("section[data-number]")].map((one) => [Number(one.dataset.number), one]));
const panel = document.getElementById("hand-in");
const clock = document.getElementById("clock");
const saving = document.getElementById("saving");
const announce = document.getElementById("announce");
const box = Outbox.open(`quiz-${root.dataset.person}-${root.dataset.attempt}`);
const TYPING_MS = 800;
const ANNOUNCED = [10, 5, 1];

// ---- The clock of the server ----

const arrived = Date.now() - performance.now() + performance.getEntriesByType("navigation")[0].responseStart;
let offset = Number(root.dataset.now) - arrived;
const ends = Number(root.dataset.ends ?? 0);
const secondsLeft = () => Math.max(0, Math.ceil((ends - Date.now() - offset) / 1000));
let announced = ends ? secondsLeft() : 0;

function tick() {
  const left = secondsLeft();
  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  clock.querySelector("[data-left]")?.replaceChildren(words.left.replace("{time}", time));
  clock.classList.toggle("is-short", left <= 60);
  const minutes = ANNOUNCED.find((one) => announced > one * 60 && left <= one * 60);
  if (minutes) announce.textContent = words.minutes[minutes];
  announced = left;
  if (left <= 2) keepAll();
  if (!left) timeIsOver();
}

function timeIsOver() {
  clearInterval(ticking);
  clock.textContent = announce.textContent = words.over;
  show("over");
  handIn();
}

// ---- What each question says ----

const isOwn = (name) => !["csrfmiddlewaretoken", "revision", "flag"].includes(name);
const formOf = (section) => section.querySelector("form");

function given(section) {
  const form = formOf(section);
  const fields = [...new FormData(form)].filter(([name, value]) => isOwn(name) && value !== "");
  return { fields, flag: form.elements.flag.checked };
}

function fill(section, fields, flag) {
  for (const field of formOf(section).elements) {
    if (!field.name || !isOwn(field.name)) continue;
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values.at(-1) ?? "";
  }
  formOf(section).elements.flag.checked = flag;
  section.querySelectorAll(".steps-to-order").forEach(sortSteps);
}

const states = new Map([...sections].map(([number, section]) => [number, {
  revision: Number(formOf(section).elements.revision.value) - 1,
  kept: JSON.stringify(given(section)),
  unsent: 0,
}]));

function mark(number) {
  const section = sections.get(number);
  const { fields, flag } = given(section);
  const look = states.get(number).unsent ? "kept" : fields.length ? "saved" : "open";
  const link = document.querySelector(`#all-questions [data-number="${number}"]`);
  link.className = `${look}${flag ? " flagged" : ""}`;
  link.querySelector("[data-words]").textContent = `: ${words[`is_${look}`]}${flag ? `, ${words.is_flagged}` : ""}`;
}

function complain(number, text) {
  sections.get(number).querySelector(".ask-error").textContent = text;
}

// ---- Keeping ----

function keep(number, isMeant = false) {
  const state = states.get(number);
  const now = given(sections.get(number));
  const text = JSON.stringify(now);
  if (isLocked || (text === state.kept && !isMeant)) return;
  state.kept = text;
  state.unsent += 1;
  complain(number, "");
  mark(number);
  box.add({ n: number, revision: state.revision + 1, ...now }).then((item) => { mine.add(item.sequence); box.flush(); });
}

const keepAll = () => sections.forEach((_section, number) => keep(number));

// ---- Sending ----

const mine = new Set();
let isLocked = [...sections.values()].some((section) => section.querySelector("fieldset:disabled"));
let isHandingIn = false;

async function send(items, leaving) {
  items.forEach(remember);
  const answers = items.filter((item) => !item.hand_in);
  const wish = items.find((item) => item.hand_in);
  // Only with the last of the answers is the attempt handed in.
  const message = { now: new Date().toISOString(), answers, hand_in: Boolean(wish) };
  const answer = await Outbox.post(root.dataset.answers, message, leaving);
  offset = answer.now - Date.now();
  answer.taken.forEach(take);
  if (answer.ended) ended();
  return [...answer.taken.map((one) => one.sequence), ...(wish && answer.ended ? [wish.sequence] : [])];
}

// What an earlier visit of this page has left behind is shown again.
function remember(item) {
  if (mine.has(item.sequence)) return;
  mine.add(item.sequence);
  if (item.hand_in) {
    isHandingIn = true;
    lock();
    return;
  }
  const state = states.get(item.n);
  if (!state) return;
  state.unsent += 1;
  if (JSON.stringify(given(sections.get(item.n))) === state.kept) {
    fill(sections.get(item.n), item.fields, item.flag);
    state.kept = JSON.stringify(given(sections.get(item.n)));
  }
  mark(item.n);
}

function take(one) {
  const state = states.get(one.n);
  if (!state) return;
  state.unsent = Math.max(0, state.unsent - 1);
  if (one.revision !== undefined) state.revision = one.revision;
  if (one.outcome === "superseded") become(one);
  if (["superseded", "refused", "over"].includes(one.outcome)) complain(one.n, one.words);
  if (one.outcome === "refused") refused = true;
  mark(one.n);
}

// What counts was given elsewhere: this device shows it from now on.
function become({ n, revision, fields, flag }) {
  const state = states.get(n);
  if (state.unsent) return;
  state.revision = revision;
  fill(sections.get(n), fields, flag);
  state.kept = JSON.stringify(given(sections.get(n)));
  mark(n);
}

async function lookElsewhere() {
  if (isHandingIn || [...states.values()].some((state) => state.unsent)) return;
  const asked = { now: new Date().toISOString(), answers: [], all: true };
  const answer = await Outbox.post(root.dataset.answers, asked).catch(() => null);
  if (!answer) return;
  offset = answer.now - Date.now();
  if (answer.ended) ended();
  const newer = answer.all.filter((one) => one.revision > states.get(one.n).revision);
  newer.forEach(become);
  if (newer.length) show("elsewhere");
}

function ended() {
  lock();
  clearInterval(ticking);
  if (isHandingIn) window.location.assign(root.dataset.review);
  else show("ended");
}

// ---- What the page says about it ----

let refused = false;
let wasWaiting = false;
const ICONS = { saved: "confirmed", waiting: "waiting", offline: "offline", login: "declined", refused: "declined" };
const LOOKS = { saved: "done", waiting: "wait", offline: "off", login: "off", refused: "off" };

function say(state, count) {
  show("login", state === "login");
  show("offline", state === "offline" || !navigator.onLine);
  show("handing-in", isHandingIn && count > 0 && state === "offline");
  if (count) wasWaiting = true;
  if (!wasWaiting) return;
  const now = state === "saved" && refused ? "refused" : state;
  if (state === "saved") refused = false;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const text = document.createElement("span");
  text.textContent = now === "saved" ? `${words.saved} ${time}` : words[now];
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${ICONS[now]}`);
  icon.append(use);
  if (saving.textContent === text.textContent) return;
  saving.className = `saving saving-${LOOKS[now]}`;
  saving.replaceChildren(icon, text);
}

function show(name, isShown = true) {
  document.querySelector(`[data-notice="${name}"]`).hidden = !isShown;
}

// ---- From one question to the next ----

let current = [...sections].find(([, section]) => !section.hidden)[0];

function leave() {
  if (sections.has(current)) keep(current);
}

function turnTo(number, isNew = true) {
  const section = sections.get(number) ?? panel;
  leave();
  sections.forEach((one) => { one.hidden = one !== section; });
  panel.hidden = section !== panel;
  current = section === panel ? "hand-in" : number;
  const link = document.querySelector(`#all-questions [data-number="${number}"]`);
  document.querySelectorAll("#all-questions [aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  link?.setAttribute("aria-current", "step");
  if (section === panel) fillPanel();
  else {
    const head = section.querySelector(".progress-head");
    if (clock) head.append(clock);
    section.querySelector(".foot-of-question").prepend(saving);
  }
  const heading = section.querySelector("h2");
  document.title = document.title.replace(/^[^,]*/, heading.textContent);
  if (isNew) history.pushState({ number: current }, "", link?.href ?? "#hand-in");
  heading.focus({ preventScroll: true });
  if (isNew) section.scrollIntoView({ block: "start" });
}

function fillPanel() {
  const all = [...sections].map(([number, section]) => [number, given(section)]);
  const isAnswered = ({ fields }) => fields.length > 0;
  const gaps = { open: all.filter(([, now]) => !isAnswered(now)), flagged: all.filter(([, now]) => now.flag) };
  panel.querySelector("[data-gaps=none]").hidden = gaps.open.length > 0;
  for (const [name, found] of Object.entries(gaps)) {
    const part = panel.querySelector(`[data-gaps=${name}]`);
    part.hidden = !found.length;
    part.querySelector("[data-list]").replaceChildren(...found.map(([number, now]) => {
      const link = document.querySelector(`#all-questions [data-number="${number}"]`).cloneNode(true);
      link.removeAttribute("aria-current");
      link.className = `${isAnswered(now) ? "saved" : "open"}${now.flag ? " flagged" : ""}`;
      const hidden = link.querySelector(".visually-hidden");
      hidden.textContent = `${words.question} `;
      link.prepend(hidden);
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
  }
}

// ---- Handing in ----

function lock() {
  isLocked = true;
  root.querySelectorAll("section[data-number] fieldset, #hand-in-form button").forEach((one) => { one.disabled = true; });
}

function handIn() {
  if (isHandingIn) return;
  isHandingIn = true;
  lock();
  box.add({ hand_in: true }).then((item) => { mine.add(item.sequence); box.flush(); });
}

// ---- Steps to put into order: buttons instead of numbers ----

function renumber(list) {
  [...list.children].forEach((step, index) => { step.querySelector("select").value = String(index + 1); });
  number(list);
}

function number(list) {
  const steps = [...list.children];
  steps.forEach((step, index) => {
    step.querySelector(".place-now").textContent = `${index + 1}.`;
    const [up, down] = step.querySelectorAll("button");
    up.disabled = index === 0;
    down.disabled = index === steps.length - 1;
  });
}

function sortSteps(list) {
  const place = (step) => Number(step.querySelector("select").value) || Infinity;
  if ([...list.children].every((step) => place(step) < Infinity)) list.append(...[...list.children].sort((a, b) => place(a) - place(b)));
  number(list);
}

function move(step, by, button) {
  const list = step.parentNode;
  if (by < 0) step.previousElementSibling.before(step);
  else step.nextElementSibling.after(step);
  renumber(list);
  (button.disabled ? step.querySelector("button:enabled") : button).focus();
  const text = step.querySelector("label").textContent;
  announce.textContent = words.place.replace("{step}", text).replace("{place}", [...list.children].indexOf(step) + 1);
  step.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
}

function withButtons(step) {
  const text = step.querySelector("label").textContent;
  const place = document.createElement("span");
  place.className = "place-now num";
  const moves = document.createElement("div");
  moves.className = "moves";
  for (const [by, sign, label] of [[-1, "↑", words.up], [1, "↓", words.down]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", label.replace("{step}", text));
    button.addEventListener("click", () => move(step, by, button));
    moves.append(button);
  }
  step.querySelector("select").hidden = true;
  step.prepend(place);
  step.append(moves);
}

root.querySelectorAll(".steps-to-order").forEach((list) => {
  list.classList.add("is-ordered");
  [...list.children].forEach(withButtons);
  number(list);
});

// ---- To begin with ----

let typing;
const numberOf = (target) => Number(target.closest("section[data-number]")?.dataset.number);
const isText = (target) => target.matches("textarea, input:not([type]), input[type=text]");

root.addEventListener("change", (event) => { if (numberOf(event.target)) keep(numberOf(event.target)); });
root.addEventListener("input", (event) => {
  if (!numberOf(event.target) || !isText(event.target)) return;
  clearTimeout(typing);
  typing = setTimeout(() => keep(numberOf(event.target)), TYPING_MS);
});
root.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "hand-in-form") {
    handIn();
    return;
  }
  const from = numberOf(event.target);
  const list = event.target.querySelector(".steps-to-order");
  if (list && !given(sections.get(from)).fields.length) renumber(list);
  keep(from);
  turnTo(sections.has(from + 1) ? from + 1 : "hand-in");
});
root.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = link.dataset.number ?? (link.id === "to-hand-in" ? "hand-in" : "back" in link.dataset ? "back" : null);
  if (!target) return;
  event.preventDefault();
  const gap = [...sections].find(([, section]) => !given(section).fields.length)?.[0] ?? 1;
  turnTo({ "hand-in": "hand-in", back: gap }[target] ?? Number(target));
});
window.addEventListener("popstate", (event) => turnTo(event.state?.number ?? first, false));
window.addEventListener("offline", () => show("offline"));
window.addEventListener("online", () => show("offline", false));
document.addEventListener("visibilitychange", () => { if (!document.hidden) lookElsewhere(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) lookElsewhere(); });

const first = current;
box.onstate(say);
box.onleave(leave);
box.flush(send);
show("offline", !navigator.onLine);
const ticking = ends && clock && !isLocked ? setInterval(tick, 1000) : 0;
if (ticking) tick();

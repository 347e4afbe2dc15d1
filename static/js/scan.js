// Scanning people's codes at the door, with or without a network. Without this script the form sends one code at
// a time.
//
// Each scan is kept on the phone (IndexedDB) under a number of its own until the server has answered for it, so
// that it may be sent twice and count once. Its moment is told on the server's clock: by how much the phone's own
// is off was measured when the page came, and is measured again with each answer.

const root = document.getElementById("scanner");
const form = document.getElementById("scan-form");
const people = JSON.parse(document.getElementById("people").textContent);
const words = JSON.parse(document.getElementById("words").textContent);
const BATCH = 100;
const AGAIN_MS = 60000;
const RETRY_MS = 10000;
const SHOWN = 50;

// ---- The clock of the server ----

const arrived = performance.timeOrigin + performance.getEntriesByType("navigation")[0].responseStart;
let offset = Number(root.dataset.now) - arrived;
const serverNow = () => new Date(Date.now() + offset);

// ---- What is kept on the phone ----

const opening = new Promise((resolve, reject) => {
  const request = indexedDB.open("check-in", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("scans", { keyPath: "id" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function stored(mode, deed) {
  const store = (await opening).transaction("scans", mode).objectStore("scans");
  const request = deed(store);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const keep = (scan) => stored("readwrite", (store) => store.put(scan));
const forget = (id) => stored("readwrite", (store) => store.delete(id));
const kept = () => stored("readonly", (store) => store.getAll());

// ---- What the page says ----

const LOOKS = {
  came: "confirmed", left: "confirmed", there: "waiting", gone: "waiting", again: "waiting", waits: "requested",
};
const rows = new Map();

function say(state, count) {
  document.querySelectorAll("#scan-state [data-state]").forEach((line) => {
    line.hidden = line.dataset.state !== state;
    const number = line.querySelector("[data-count]");
    if (number) number.textContent = count;
  });
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function pill(outcome) {
  const look = LOOKS[outcome] ?? "declined";
  const made = element("span", `state state-${look}`);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${look}`);
  svg.append(use);
  made.append(svg, element("span", "", words[outcome] ?? outcome));
  return made;
}

function show(scan, outcome, name = "", since = "") {
  const list = document.getElementById("scans");
  let row = rows.get(scan.id);
  if (!row) {
    row = element("li", "");
    rows.set(scan.id, row);
    list.prepend(row);
    while (list.children.length > SHOWN) list.lastChild.remove();
  }
  const clock = new Date(scan.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: root.dataset.zone });
  row.dataset.outcome = outcome;
  row.replaceChildren(element("span", "strong", name || scan.name || scan.code), element("span", "num small quiet", since || clock), pill(outcome));
}

// ---- Taking a scan ----

const lately = new Map();

async function fingerprint(code) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return [...new Uint8Array(digest)].slice(0, 8).map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(typed) {
  const text = typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return text.length === 12 ? text.match(/.{4}/g).join("-") : "";
}

async function take(typed) {
  const code = read(typed);
  document.getElementById("code-error").hidden = Boolean(code);
  if (!code) return false;
  const direction = form.elements.direction.value;
  const key = `${direction}:${code}`;
  const now = Date.now();
  const isAgain = now - (lately.get(key) ?? -AGAIN_MS) < AGAIN_MS;
  lately.set(key, now);
  const name = people[await fingerprint(code)];
  const scan = { id: crypto.randomUUID(), code, direction, at: serverNow().toISOString(), url: root.dataset.sync };
  if (isAgain) {
    show(scan, "again", name);
    return true;
  }
  await keep(scan);
  show(scan, "waits", name);
  navigator.vibrate?.(60);
  send();
  return true;
}

// ---- Sending ----

let sending = false;

async function send() {
  if (sending) return;
  sending = true;
  try {
    for (let all = await kept(); all.length; all = await kept()) {
      say(navigator.onLine ? "waiting" : "offline", all.length);
      const url = all[0].url;
      await sendBatch(url, all.filter((scan) => scan.url === url).slice(0, BATCH));
      say("saved", 0);
    }
  } catch (error) {
    say(error.message === "login" ? "login" : "offline", (await kept()).length);
  } finally {
    sending = false;
  }
}

async function sendBatch(url, scans) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify({ scans }),
    signal: AbortSignal.timeout(RETRY_MS),
  });
  if (answer.redirected || answer.status === 403 || answer.status === 404) throw new Error("login");
  if (!answer.ok) throw new Error("later");
  const { now, results } = await answer.json();
  offset = now - Date.now();
  const sent = new Map(scans.map((scan) => [scan.id, scan]));
  for (const result of results) {
    show(sent.get(result.id), result.outcome, result.name, result.since);
    await forget(result.id);
  }
}

// ---- The camera ----

const video = root.querySelector("video");
const button = document.getElementById("camera");
const canvas = document.createElement("canvas");
let stream = null;

async function decoder() {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue;
  }
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = root.dataset.decoder;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    const shrink = Math.min(1, 640 / video.videoWidth);
    canvas.width = video.videoWidth * shrink;
    canvas.height = video.videoHeight * shrink;
    if (!canvas.width) return undefined;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = context.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(image.data, image.width, image.height)?.data;
  };
}

// Fetched with the page: later there may be no network.
const decoding = decoder();
decoding.catch(() => {});

async function look(decode) {
  while (stream) {
    try {
      const text = await decode();
      // What the camera keeps seeing is one scan, not one for each picture.
      if (text && text !== look.last) await take(text);
      if (text) {
        look.last = text;
        clearTimeout(look.timer);
        look.timer = setTimeout(() => { look.last = ""; }, 3000);
      }
    } catch {
      // A picture that cannot be read; the next one comes.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function startCamera() {
  try {
    const decode = await decoding;
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    [button.textContent, button.dataset.stop] = [button.dataset.stop, button.textContent];
    look(decode);
  } catch {
    stopCamera();
    document.getElementById("camera-no").hidden = false;
  }
}

function stopCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  if (stream && !video.hidden) [button.textContent, button.dataset.stop] = [button.dataset.stop, button.textContent];
  stream = null;
  video.hidden = true;
}

// ---- To begin with ----

if (window.isSecureContext && "indexedDB" in window) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = form.elements.code;
    if (await take(field.value)) field.value = "";
    field.focus();
  });
  if (navigator.mediaDevices) {
    root.querySelector(".scan-camera").hidden = false;
    button.addEventListener("click", () => (stream ? stopCamera() : startCamera()));
  }
  window.addEventListener("online", send);
  window.addEventListener("offline", async () => say("offline", (await kept()).length));
  setInterval(async () => { if ((await kept()).length) send(); }, RETRY_MS);
  kept().then((all) => {
    all.forEach((scan) => show(scan, "waits"));
    if (all.length) send();
  });
}

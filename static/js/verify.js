// Works out the fingerprint of a PDF and which certificates it names, and asks about those alone: the file stays in the
// browser. Where it cannot (no secure context), and without this script, the form sends the file.
// What it looks through, and how far, is that of certificates/checks/finding.py.
const form = document.querySelector("form[data-verify]");
const LARGEST = 5 * 1024 * 1024, HEAD_WITHIN = 1024, PIECE = 4096;
const MOST = { numbers: 10, streams: 500, deflated: 256 * 1024, inflated: 1024 * 1024, ofAll: 16 * 1024 * 1024 };
const NUMBER = /SP-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]/g;
let latest = 0;

if (form && window.crypto?.subtle) begin();

function begin() {
  const input = form.querySelector("input[type=file]"), zone = form.querySelector(".drop");
  form.querySelector("button").hidden = true;
  form.querySelector("[data-without]").hidden = true;
  form.querySelector("[data-within]").hidden = false;
  const checkChosen = () => input.files.length && check(input.files[0]);
  input.addEventListener("change", checkChosen);
  form.addEventListener("submit", (event) => { event.preventDefault(); checkChosen(); });
  // Anywhere on the page will do: else the browser would open the file and leave.
  const over = (is) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("drop-over", is);
  };
  document.addEventListener("dragover", over(true));
  document.addEventListener("dragleave", over(false));
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    over(false)(event);
    input.files = event.dataTransfer.files;
    checkChosen();
  });
}

async function check(file) {
  const turn = ++latest;
  show("busy");
  const answer = await answerTo(file).catch(() => "failed");
  if (turn === latest) show(answer);
}

// What to show: the name of a template in the form, or the answer as HTML.
async function answerTo(file) {
  if (file.size > LARGEST) return "large";
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!latin(bytes.subarray(0, HEAD_WITHIN + 5)).includes("%PDF-")) return "other";
  const question = new URLSearchParams({
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    sha256: hex(await crypto.subtle.digest("SHA-256", bytes)),
    numbers: [...(await numbersIn(bytes))].join(" "),
  });
  const response = await fetch(form.action, { method: "POST", body: question });
  return response.ok || response.status === 429 ? { html: await response.text() } : "failed";
}

function show(answer) {
  const place = document.getElementById("answer");
  const html = answer.html ?? form.querySelector(`[data-${answer}]`).innerHTML;
  place.innerHTML = html;
  form.querySelector("[data-said]").textContent = (place.querySelector("[data-verdict]") ?? place).textContent.trim();
  if (answer !== "busy") place.scrollIntoView({ block: "nearest" });
}

async function numbersIn(bytes) {
  const found = new Set();
  for await (const text of parts(bytes)) {
    // Titles may be written with two bytes a letter.
    for (const [number] of text.replaceAll("\0", "").matchAll(NUMBER)) {
      found.add(number);
      if (found.size === MOST.numbers) return found;
    }
  }
  return found;
}

async function* parts(bytes) {
  const text = latin(bytes);
  yield text;
  let left = MOST.ofAll, count = 0;
  for (const start of text.matchAll(/(?<!end)stream\r?\n/g)) {
    if (count++ === MOST.streams || left <= 0) return;
    const from = start.index + start[0].length;
    const end = text.slice(from, from + MOST.deflated).indexOf("endstream");
    const inflated = await inflate(bytes.subarray(from, from + (end < 0 ? MOST.deflated : end)), Math.min(MOST.inflated, left));
    left -= inflated.length;
    yield inflated;
  }
}

// As far as it goes: what is no deflated data, or broken, or too long, ends there. In small pieces, as each may hold
// a thousand times as much.
async function inflate(bytes, most) {
  let at = 0;
  const deflated = new ReadableStream({
    pull(stream) {
      if (at >= bytes.length) return stream.close();
      stream.enqueue(bytes.subarray(at, at += PIECE));
    },
  });
  const reader = deflated.pipeThrough(new DecompressionStream("deflate")).getReader();
  let text = "";
  try {
    while (text.length < most) {
      const { done, value } = await reader.read();
      if (done) break;
      text += latin(value);
    }
  } catch { /* What was read so far is all there is. */ }
  reader.cancel().catch(() => {});
  return text;
}

const latin = (bytes) => new TextDecoder("latin1").decode(bytes);
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

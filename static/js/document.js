// Shows the pages of a PDF, with their words for those who hear or copy them, and tells the portal which pages a person
// has reached: at least half visible for a second. Where this does not work there are the link and the button.
(() => {
  const SECOND = 1000;
  const TOGETHER = 3000;
  const root = document.querySelector("[data-document]");
  if (!root || !window.Outbox || !window.isSecureContext || !window.IntersectionObserver) return;
  const { document: url, library, worker } = root.dataset;
  const place = root.querySelector("[data-pages]");
  const whole = root.parentElement;
  const learner = root.closest("[data-evidence]");
  const learning = learner && Learning(learner);
  const reached = new Set();
  let news = [];
  let timer;

  function tell() {
    clearTimeout(timer);
    timer = undefined;
    if (!news.length || !learning) return;
    learning.add({ kind: "pages", pages: news });
    news = [];
    learning.send();
  }

  function reach(number, count) {
    if (reached.has(number)) return;
    reached.add(number);
    news.push(number);
    learning?.draw(Math.floor(((number - 1) * 1000) / count), Math.max(1, Math.floor(1000 / count)));
    timer ??= setTimeout(tell, TOGETHER);
  }

  // Half of the page, or half of the window where a page is higher than that.
  const isBeforeTheEyes = (entry) =>
    entry.intersectionRect.height >= Math.min(entry.boundingClientRect.height, entry.rootBounds.height) / 2;

  function watch(page, number, count) {
    let waiting;
    const look = (entries) => {
      const entry = entries.at(-1);
      clearTimeout(waiting);
      if (isBeforeTheEyes(entry)) waiting = setTimeout(() => { if (!document.hidden) reach(number, count); }, SECOND);
    };
    const steps = Array.from({ length: 21 }, (_none, step) => step / 20);
    new IntersectionObserver(look, { threshold: steps }).observe(page);
  }

  async function draw(lib, source, frame) {
    const page = await source;
    const scale = frame.clientWidth / page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale });
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    const canvas = document.createElement("canvas");
    canvas.width = viewport.width * sharp;
    canvas.height = viewport.height * sharp;
    canvas.setAttribute("aria-hidden", "true");
    const text = document.createElement("div");
    text.className = "page-words";
    text.style.setProperty("--total-scale-factor", scale);
    frame.replaceChildren(canvas, text);
    await page.render({ canvas, viewport: page.getViewport({ scale: scale * sharp }) }).promise;
    await new lib.TextLayer({ textContentSource: await page.getTextContent(), container: text, viewport }).render();
  }

  async function begin() {
    const lib = await import(library);
    lib.GlobalWorkerOptions.workerSrc = worker;
    const pdf = await lib.getDocument({ url, useWasm: false, isEvalSupported: false }).promise;
    const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
    const drawing = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        drawing.unobserve(target);
        draw(lib, pdf.getPage(Number(target.dataset.number)), target).catch(() => { target.dataset.failed = ""; });
      }
    }, { rootMargin: "100% 0px" });
    for (let number = 1; number <= pdf.numPages; number++) {
      const frame = document.createElement("section");
      frame.className = "page-sheet";
      frame.id = `page-${number}`;
      frame.dataset.number = number;
      frame.style.aspectRatio = `${first.width} / ${first.height}`;
      frame.setAttribute("aria-label", root.dataset.label.replace("PAGE", number).replace("COUNT", pdf.numPages));
      place.append(frame);
      drawing.observe(frame);
      watch(frame, number, pdf.numPages);
    }
    place.hidden = false;
    whole.querySelectorAll("[data-without]").forEach((other) => other.remove());
    whole.querySelectorAll("[data-with]").forEach((other) => { other.hidden = false; });
  }

  learning?.onleave(tell);
  begin().catch(() => { place.hidden = true; });
})();

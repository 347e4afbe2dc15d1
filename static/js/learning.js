// Tells the portal what a person does with a film or a hand-out, and shows what of it counts and whether it is saved.
// What cannot be sent now waits on the device: see outbox.js.
window.Learning = (root) => {
  const PATIENCE = 2000;
  const { evidence: here, person } = root.dataset;
  const box = Outbox.open(`learning-${person}`);
  const bar = root.querySelector("[data-pieces]");
  const words = root.querySelector("[data-words]");
  const said = root.querySelector("[data-said]");
  let timer;

  const draw = ([x, width]) => {
    const piece = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    piece.setAttribute("x", x);
    piece.setAttribute("width", width);
    piece.setAttribute("height", 12);
    return piece;
  };

  function show(answer) {
    words.textContent = answer.words;
    bar.replaceChildren(...answer.pieces.map(draw));
    const done = root.querySelector("[data-done]");
    if (answer.done && done.hidden) {
      done.hidden = false;
      said.textContent = done.textContent.trim();
    }
  }

  async function send(items, leaving) {
    const { url, device } = items[0];
    const own = items.filter((item) => item.url === url && item.device === device);
    const body = {
      person: Number(person),
      device,
      sent_at: new Date().toISOString(),
      items: own.map(({ url: _url, device: _device, ...item }) => item),
    };
    try {
      const answer = await Outbox.post(url, body, leaving);
      if (url === here) show(answer);
      return [...answer.stored, ...Object.keys(answer.refused).map(Number)];
    } catch (error) {
      if (error.status === 409) error.state = "login";
      // No longer there, or no longer open to this person: nobody will ever take it.
      if (error.status === 400 || error.status === 404) return own.map((item) => item.sequence);
      throw error;
    }
  }

  function say(state) {
    root.querySelectorAll("[data-saving] [data-state]").forEach((line) => { line.hidden = line.dataset.state !== state; });
  }

  // A sending usually takes no time at all: that something waits is said only where it has to.
  box.onstate((state) => {
    clearTimeout(timer);
    if (state === "waiting") timer = setTimeout(() => say(state), PATIENCE);
    else say(state);
  });
  root.querySelector("[data-saving]").hidden = false;
  box.flush(send);

  return {
    add: (item) => box.add({ ...item, url: here }),
    send: () => box.flush(send),
    onleave: (speak) => box.onleave(speak),
    draw: (x, width) => bar.append(draw([x, width])),
    // For those who hear the page: not while the film speaks.
    speak: () => { said.textContent = words.textContent; },
  };
};

// What a page has to tell the server, kept on the device (IndexedDB) until the server has answered for it. So nothing
// is lost without a network, and as each item has a number of its own it may be sent twice and count once.
//
//   const box = Outbox.open("answers-of-7");      one queue; name the person in it, so that nobody sends another's
//   box.onstate((state, count) => …);             "saved", "waiting", "offline", "login" (log in again); how many wait
//   box.onleave(() => box.add(…));                last words, before the page goes
//   box.add({ … });                               resolves to { …, sequence, device, at } when it is kept
//   box.flush(send);                              now, and by itself again until all is sent
//
// `send(items, leaving)` resolves to the sequences that need not be sent again; `Outbox.post` is made for it.
window.Outbox = (() => {
  const NUMBERS = 1000;
  const BATCH = 50;
  const FIRST_WAIT = 1000;
  const LONGEST_WAIT = 60000;
  const PATIENCE = 20000;

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  function database(name) {
    const request = indexedDB.open(`outbox-${name}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("items", { keyPath: ["device", "sequence"] });
      request.result.createObjectStore("numbers");
    };
    return done(request);
  }

  // The device's name stands beside its numbers: whoever clears the one clears the other, and no number comes twice.
  // Numbers are taken by the thousand, so that two tabs never share one, and the last words need not wait for one.
  async function take(base) {
    const store = base.transaction("numbers", "readwrite").objectStore("numbers");
    const device = (await done(store.get("device"))) ?? crypto.randomUUID();
    const next = (await done(store.get("next"))) ?? 1;
    store.put(device, "device");
    store.put(next + NUMBERS, "next");
    await new Promise((resolve, reject) => {
      store.transaction.oncomplete = resolve;
      store.transaction.onerror = store.transaction.onabort = () => reject(store.transaction.error);
    });
    return { device, next, last: next + NUMBERS };
  }

  class Box {
    #base = null;
    #numbers = null;
    #waiting = new Map();
    #tell = () => {};
    #lastWords = [];
    #send = null;
    #sending = false;
    #wait = FIRST_WAIT;
    #timer;

    constructor(name) {
      this.ready = this.#begin(name);
      window.addEventListener("online", () => this.#again());
      window.addEventListener("offline", () => this.#say("offline"));
      document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave() : this.#again()));
      window.addEventListener("pagehide", () => this.#leave());
    }

    async #begin(name) {
      try {
        this.#base = await database(name);
        this.#numbers = await take(this.#base);
        for (const item of await done(this.#items("readonly").getAll())) this.#waiting.set(this.#key(item), item);
      } catch {
        // A browser that keeps nothing (a private window, a full disk): the page's own memory has to do.
        this.#base = null;
        this.#numbers = this.#ownNumbers();
      }
    }

    #ownNumbers() {
      return { device: crypto.randomUUID(), next: 1, last: Infinity };
    }

    onstate(tell) {
      this.#tell = tell;
      this.ready.then(() => this.#say());
    }

    onleave(speak) {
      this.#lastWords.push(speak);
    }

    add(item) {
      const at = new Date().toISOString();
      return this.#numbers ? this.#keep(item, at) : this.ready.then(() => this.#keep(item, at));
    }

    async flush(send = this.#send) {
      this.#send = send;
      await this.ready;
      if (this.#sending || !send) return;
      this.#sending = true;
      clearTimeout(this.#timer);
      try {
        while (this.#waiting.size) {
          this.#say();
          const sent = await this.#deliver(false);
          this.#wait = FIRST_WAIT;
          if (!sent) throw new Error("nothing was taken");
        }
        this.#say();
      } catch (error) {
        this.#say(error.state ?? "waiting");
        this.#timer = setTimeout(() => this.flush(), this.#wait * (0.75 + Math.random() / 2));
        this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
      } finally {
        this.#sending = false;
      }
    }

    async #deliver(leaving) {
      const items = [...this.#waiting.values()].slice(0, BATCH);
      const taken = new Set(await this.#send(items, leaving));
      const gone = items.filter((item) => taken.has(item.sequence));
      await Promise.all(gone.map((item) => this.#forget(item)));
      return gone.length;
    }

    #leave() {
      if (!this.#numbers) return;
      for (const speak of this.#lastWords) speak();
      if (this.#send && this.#waiting.size) this.#deliver(true).then(() => this.#say(), () => {});
    }

    #again() {
      this.#wait = FIRST_WAIT;
      if (this.#waiting.size) this.flush();
    }

    #say(state) {
      const count = this.#waiting.size;
      const usual = count ? (navigator.onLine ? "waiting" : "offline") : "saved";
      this.#tell(count ? (state ?? usual) : usual, count);
    }

    #key(item) {
      return `${item.device} ${item.sequence}`;
    }

    #items(mode) {
      return this.#base.transaction("items", mode).objectStore("items");
    }

    async #keep(content, at) {
      if (this.#numbers.next === this.#numbers.last) this.#numbers = this.#ownNumbers();
      const numbers = this.#numbers;
      const item = { ...content, device: numbers.device, sequence: numbers.next++, at };
      if (numbers.last - numbers.next === NUMBERS / 10) {
        take(this.#base).then((more) => { this.#numbers = more; }, () => {});
      }
      this.#waiting.set(this.#key(item), item);
      this.#say();
      if (this.#base) await done(this.#items("readwrite").put(item)).catch(() => {});
      return item;
    }

    async #forget(item) {
      this.#waiting.delete(this.#key(item));
      if (this.#base) await done(this.#items("readwrite").delete([item.device, item.sequence])).catch(() => {});
    }
  }

  // The token in the cookie is that of now: whoever has logged in again in another tab has a new one.
  const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1]
    ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  function failure(state, message) {
    return Object.assign(new Error(message), { state });
  }

  // Posts JSON and resolves to the answer, itself JSON. Outlives the page where it is told that the page goes. Rejects
  // with a `state` where it is worth another try, and without where the server will never take it: then `status` says why.
  async function post(url, body, leaving = false) {
    const request = {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(body),
      keepalive: leaving,
    };
    if (!leaving) request.signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(url, request).catch(() => { throw failure("offline", "no network"); });
    if (answer.redirected || answer.status === 401 || answer.status === 403) throw failure("login", "logged out");
    if (answer.status === 429 || answer.status >= 500) throw failure("waiting", `answer ${answer.status}`);
    if (!answer.ok) throw Object.assign(new Error(`answer ${answer.status}`), { status: answer.status });
    return answer.json();
  }

  return { open: (name) => new Box(name), post };
})();

// Shows when an event is on the reader's own clock, where that differs from the event's.
document.querySelectorAll("[data-start]").forEach((line) => {
  const start = new Date(line.dataset.start);
  const here = -start.getTimezoneOffset();
  const form = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  if (here === Number(line.dataset.offset)) return;
  line.querySelector("span").textContent = form.formatRange(start, new Date(line.dataset.end));
  line.hidden = false;
});

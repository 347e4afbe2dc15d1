// Shows the times of an event on the reader's own clock, where that differs from what stands there already.
document.querySelectorAll("[data-your-time]").forEach((line) => {
  const form = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  });
  line.querySelectorAll("time").forEach((time) => {
    time.textContent = form.format(new Date(time.dateTime));
  });
  line.hidden = false;
});

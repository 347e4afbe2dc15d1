// A filtered list follows its filters at once. Without this script the button does the same.
(() => {
  const listing = document.querySelector("[data-filters]");
  if (!listing || !window.fetch) return;
  let latest = 0;

  async function show(address, push) {
    const own = ++latest;
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    if (!response.ok || own !== latest) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(listing.id);
    if (!fresh || own !== latest) return;
    const focused = listing.contains(document.activeElement) ? document.activeElement.id : "";
    listing.replaceChildren(...fresh.childNodes);
    if (push) history.pushState(null, "", address);
    if (focused) document.getElementById(focused)?.focus();
  }

  function address(form) {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    const query = new URLSearchParams(chosen).toString();
    return form.action + (query ? `?${query}` : "");
  }

  listing.addEventListener("change", (event) => {
    if (event.target.form) show(address(event.target.form), true);
  });
  listing.addEventListener("submit", (event) => {
    event.preventDefault();
    show(address(event.target), true);
  });
  window.addEventListener("popstate", () => show(location.href, false));
})();

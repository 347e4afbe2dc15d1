// Dragging people into order. It types the new place into the row's own field and saves the form, as a person would;
// without this script the buttons and the fields do the same.
{
  const form = document.getElementById("put-in-order");
  if (form) {
    const list = form.querySelector(".order");
    const said = document.getElementById("order-said");
    const rows = () => [...list.querySelectorAll("[data-row]")];
    const placeOf = (row) => Number(list.getAttribute("start")) + rows().indexOf(row);
    const say = (row) => {
      said.textContent = form.dataset.said.replace("PERSON", row.dataset.name).replace("PLACE", placeOf(row));
    };

    // The other rows make way: a row that leaves the page, if only for a moment, loses the pointer that holds it.
    const carry = (row, next) => {
      const isUp = next && rows().indexOf(next) < rows().indexOf(row);
      while (row.nextElementSibling !== next) {
        if (isUp) row.after(row.previousElementSibling);
        else row.before(row.nextElementSibling);
      }
    };

    // After a button was pressed the page comes back with that button in its address: focus it, and say the place.
    const pressed = location.hash && document.getElementById(location.hash.slice(1));
    if (pressed && form.contains(pressed) && pressed.closest("[data-row]")) {
      pressed.focus();
      setTimeout(() => say(pressed.closest("[data-row]")), 300);
    }

    form.querySelectorAll("[data-grab]").forEach((grab) => {
      const row = grab.closest("[data-row]");
      grab.hidden = false;
      let next = null;
      const stop = () => {
        row.classList.remove("is-dragged");
        grab.onpointermove = grab.onpointerup = grab.onpointercancel = null;
      };
      grab.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        grab.setPointerCapture(event.pointerId);
        row.classList.add("is-dragged");
        const before = placeOf(row);
        next = row.nextElementSibling;
        grab.onpointermove = (moved) => {
          const below = rows().find((other) => {
            const box = other.getBoundingClientRect();
            return other !== row && moved.clientY < box.top + box.height / 2;
          });
          if ((below || null) === row.nextElementSibling) return;
          carry(row, below || null);
          say(row);
        };
        grab.onpointerup = () => {
          stop();
          if (placeOf(row) === before) return;
          row.querySelector("input[type=number]").value = placeOf(row);
          form.requestSubmit(document.getElementById("save-places"));
        };
        grab.onpointercancel = () => {
          stop();
          carry(row, next);
        };
      });
    });
  }
}

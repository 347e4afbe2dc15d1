// While something is under way, looks every three seconds how far it is. Without it there is the link.
if (document.querySelector("[data-look-again]")) setTimeout(() => location.reload(), 3000);

// The search dialog: Ctrl+K or the entry of the menu opens it, arrows walk through what was found.
const dialog = document.getElementById("search-dialog");
const words = document.getElementById("search-words");

function open() {
  if (!dialog.open) dialog.showModal();
  words.select();
}

function walk(step) {
  const links = [...dialog.querySelectorAll("#search-results a")];
  const next = links.indexOf(document.activeElement) + step;
  (next < 0 ? words : links[Math.min(next, links.length - 1)])?.focus();
}

if (dialog && words) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href$="/zoeken/"]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      document.getElementById("menu")?.hidePopover?.();
      open();
    }
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      walk(step);
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

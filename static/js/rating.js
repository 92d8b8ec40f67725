// What htmx cannot tell by itself on the page on which a school is rated: that a choice was not saved, and why.
const lost = new Set();

function stateOf(row) {
  return document.getElementById(`staat-${row.id.slice("rij-".length)}`);
}

function tell(row, words) {
  const state = stateOf(row);
  lost.add(row.id);
  let line = state.querySelector(".lost");
  if (!line) {
    line = document.createElement("p");
    line.className = "lost error";
    state.append(line);
  }
  line.textContent = words;
}

for (const note of document.querySelectorAll("[data-when-script]")) {
  note.hidden = false;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.requestConfig.elt;
  if (!row.classList.contains("rating")) return;
  // A page to sign in, or anything else that is not this row's state, never takes its place.
  if (event.detail.xhr.status !== 200 || !event.detail.serverResponse.includes(`id="staat-`)) {
    event.detail.shouldSwap = false;
    tell(row, "Niet bewaard. Meld je in een ander venster opnieuw aan en kies dan hier nog eens: wat je invulde staat er nog.");
    return;
  }
  lost.delete(row.id);
});

document.addEventListener("htmx:sendError", (event) => {
  const row = event.detail.elt;
  if (row.classList.contains("rating")) tell(row, "Op dit scherm, nog niet bewaard: er is geen verbinding.");
});

window.addEventListener("online", () => {
  for (const id of [...lost]) {
    window.htmx.trigger(`#${id}`, "change");
  }
});

window.addEventListener("beforeunload", (event) => {
  if (lost.size > 0) event.preventDefault();
});

document.addEventListener("submit", () => lost.clear());

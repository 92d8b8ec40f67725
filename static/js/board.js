// Dragging a card to another lane presses the button that the card's own "Verplaats naar" has for it.

for (const card of document.querySelectorAll("[data-card]")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", card.id);
    event.dataTransfer.effectAllowed = "move";
  });
}

for (const lane of document.querySelectorAll("[data-lane]")) {
  lane.addEventListener("dragover", (event) => {
    event.preventDefault();
    lane.classList.add("over");
  });
  lane.addEventListener("dragleave", () => lane.classList.remove("over"));
  lane.addEventListener("drop", (event) => {
    event.preventDefault();
    lane.classList.remove("over");
    const card = document.getElementById(event.dataTransfer.getData("text/plain"));
    card?.querySelector(`button[name="state"][value="${CSS.escape(lane.dataset.lane)}"]`)?.click();
  });
}

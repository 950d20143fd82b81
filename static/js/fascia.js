/* The board shows what is typed, letter by letter; without this it shows what was saved. */

for (const line of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(`f-${line.dataset.shows}`);
  if (field) {
    field.addEventListener("input", () => {
      line.textContent = field.value;
    });
  }
}

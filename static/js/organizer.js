/* What the back office adds for a browser with scripts. Everything works without. */

const finder = document.querySelector("[data-finder]");

// "/" goes to the search box, as everywhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !finder) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  event.preventDefault();
  finder.elements.q.focus();
  finder.elements.q.select();
});

// Fields without a value only make the address long.
if (finder) {
  finder.addEventListener("submit", () => {
    for (const field of finder.elements) {
      if (field.name && !field.value) field.disabled = true;
    }
  });
  // Coming back by the browser's own button shows the page as it was left.
  window.addEventListener("pageshow", () => {
    for (const field of finder.elements) field.disabled = false;
  });
}

// The whole row leads where its name leads; selecting text in it does not.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("a, button, input, label")) return;
  if (String(window.getSelection())) return;
  const link = row.querySelector("a");
  if (event.ctrlKey || event.metaKey) window.open(link.href);
  else link.click();
});

// A panel closes when somebody goes on elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  closeMenus(null);
  if (open) open.querySelector("summary").focus();
});
for (const form of document.querySelectorAll("[data-export]")) {
  form.addEventListener("submit", () => setTimeout(() => closeMenus(null), 300));
}

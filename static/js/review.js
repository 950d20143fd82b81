/* Deciding with the keyboard. Every key presses a link or a button that stands on the page. */

const OFF = "review-keys-off";
const bar = document.querySelector("[data-review]");
const form = document.querySelector("[data-review-form]");

// A browser that keeps nothing keeps the keys on.
function areOff() {
  try {
    return window.localStorage.getItem(OFF) === "1";
  } catch (refused) {
    return false;
  }
}

function keep(off) {
  try {
    if (off) window.localStorage.setItem(OFF, "1");
    else window.localStorage.removeItem(OFF);
  } catch (refused) {
    // Then it holds for this page.
  }
}

let off = areOff();

function show() {
  for (const sign of document.querySelectorAll("[data-keys-only]")) sign.hidden = off;
  const keys = document.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
}

function isTyping(target) {
  return Boolean(target.closest("input, select, textarea, [contenteditable], dialog"));
}

document.addEventListener("keydown", (event) => {
  if (off || !bar || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target)) return;
  const pressed = event.key.toLowerCase();
  const sign = Array.from(bar.querySelectorAll("[data-key]")).find((one) => one.dataset.key === pressed);
  if (!sign) return;
  event.preventDefault();
  sign.click();
});

document.addEventListener("keydown", (event) => {
  if (off || !form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.querySelector("button:not([name])").click();
});

// Whoever works with the keys begins to write at once.
if (form && !off) {
  const first = form.querySelector(".error ~ input, .error ~ textarea, input[type=checkbox], textarea");
  if (first) first.focus();
}

const change = document.querySelector("[data-keys-switch]");
if (change) {
  change.checked = !off;
  change.addEventListener("change", () => {
    off = !change.checked;
    keep(off);
    show();
  });
}
show();

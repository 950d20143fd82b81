/* Rows of a list by keyboard, and rows chosen together. Everything works without. */

const form = document.querySelector("[data-many]");
const rows = Array.from(document.querySelectorAll("[data-row]"));
const keys = document.querySelector("[data-keys]");
if (keys && rows.length) keys.hidden = false;

function tick(row) {
  return row.querySelector('[name="ref"]');
}

/* ---- keyboard ---- */

function current() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function go(steps) {
  const at = current();
  const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + steps));
  rows[next].querySelector("th a").focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

const DOES = {
  j: () => go(1),
  k: () => go(-1),
  ArrowDown: () => current() >= 0 && go(1),
  ArrowUp: () => current() >= 0 && go(-1),
  x: () => current() >= 0 && tick(rows[current()]) && tick(rows[current()]).click(),
  "?": () => {
    keys.open = !keys.open;
  },
};

// Whoever switched the keys off for reviewing has them off here.
function areOff() {
  try {
    return window.localStorage.getItem("review-keys-off") === "1";
  } catch (refused) {
    return false;
  }
}
if (keys && areOff()) keys.hidden = true;

document.addEventListener("keydown", (event) => {
  const box = event.target.closest('[data-many] input[type="checkbox"]');
  // Enter in a tick would press the first button of the form.
  if (event.key === "Enter" && box) event.preventDefault();
  if (!rows.length || areOff() || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest('input:not([type="checkbox"]), select, textarea');
  const act = DOES[event.key];
  if (typing || !act) return;
  if (act() !== false) event.preventDefault();
});

/* ---- rows chosen together ---- */

const bar = document.querySelector("[data-many-bar]");

function choosing() {
  const all = form.querySelector("[data-tick-all]");
  const everything = form.elements.all;
  const ticks = rows.map(tick);
  const total = Number(form.elements.expected.value);
  const count = bar.querySelector("[data-many-count]");
  all.hidden = false;

  function show() {
    const here = ticks.filter((box) => box.checked).length;
    const chosen = everything.checked ? total - (ticks.length - here) : here;
    all.checked = here === ticks.length;
    all.indeterminate = here > 0 && here < ticks.length;
    bar.hidden = chosen === 0;
    const number = chosen.toLocaleString(document.documentElement.lang || "en");
    count.textContent = count.getAttribute("data-words").replace("#", number);
    for (const row of rows) row.classList.toggle("is-chosen", tick(row).checked);
  }

  function setAll(on) {
    for (const box of ticks) box.checked = on;
  }

  form.addEventListener("change", (event) => {
    if (event.target === all) {
      setAll(all.checked);
      if (!all.checked) everything.checked = false;
    }
    if (event.target === everything) setAll(everything.checked);
    show();
  });

  // Of "all", what was unticked on this page stays out.
  form.addEventListener("submit", () => {
    for (const old of form.querySelectorAll('[name="but"]')) old.remove();
    if (!everything.checked) return;
    for (const box of ticks.filter((one) => !one.checked)) {
      const out = document.createElement("input");
      Object.assign(out, { type: "hidden", name: "but", value: box.value });
      form.append(out);
    }
  });
  window.addEventListener("pageshow", show);
  show();
}

if (bar) choosing();

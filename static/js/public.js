/* What public pages add for a browser with scripts: copying, a hint inside WeChat, answers that are
   saved on tap, sending again.
   Everything works without; buttons that need this file stay hidden until it runs. */

const page = document.documentElement;
page.classList.add("js");
if (navigator.userAgent.includes("MicroMessenger/")) page.classList.add("wechat");

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Over http, and in older WeChat, only a selected text can be copied.
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("readonly", "");
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  field.setSelectionRange(0, text.length);
  document.execCommand("copy");
  field.remove();
}

async function onCopy(button) {
  await copy(button.dataset.copy || location.origin + location.pathname);
  const word = button.querySelector("[aria-live]");
  const before = word.textContent;
  if (before === button.dataset.copied) return;
  word.textContent = button.dataset.copied;
  setTimeout(() => {
    word.textContent = before;
  }, 2000);
}

// iOS before 15.4 has no <dialog>: there the attribute alone shows it.
function open(dialog) {
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
}

function close(dialog) {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-copy], [data-opens], [data-closes]");
  if (!target) return;
  if (target.dataset.copy !== undefined) onCopy(target);
  else if (target.dataset.opens) open(document.getElementById(target.dataset.opens));
  else close(target.closest("dialog"));
});

/* Answers are sent one after the other, so that the last tap is the one that stays. */
let sending = Promise.resolve();

async function saveTap(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  // What was saved is answered with a way on; anything else has something to say.
  if (answer.type !== "opaqueredirect") form.submit();
  else form.querySelector("[data-saved]").textContent = form.dataset.taps;
}

// Without a connection the button comes back, to be tapped once more.
function onTap(form) {
  form.querySelector("[data-saved]").textContent = "";
  sending = sending
    .then(() => saveTap(form))
    .catch(() => form.querySelector("button").classList.remove("without-js"));
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-taps]");
  if (form) onTap(form);
});

for (const form of document.querySelectorAll("[data-resend]")) {
  setTimeout(() => form.submit(), Number(form.dataset.resend) * 1000);
}

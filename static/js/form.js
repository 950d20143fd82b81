/* What a form page adds for a browser with scripts: it keeps what was typed, shows only the controls
   that fit, checks a few of them on leaving, and sends so that a lost connection loses nothing.
   Without this file the form works as it stands. Written for Chrome 78 and iOS 13.

   A script of a page with more on it hears of three moments, by events that bubble from the form:
   "form:start" (a form stands there to be filled in), "form:send" (detail: request, before it goes)
   and "form:swap" (detail: main, the page's new content, before it takes the place of the old). */

import { fit, showCode } from "./form/choices.js";
import { all, isTick, judge, whenStill } from "./form/fields.js";
import { keep, restore } from "./form/keeping.js";

const ANSWER_MS = 30000;
const PROBE_MS = 4000;
const QUEUE_SECONDS = 5;

const tell = (form, moment, detail) =>
  form.dispatchEvent(new CustomEvent("form:" + moment, { bubbles: true, detail }));

function onChange(form, control) {
  fit(form);
  keep(form);
  if (control.type === "file" || (!control.value.trim() && !isTick(control))) return;
  whenStill(() => judge(form, control));
}

/* On a phone the return key leads to the next field; on a desktop it sends, as everywhere. */
function onKey(form, event) {
  const control = event.target;
  if (event.key !== "Enter" || event.isComposing || control.tagName !== "INPUT") return;
  if (isTick(control) || !matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  const stops = Array.from(form.elements).filter(
    (each) => each.tabIndex >= 0 && !each.disabled && each.type !== "hidden" && each.offsetParent
  );
  const next = stops[stops.indexOf(control) + 1];
  if (next) next.focus();
}

/* A second tap takes back the only choice of an optional question. */
function onClick(event) {
  const control = event.target;
  if (control.type !== "radio") return;
  const group = control.closest("fieldset");
  if (group.taken === control && !group.hasAttribute("aria-required")) {
    control.checked = false;
    group.taken = null;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  } else {
    group.taken = control;
  }
}

/* Sending ------------------------------------------------------------------------------------------------ */

let isBusy = false;

function setBusy(form, isOn) {
  const button = form.querySelector("[data-send]");
  isBusy = isOn;
  if (isOn) {
    button.dataset.words = button.textContent;
    button.textContent = form.dataset.sending;
    button.setAttribute("aria-busy", "true");
  } else if (button.dataset.words) {
    button.textContent = button.dataset.words;
    button.removeAttribute("aria-busy");
  }
}

function say(form, sentence) {
  const state = form.querySelector("[data-state]");
  state.hidden = !sentence;
  state.lastElementChild.textContent = sentence;
}

function send(form, losses) {
  const request = new XMLHttpRequest();
  const isUpload = form.enctype === "multipart/form-data";
  const body = new FormData(form);
  request.open("POST", location.href);
  request.responseType = "document";
  if (!isUpload) request.timeout = ANSWER_MS;
  request.onload = () => answered(form, request);
  request.onerror = request.ontimeout = () => lost(form, losses + 1);
  tell(form, "send", { request });
  request.send(isUpload ? body : new URLSearchParams(body));
}

function answered(form, request) {
  const arrived = new URL(request.responseURL || location.href);
  if (request.status < 400 && arrived.pathname !== location.pathname) {
    keep(form, true);
    location.assign(arrived.href);
  } else if (request.status >= 502 && request.status <= 504) {
    // Nothing is lost or doubled by asking again: the submission keeps its number.
    say(form, form.dataset.queue);
    const seconds = Number(request.getResponseHeader("Retry-After")) || QUEUE_SECONDS;
    setTimeout(() => send(form, 0), (seconds + 2 * Math.random()) * 1000);
  } else {
    show(form, request.status, request.response);
  }
}

function show(form, status, page) {
  const main = page && page.querySelector("main");
  if (!main) return plainSubmit(form);
  if (status === 409 && main.querySelector("[data-typed]")) return give(page);
  if (!main.querySelector("[data-form]")) {
    // An error page has no room for what was typed: its sentences come to the form, not its way on.
    setBusy(form, false);
    const sentences = all("h1, h1 ~ p", main).filter((each) => !each.querySelector("a"));
    return say(form, sentences.map((each) => each.textContent.trim()).join(" "));
  }
  isBusy = false;
  tell(form, "swap", { main });
  document.title = page.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  window.scrollTo(0, 0);
  start();
}

/* Too late: a page of another kind says so and keeps what was typed; it comes with its own looks. */
async function give(page) {
  const isNew = (sheet) => !document.querySelector(`link[href="${sheet.getAttribute("href")}"]`);
  await Promise.all(all('link[rel="stylesheet"]', page).filter(isNew).map(loaded));
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  window.scrollTo(0, 0);
}

function loaded(sheet) {
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    document.head.append(document.adoptNode(sheet));
  });
}

function lost(form, losses) {
  // Reached twice and lost twice: something between refuses our way of sending, not the network.
  if (losses > 2) return plainSubmit(form);
  say(form, form.dataset.offline);
  const probe = () => {
    clearTimeout(timer);
    window.removeEventListener("online", probe);
    const request = new XMLHttpRequest();
    request.open("HEAD", location.pathname);
    request.timeout = ANSWER_MS;
    request.onload = () => send(form, losses);
    request.onerror = request.ontimeout = () => lost(form, losses);
    request.send();
  };
  const timer = setTimeout(probe, PROBE_MS);
  window.addEventListener("online", probe);
}

function plainSubmit(form) {
  HTMLFormElement.prototype.submit.call(form);
}

/* ----------------------------------------------------------------------------------------------------------- */

function start() {
  const form = document.querySelector("[data-form]");
  const summary = document.getElementById("summary");
  if (summary) summary.focus();
  if (form) restore(form);
  all(".dial-code > select").forEach(showCode);
  if (!form) return;
  fit(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("change", (event) => onChange(form, event.target));
  form.addEventListener("click", onClick);
  form.addEventListener("keydown", (event) => onKey(form, event));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(form, true);
    say(form, "");
    keep(form);
    send(form, 0);
  });
  tell(form, "start");
}

/* A page that comes back from the browser's memory is as it was left, in the middle of sending. */
window.addEventListener("pageshow", (event) => {
  const form = event.persisted && document.querySelector("[data-form]");
  if (form) setBusy(form, false);
});

start();

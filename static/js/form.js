/* What a form page adds for a browser with scripts: it keeps what was typed, shows only the controls
   that fit, checks a few of them on leaving, and sends so that a lost connection loses nothing.
   Without this file the form works as it stands. Written for Chrome 78 and iOS 13.

   A script of a page with more on it hears of three moments, by events that bubble from the form:
   "form:start" (a form stands there to be filled in), "form:send" (detail: request, before it goes)
   and "form:swap" (detail: main, the page's new content, before it takes the place of the old). */

import { checkMost, fit, showCode, startSearch } from "./form/choices.js";
import {
  all, hint, isTick, judge, matchCode, named, onClick, onFocusOut, onKey, presetCountry, whenStill,
} from "./form/fields.js";
import { finish, keep, keepSoon, restore, startAgain } from "./form/keeping.js";

const SLOW_MS = 10000;
const ANSWER_MS = 60000;
const PROBE_MS = 4000;
const QUEUE_SECONDS = 5;
const MOST_LOSSES = 4;

const tell = (form, moment, detail) =>
  form.dispatchEvent(new CustomEvent("form:" + moment, { bubbles: true, detail }));

/* Filling in ------------------------------------------------------------------------------------------- */

function onInput(form, control) {
  if (!control.name) return;
  keepSoon(form);
  // Errors go as soon as they are no longer true; they come only on leaving.
  if (!isTick(control) && control.value.trim()) judge(form, control, true);
}

function onChange(form, control) {
  if (!control.name) return;
  if (control.name === "mobile_country") control.touched = true;
  if (control.name === "mobile" && form.elements.mobile_country) matchCode(form);
  fit(form);
  keep(form);
  if (control.type === "file" || (!control.value.trim() && !isTick(control))) return;
  whenStill(() => {
    judge(form, control);
    const question = control.closest("[data-most]");
    if (question) checkMost(question);
  });
}

/* The line in the head that says what was put back, and empties the form for somebody else. */
function showRestored(form, what) {
  const line = document.querySelector("[data-restored]");
  if (!line) return;
  const [words, button] = [line.querySelector("[data-words]"), line.querySelector("button")];
  const show = (isOn) => {
    line.hidden = !isOn;
    all("[data-promise]").forEach((each) => (each.hidden = isOn));
  };
  const offer = (sentence, label, work) => {
    words.textContent = sentence;
    button.textContent = label;
    button.onclick = () => {
      work();
      fit(form);
    };
  };
  const offerClear = (sentence) => offer(sentence, button.dataset.clear, () => {
    const undo = startAgain(form);
    presetCountry(form);
    say(form, "");
    offer(words.dataset.cleared, button.dataset.undo, () => {
      undo();
      offerClear(words.dataset.typed);
    });
  });
  show(Boolean(what));
  if (what) offerClear(words.dataset[what]);
}

/* Sending ------------------------------------------------------------------------------------------------ */

let isBusy = false;
/* The button that was pressed; event.submitter is younger than the browsers this is written for. */
let pressed = null;

const buttonOf = (form) =>
  pressed && form.contains(pressed) ? pressed : form.querySelector("[data-send]");
const isPutAside = () => Boolean(pressed) && pressed.value === "save";

function setBusy(form, isOn) {
  const button = buttonOf(form);
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

/* Asks the server and calls one of the two: with what came back, or with nothing. */
function post(form, answered, failed) {
  const request = new XMLHttpRequest();
  const isUpload = form.enctype === "multipart/form-data";
  const body = new FormData(form);
  if (isBusy && pressed && pressed.name) body.append(pressed.name, pressed.value);
  request.open("POST", form.getAttribute("action") || location.href);
  request.responseType = "document";
  const timers = isUpload ? [] : [setTimeout(() => request.abort(), ANSWER_MS)];
  timers.push(setTimeout(() => isBusy && say(form, form.dataset.slow), SLOW_MS));
  request.onload = () => answered(request);
  request.onerror = request.onabort = failed;
  request.onloadend = () => timers.forEach(clearTimeout);
  tell(form, "send", { request });
  request.send(isUpload ? body : new URLSearchParams(body));
}

function send(form, losses) {
  post(form, (request) => answered(form, request), () => lost(form, losses + 1));
}

const addressOf = (request) => new URL(request.responseURL || location.href);
const hasArrived = (request) =>
  request.status < 400 && addressOf(request).pathname !== location.pathname;

function answered(form, request) {
  if (hasArrived(request)) {
    finish(form);
    location.assign(addressOf(request).href);
  } else if (request.status >= 502 && request.status <= 504) {
    // Nothing is lost or doubled by asking again: the submission keeps its number.
    say(form, form.dataset.queue);
    const seconds = Number(request.getResponseHeader("Retry-After")) || QUEUE_SECONDS;
    setTimeout(() => send(form, 0), (seconds + 2 * Math.random()) * 1000);
  } else {
    keep(form, false);
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

function plainSubmit(form) {
  HTMLFormElement.prototype.submit.call(form);
}

/* Losing the connection ------------------------------------------------------------------------------- */

function lost(form, losses) {
  // Reached again and lost again: something between refuses our way of sending, not the network.
  if (losses > MOST_LOSSES) return plainSubmit(form);
  say(form, form.dataset.offline);
  hint("");
  whenBack(() => send(form, losses));
}

/* The browser's word that the network is back is not to be relied on: asks until something answers. */
function whenBack(work) {
  const timer = setTimeout(probe, PROBE_MS);
  const moments = [[window, "online"], [document, "visibilitychange"]];
  moments.forEach(([where, moment]) => where.addEventListener(moment, probe));
  function probe() {
    clearTimeout(timer);
    moments.forEach(([where, moment]) => where.removeEventListener(moment, probe));
    const request = new XMLHttpRequest();
    request.open("HEAD", location.pathname);
    request.timeout = ANSWER_MS / 2;
    request.onload = work;
    request.onerror = request.ontimeout = () => whenBack(work);
    request.send();
  }
}

/* The page was closed while nobody knew whether the form had arrived. The number it was sent under
   is asked for: what was stored leads to its own page; what was not cannot be stored by this, because
   the consents were not kept. */
function askAfter(form) {
  const ask = () => isBusy || askAfter(form);
  post(
    form,
    (request) => {
      if (isBusy) return;
      if (request.status >= 500) return setTimeout(ask, QUEUE_SECONDS * 1000);
      if (!hasArrived(request)) return say(form, form.dataset.unsent);
      finish(form);
      location.replace(addressOf(request).pathname);
    },
    () => whenBack(ask)
  );
}

/* Before anything was sent, the line at the edge says it: here nothing goes out by itself. */
function watchNetwork(form) {
  if (isBusy) return;
  hint(navigator.onLine ? "" : form.dataset.away);
}

/* ----------------------------------------------------------------------------------------------------------- */

function start() {
  const form = document.querySelector("[data-form]");
  const summary = document.getElementById("summary");
  if (summary) summary.focus();
  all(".dial-code > select").forEach(showCode);
  if (!form) return;
  presetCountry(form);
  const what = restore(form);
  showRestored(form, what);
  all("[data-chips]", form).forEach(startSearch);
  fit(form);
  form.addEventListener("input", (event) => onInput(form, event.target));
  form.addEventListener("change", (event) => onChange(form, event.target));
  form.addEventListener("click", onClick);
  form.addEventListener("click", (event) => {
    pressed = event.target.closest("button:not([type]), [type=submit]") || pressed;
  });
  form.addEventListener("keydown", (event) => onKey(form, event));
  form.addEventListener("focusout", onFocusOut);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(form, true);
    say(form, "");
    keep(form, !isPutAside());
    send(form, 0);
  });
  if (what === "sent" && named(form, "submission_id")) askAfter(form);
  if (!navigator.onLine) watchNetwork(form);
  tell(form, "start");
}

for (const moment of ["online", "offline"]) {
  window.addEventListener(moment, () => {
    const form = document.querySelector("[data-form]");
    if (form) watchNetwork(form);
  });
}

/* A page that comes back from the browser's memory is as it was left, in the middle of sending. */
window.addEventListener("pageshow", (event) => {
  const form = event.persisted && document.querySelector("[data-form]");
  if (form) setBusy(form, false);
});

start();

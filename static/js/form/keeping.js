/* What was typed stays on the device for a day: an error, Back, a reload, a closed window or a lost
   connection take nothing away. Consents, files and the page's own tokens are never kept; a page on
   a desk that everybody uses has no data-keep and keeps nothing at all. */

import { all, clearError, isTick, named } from "./fields.js";

const DAY_MS = 24 * 3600 * 1000;
const NEVER_KEPT = /^(csrf_token|hp_note|ch|preview|age_ok|id_.*|consent_.*|remove_file|seen_edits|draft)$/;

/* The address of somebody's own page holds a secret: what is typed there stays in the tab. */
const storeOf = (form) => (form.dataset.keep ? localStorage : sessionStorage);
const keyOf = (form) => "form:" + (form.dataset.keep || location.pathname);
const sentKeyOf = (form) => "sent:" + keyOf(form);

let timer = 0;
let isOnItsWay = false;

/* Gives null where there is no storage, as in a private window: the form works, it only forgets. */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    return null;
  }
}

function read(form) {
  const kept = attempt(() => JSON.parse(storeOf(form).getItem(keyOf(form))));
  return kept && Date.now() - kept.at < DAY_MS ? kept : null;
}

function forgetOld() {
  const isOld = (key) => {
    const kept = attempt(() => JSON.parse(localStorage.getItem(key)));
    return !kept || !(Date.now() - kept.at < DAY_MS);
  };
  Object.keys(localStorage)
    .filter((key) => key.startsWith("form:") && isOld(key))
    .forEach((key) => localStorage.removeItem(key));
}

const isKept = (control) =>
  control.name && control.type !== "file" && !NEVER_KEPT.test(control.name);

function wordsOf(form) {
  const words = {};
  for (const control of form.elements) {
    if (!isKept(control) || (isTick(control) && !control.checked)) continue;
    words[control.name] = (words[control.name] || []).concat(control.value);
  }
  return words;
}

/* `isSent`: it is on its way, and nobody knows yet whether it arrives. */
export function keep(form, isSent = isOnItsWay) {
  clearTimeout(timer);
  timer = 0;
  isOnItsWay = isSent;
  if (!("keep" in form.dataset)) return;
  const kept = { at: Date.now(), words: wordsOf(form), isSent };
  attempt(() => storeOf(form).setItem(keyOf(form), JSON.stringify(kept)));
}

/* Not at every letter: a slow phone should be busy with the letters. */
export function keepSoon(form) {
  if (!timer) timer = setTimeout(() => keep(form), 300);
}

document.addEventListener("visibilitychange", () => {
  const form = timer && document.querySelector("[data-form]");
  if (form) keep(form);
});

function forget(form) {
  clearTimeout(timer);
  timer = 0;
  isOnItsWay = false;
  attempt(() => storeOf(form).removeItem(keyOf(form)));
}

/* It arrived. Only this tab remembers, for Back: there the form stands again under its old number,
   and sending it once more leads to the same registration. Opened anew it is empty. */
export function finish(form) {
  forget(form);
  if (!("keep" in form.dataset)) return;
  attempt(() => sessionStorage.setItem(sentKeyOf(form), JSON.stringify(wordsOf(form))));
}

function put(form, words) {
  for (const control of form.elements) {
    if (!isKept(control)) continue;
    const values = words[control.name];
    if (isTick(control)) control.checked = Boolean(values) && values.includes(control.value);
    else if (values && fits(control, values[0])) control.value = values[0];
  }
}

const fits = (control, value) =>
  control.tagName !== "SELECT" || Array.from(control.options).some((each) => each.value === value);

/* Gives what was put back: "" nothing, "typed", or "sent" where nobody knows whether it arrived. */
export function restore(form) {
  if (!("keep" in form.dataset) || "wasSent" in form.dataset) return "";
  attempt(forgetOld);
  const sent = attempt(() => JSON.parse(sessionStorage.getItem(sentKeyOf(form))));
  attempt(() => sessionStorage.removeItem(sentKeyOf(form)));
  if (sent && performance.navigation && performance.navigation.type === 2) {
    put(form, sent);
    attempt(() => sessionStorage.setItem(sentKeyOf(form), JSON.stringify(sent)));
    return "";
  }
  const kept = read(form);
  if (!kept || !isMore(form, kept)) return "";
  put(form, kept.words);
  return kept.isSent ? "sent" : "typed";
}

/* As the page came from the server. The controls themselves may hold what the browser put back. */
function freshWords(form) {
  const words = {};
  for (const control of form.elements) {
    if (!isKept(control) || (isTick(control) && !control.defaultChecked)) continue;
    words[control.name] = (words[control.name] || []).concat(defaultOf(control));
  }
  return words;
}

function defaultOf(control) {
  if (control.tagName !== "SELECT") return isTick(control) ? control.value : control.defaultValue;
  const options = Array.from(control.options);
  return (options.find((each) => each.defaultSelected) || options[0]).value;
}

/* A number of its own and a country make no form that somebody typed into. */
function isMore(form, kept) {
  const without = { submission_id: 0, country: 0, mobile_country: 0 };
  const plain = (words) => JSON.stringify(Object.assign({}, words, without));
  return kept.isSent || plain(kept.words) !== plain(freshWords(form));
}

/* Empties the form for somebody else. Gives the way back. */
export function startAgain(form) {
  const before = wordsOf(form);
  put(form, freshWords(form));
  const id = named(form, "submission_id");
  if (id) id.value = newId();
  all('[type="checkbox"]', form).filter((box) => !isKept(box)).forEach((box) => (box.checked = false));
  all(".is-wrong", form).forEach((field) => clearError(field.querySelector("[name]")));
  forget(form);
  return () => {
    put(form, before);
    keep(form);
  };
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

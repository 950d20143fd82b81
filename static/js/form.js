/* What a form page adds for a browser with scripts: it keeps what was typed, shows only the controls
   that fit, checks a few of them on leaving, and sends so that a lost connection loses nothing.
   Without this file the form works as it stands. Written for Chrome 78 and iOS 13. */

const KEY = "form:" + location.pathname;
const NEVER_KEPT = /^(csrf_token|hp_note|ch|preview|age_ok|consent_.*|remove_file)$/;
const ANSWER_MS = 30000;
const PROBE_MS = 4000;
const QUEUE_SECONDS = 5;
const MAX_TOTAL_MB = 18;
const MAX_FILE_MB = 10;
const MB = 1024 * 1024;

const all = (selector, inside) => Array.from((inside || document).querySelectorAll(selector));
const named = (form, name) => form.querySelector(`[name="${name}"]`);
const chosen = (form, name) => form.querySelector(`[name="${name}"]:checked`);
const fieldOf = (control) => control.closest("[data-field]");
const isHidden = (element) => element.hidden;

/* Words kept in this tab ------------------------------------------------------------------------ */

function readKept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch (error) {
    return null;
  }
}

function writeKept(kept) {
  try {
    if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch (error) {
    // No storage in this browser: the form works, it only forgets.
  }
}

const isTick = (control) => control.type === "checkbox" || control.type === "radio";
const isKept = (control) =>
  control.name && control.type !== "file" && !NEVER_KEPT.test(control.name);

function keep(form, isDone) {
  const words = {};
  for (const control of form.elements) {
    if (!isKept(control) || (isTick(control) && !control.checked)) continue;
    words[control.name] = (words[control.name] || []).concat(control.value);
  }
  writeKept({ words, isDone });
}

/* After Back the form that was sent stands there again under its old number: sending it once more
   leads to the same registration. Opened anew it is empty, for the next person. */
function restore(form) {
  const kept = readKept();
  if (!kept || "wasSent" in form.dataset) return;
  const cameBack = performance.navigation && performance.navigation.type === 2;
  if (kept.isDone && !cameBack) {
    writeKept(null);
    return;
  }
  for (const control of form.elements) {
    const values = isKept(control) && kept.words[control.name];
    if (!values) continue;
    if (isTick(control)) control.checked = values.includes(control.value);
    else control.value = values[0];
  }
}

/* Only what fits ----------------------------------------------------------------------------------- */

function toggle(element, isOn) {
  if (!element) return;
  element.hidden = !isOn;
  // What cannot be seen is not sent.
  for (const control of all("input, select, textarea", element)) control.disabled = !isOn;
}

function fit(form) {
  const part = (name) => form.querySelector(`[data-field="${name}"]`);
  const origin = chosen(form, "origin");
  if (origin) {
    toggle(part("company_zh"), origin.value !== "overseas");
    toggle(part("company_en"), origin.value !== "cn");
    toggle(part("province"), origin.value !== "overseas");
  }
  const country = named(form, "country");
  if (country) toggle(part("province"), country.value === "CN");
  const booth = chosen(form, "booth_type");
  if (named(form, "booth_type")) {
    toggle(part("booth_count"), Boolean(booth) && booth.dataset.unit === "count");
    toggle(part("area_sqm"), Boolean(booth) && booth.dataset.unit === "area");
  }
  for (const pair of all(".pair", form)) pair.hidden = Array.from(pair.children).every(isHidden);
  const same = named(form, "wechat_same");
  if (same) toggle(part("wechat_id"), !same.checked);
  all("[data-chips]", form).forEach(fitChips);
  fitMobile(form);
}

function fitChips(fieldset) {
  const count = (inside) => all("input:checked", inside).length;
  const total = fieldset.querySelector("[data-chosen]");
  if (total) {
    const n = count(fieldset);
    const words = n ? total.dataset.chosen.replace("{n}", n) : "";
    if (total.textContent !== words) total.textContent = words;
  }
  const other = fieldset.querySelector("[data-other]");
  if (other) toggle(other, Boolean(fieldset.querySelector('input[value="other"]:checked')));
  const groups = all("[data-group]", fieldset);
  const isOpen = (group) =>
    count(group) > 0 ||
    fieldset.querySelector(`input[value="${group.dataset.group}"]`).checked;
  const isAnyOpen = groups.some(isOpen);
  for (const group of groups) {
    group.hidden = isAnyOpen && !isOpen(group);
    const badge = fieldset.querySelector(`[data-inside="${group.dataset.group}"]`);
    badge.textContent = count(group);
    badge.hidden = count(group) === 0;
  }
}

function fitMobile(form) {
  if (!named(form, "mobile_country")) return;
  const email = named(form, "email");
  const mark = email && fieldOf(email).querySelector(".optional");
  if (mark) mark.hidden = isAbroad(form);
}

function isAbroad(form) {
  const typed = narrow(named(form, "mobile").value);
  if (/^(\+|00)/.test(typed)) return typed.length > 4 && !/^(\+|00)86/.test(typed);
  return named(form, "mobile_country").value !== "CN";
}

/* The closed list shows the code alone: beside it there is no room for a country. */
function showCode(country) {
  country.parentNode.dataset.code = country.selectedOptions[0].text.split(" ")[0];
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".dial-code > select")) showCode(event.target);
});

/* A look on leaving a field --------------------------------------------------------------------------- */

const narrow = (text) => text.normalize("NFKC").replace(/[\s()./·‐-―-]/g, "");
const CHECKS = {
  mobile: (text, form) =>
    isAbroad(form) || /^(\+|00)?(86)?1[3-9]\d{9}$/.test(narrow(text)),
  email: (text) => /^[^@\s]+@[^@\s]+\.[^@\s]{2,}$/.test(text.normalize("NFKC").replace(/。/g, ".").trim()),
  uscc: (text) => narrow(text).length === 18,
};

function isRight(control, form) {
  const check = CHECKS[control.dataset.check];
  return !check || check(control.value, form);
}

function setError(control, sentence) {
  clearError(control);
  const field = fieldOf(control);
  const error = document.createElement("p");
  error.className = "error";
  error.id = control.id + "-error";
  error.innerHTML =
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-alert"/></svg><span></span>';
  error.lastChild.textContent = sentence;
  field.classList.add("is-wrong");
  field.append(error);
  control.setAttribute("aria-invalid", "true");
  describe(control, (ids) => ids.concat(error.id));
}

function clearError(control) {
  const field = fieldOf(control);
  if (!field || !field.classList.contains("is-wrong")) return;
  field.classList.remove("is-wrong");
  all("[aria-invalid]", field).forEach((each) => each.removeAttribute("aria-invalid"));
  for (const error of all(".error", field)) {
    all("[aria-describedby]", field).concat(field).forEach((each) =>
      describe(each, (ids) => ids.filter((id) => id !== error.id))
    );
    error.remove();
  }
}

function describe(element, change) {
  const ids = change((element.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
  if (ids.length) element.setAttribute("aria-describedby", ids.join(" "));
  else element.removeAttribute("aria-describedby");
}

function onChange(form, control) {
  fit(form);
  keep(form);
  if (control.type === "file") checkFiles(form, control);
  else if (!control.value.trim() && !isTick(control)) return;
  else whenStill(() => judge(form, control));
}

function judge(form, control) {
  if (isRight(control, form)) clearError(control);
  else setError(control, control.dataset.wrong);
}

/* A tap that leaves a field is often meant for a button below it. A line of error that comes or goes
   in the middle of it would move the button away under the thumb, and the tap would be lost. */
let isPressed = false;
const waiting = [];

function whenStill(work) {
  if (isPressed) waiting.push(work);
  else work();
}

document.addEventListener("mousedown", () => (isPressed = true), true);
document.addEventListener("mouseup", () => {
  isPressed = false;
  setTimeout(() => waiting.splice(0).forEach((work) => work()));
}, true);

function checkFiles(form, control) {
  const sum = (inputs) =>
    inputs.reduce((size, input) => Array.from(input.files).reduce((s, file) => s + file.size, size), 0);
  clearError(control);
  if (Array.from(control.files).some((file) => file.size > MAX_FILE_MB * MB)) {
    setError(control, control.dataset.large);
  } else if (sum(all('input[type="file"]', form)) > MAX_TOTAL_MB * MB) {
    setError(control, form.dataset.total);
  }
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
  if (isUpload) showProgress(form, request);
  else request.timeout = ANSWER_MS;
  request.onload = () => answered(form, request);
  request.onerror = request.ontimeout = () => lost(form, losses + 1);
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
  carryFiles(form, main);
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

/* A page can never fill in a file: the control that holds it moves over, where it was right. */
function carryFiles(form, main) {
  for (const old of all('input[type="file"]', form)) {
    const fresh = main.querySelector("#" + old.id);
    if (fresh && old.files.length && !fieldOf(fresh).classList.contains("is-wrong")) {
      fresh.replaceWith(old);
    }
  }
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

function showProgress(form, request) {
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = 1;
  const files = all('input[type="file"]', form).filter((input) => input.files.length);
  if (!files.length) return;
  fieldOf(files[0]).append(bar);
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  };
  request.onloadend = () => bar.remove();
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
}

/* A page that comes back from the browser's memory is as it was left, in the middle of sending. */
window.addEventListener("pageshow", (event) => {
  const form = event.persisted && document.querySelector("[data-form]");
  if (form) setBusy(form, false);
});

start();

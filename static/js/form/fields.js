/* The controls of a form: how to find them, what stands in them at first, a look on leaving one, the
   line of error under it, and what keys and thumbs do. */

export const all = (selector, inside) =>
  Array.from((inside || document).querySelectorAll(selector));
export const named = (form, name) => form.querySelector(`[name="${name}"]`);
export const chosen = (form, name) => form.querySelector(`[name="${name}"]:checked`);
export const fieldOf = (control) => control.closest("[data-field]");
export const isTick = (control) => control.type === "checkbox" || control.type === "radio";

const narrow = (text) => text.normalize("NFKC").replace(/[\s()./·‐-―-]/g, "");

/* A line at the edge of the screen, wherever the reader is; it moves nothing. */
export function hint(sentence) {
  const line = document.querySelector("[data-line]");
  if (!line) return;
  line.lastElementChild.textContent = sentence;
  line.hidden = !sentence;
}

/* Where somebody is -------------------------------------------------------------------------------- */

/* The time zones of a phone whose language says nothing about where it is. */
const ZONES = {
  CN: "Asia/Shanghai Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Urumqi Asia/Kashgar",
  HK: "Asia/Hong_Kong",
  MO: "Asia/Macau Asia/Macao",
  TW: "Asia/Taipei",
  SG: "Asia/Singapore",
  JP: "Asia/Tokyo",
  KR: "Asia/Seoul",
  MY: "Asia/Kuala_Lumpur Asia/Kuching",
  TH: "Asia/Bangkok",
  VN: "Asia/Ho_Chi_Minh Asia/Saigon",
  ID: "Asia/Jakarta Asia/Makassar Asia/Jayapura Asia/Pontianak",
  PH: "Asia/Manila",
  IN: "Asia/Kolkata Asia/Calcutta",
  AE: "Asia/Dubai",
  IL: "Asia/Jerusalem Asia/Tel_Aviv",
  GB: "Europe/London",
  DE: "Europe/Berlin",
  FR: "Europe/Paris",
  CH: "Europe/Zurich",
  IT: "Europe/Rome",
  ES: "Europe/Madrid",
  NL: "Europe/Amsterdam",
  SE: "Europe/Stockholm",
  AU: "Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Perth Australia/Adelaide",
  NZ: "Pacific/Auckland",
};

/* Two letters, or nothing where neither the clock nor the languages tell. */
function whereabouts() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  // A phone has a place; a clock without one belongs to a machine that stands anywhere.
  if (!zone.includes("/") || zone.startsWith("Etc/")) return "";
  const byClock = Object.keys(ZONES).find((code) => ZONES[code].split(" ").includes(zone));
  if (byClock) return byClock;
  const region = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?-([A-Z]{2})\b/.exec(navigator.language || "");
  // A Chinese phone abroad still says zh-CN, and so do most browsers that were never set.
  return region && region[1] !== "CN" ? region[1] : "";
}

/* Only on a page that nobody has typed into. */
export function presetCountry(form) {
  const isTyped = all('input[type="text"], input[type="tel"], input[type="email"], textarea', form).some(
    (control) => control.value && control.name !== "hp_note"
  );
  const code = !isTyped && !("wasSent" in form.dataset) && whereabouts();
  if (!code) return;
  for (const list of [named(form, "mobile_country"), named(form, "country")]) {
    if (list && list.querySelector(`option[value="${code}"]`)) list.value = code;
  }
}

/* Of countries that share a code, the one most people mean. */
const MOST = { "+1": "US", "+7": "RU", "+39": "IT", "+44": "GB", "+47": "NO", "+61": "AU" };

const codeOf = (option) => option.text.split(" ")[0];

/* A number typed with its country code says more than the list beside it that nobody touched. */
export function matchCode(form) {
  const list = named(form, "mobile_country");
  const typed = narrow(named(form, "mobile").value).replace(/^00/, "+");
  if (list.touched || typed[0] !== "+" || typed.startsWith(codeOf(list.selectedOptions[0]))) return;
  const fitting = Array.from(list.options).filter((each) => typed.startsWith(codeOf(each)));
  const longest = Math.max(...fitting.map((each) => codeOf(each).length));
  const best = fitting.filter((each) => codeOf(each).length === longest);
  const one = best.find((each) => each.value === MOST[codeOf(each)]) || best[0];
  if (one) list.value = one.value;
}

export function isAbroad(form) {
  const typed = narrow(named(form, "mobile").value);
  if (/^(\+|00)/.test(typed)) return typed.length > 4 && !/^(\+|00)86/.test(typed);
  return named(form, "mobile_country").value !== "CN";
}

/* A look on leaving a field --------------------------------------------------------------------------- */

const CHECKS = {
  mobile: (text, form) =>
    isAbroad(form) || /^(\+|00)?(86)?1[3-9]\d{9}$/.test(narrow(text)),
  email: (text) => /^[^@\s]+@[^@\s]+\.[^@\s]{2,}$/.test(text.normalize("NFKC").replace(/。/g, ".").trim()),
  uscc: (text) => narrow(text).length === 18,
};

export function isRight(control, form) {
  const check = CHECKS[control.dataset.check];
  return !check || check(control.value, form);
}

export function setError(control, sentence) {
  clearError(control);
  const field = fieldOf(control);
  const error = document.createElement("p");
  error.className = "error";
  error.id = control.id + "-error";
  error.setAttribute("role", "alert");
  error.innerHTML =
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-alert"/></svg><span></span>';
  error.lastChild.textContent = sentence;
  field.classList.add("is-wrong");
  field.append(error);
  control.setAttribute("aria-invalid", "true");
  describe(control, (ids) => ids.concat(error.id));
}

export function clearError(control) {
  const field = control && fieldOf(control);
  if (!field || !field.classList.contains("is-wrong")) return;
  field.classList.remove("is-wrong");
  all("[aria-invalid]", field).concat(field).forEach((each) => each.removeAttribute("aria-invalid"));
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

/* On leaving: says what is wrong. While typing only a line that is no longer true goes away. */
export function judge(form, control, isTyping) {
  if (isRight(control, form)) clearError(control);
  else if (!isTyping) setError(control, control.dataset.wrong);
}

/* A tap that leaves a field is often meant for a button below it. A line of error that comes or goes
   in the middle of it would move the button away under the thumb, and the tap would be lost. */
let isPressed = false;
const waiting = [];

export function whenStill(work) {
  if (isPressed) waiting.push(work);
  else work();
}

document.addEventListener("mousedown", () => (isPressed = true), true);
document.addEventListener("mouseup", () => {
  isPressed = false;
  setTimeout(() => waiting.splice(0).forEach((work) => work()));
}, true);

/* Thumbs and keys ------------------------------------------------------------------------------------- */

/* On a phone the return key leads to the next field; on a desktop it sends, as everywhere. */
export function onKey(form, event) {
  const control = event.target;
  if (event.key !== "Enter" || event.isComposing || control.tagName !== "INPUT" || !control.name) return;
  if (isTick(control) || !matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  const stops = Array.from(form.elements).filter(
    (each) => each.tabIndex >= 0 && !each.disabled && each.type !== "hidden" && each.offsetParent
  );
  const next = stops[stops.indexOf(control) + 1];
  if (next) next.focus();
}

/* A second tap takes back the only choice of an optional question. */
export function onClick(event) {
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

/* WeChat on an iPhone leaves the page pushed up when the keyboard closes; a nudge puts it back. */
export function onFocusOut() {
  if (!/iP(hone|ad|od).*MicroMessenger\//.test(navigator.userAgent)) return;
  setTimeout(() => {
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
    const [x, y] = [pageXOffset, pageYOffset];
    window.scrollTo(x, y - 1);
    window.scrollTo(x, y);
  }, 100);
}

/* The controls of a form: how to find them, a look on leaving one, and the line of error under it. */

export const all = (selector, inside) =>
  Array.from((inside || document).querySelectorAll(selector));
export const named = (form, name) => form.querySelector(`[name="${name}"]`);
export const chosen = (form, name) => form.querySelector(`[name="${name}"]:checked`);
export const fieldOf = (control) => control.closest("[data-field]");
export const isTick = (control) => control.type === "checkbox" || control.type === "radio";

const narrow = (text) => text.normalize("NFKC").replace(/[\s()./·‐-―-]/g, "");

export function isAbroad(form) {
  const typed = narrow(named(form, "mobile").value);
  if (/^(\+|00)/.test(typed)) return typed.length > 4 && !/^(\+|00)86/.test(typed);
  return named(form, "mobile_country").value !== "CN";
}

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

export function setError(control, sentence) {
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

export function clearError(control) {
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

export function judge(form, control) {
  if (isRight(control, form)) clearError(control);
  else setError(control, control.dataset.wrong);
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

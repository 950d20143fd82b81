/* What there is to choose: only the controls that fit, and what was chosen so far. */

import { all, chosen, fieldOf, isAbroad, named } from "./fields.js";

function toggle(element, isOn) {
  if (!element) return;
  element.hidden = !isOn;
  // What cannot be seen is not sent.
  for (const control of all("input, select, textarea", element)) control.disabled = !isOn;
}

export function fit(form) {
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
  for (const pair of all(".pair", form)) pair.hidden = Array.from(pair.children).every((part) => part.hidden);
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

/* The closed list shows the code alone: beside it there is no room for a country. */
export function showCode(country) {
  country.parentNode.dataset.code = country.selectedOptions[0].text.split(" ")[0];
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".dial-code > select")) showCode(event.target);
});

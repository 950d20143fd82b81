/* What there is to choose: only the controls that fit, what was chosen so far, and a search. */

import { all, chosen, fieldOf, hint, isAbroad, named, setError } from "./fields.js";

function toggle(element, isOn) {
  if (!element) return;
  element.hidden = !isOn;
  // What cannot be seen is not sent.
  for (const control of all("input, select, textarea", element)) control.disabled = !isOn;
}

export function fit(form) {
  // What the page left out before this file came is from now on decided here.
  form.removeAttribute("data-fits");
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
  for (const pair of all(".pair", form)) {
    pair.hidden = Array.from(pair.children).every((each) => each.hidden);
  }
  const same = named(form, "wechat_same");
  if (same) toggle(part("wechat_id"), !same.checked);
  all("[data-chips]", form).forEach(fitChips);
  all(".dial-code > select", form).forEach(showCode);
  fitMobile(form);
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

/* Chips ----------------------------------------------------------------------------------------------- */

const count = (inside) => all("input:checked", inside).length;

function write(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

export function fitChips(fieldset) {
  const total = fieldset.querySelector("[data-chosen]");
  if (total) {
    const n = count(fieldset);
    const words = n >= fieldset.dataset.most ? total.dataset.limit : total.dataset.chosen;
    write(total, n ? words.replace("{n}", n) : "");
  }
  const other = fieldset.querySelector("[data-other]");
  if (other) toggle(other, Boolean(fieldset.querySelector('input[value="other"]:checked')));
  fitGroups(fieldset);
  showTaken(fieldset);
}

function fitGroups(fieldset) {
  const groups = all("[data-group]", fieldset);
  const isOpen = (group) =>
    count(group) > 0 ||
    fieldset.querySelector(`input[value="${group.dataset.group}"]`).checked;
  const isAnyOpen = groups.some(isOpen);
  for (const group of groups) {
    const n = count(group);
    if (!isSearching(fieldset)) group.hidden = isAnyOpen && !isOpen(group);
    const badge = fieldset.querySelector(`[data-inside="${group.dataset.group}"]`);
    write(badge, String(n));
    badge.hidden = n === 0;
    const name = group.querySelector("[data-count]");
    write(name, n ? name.dataset.count.replace("{n}", n) : "");
  }
}

/* More than the question takes: said at once, and in the reader's sight; nothing is locked. */
export function checkMost(fieldset) {
  const most = Number(fieldset.dataset.most);
  if (!most) return;
  const isOver = count(fieldset) > most;
  if (isOver) setError(fieldset, fieldset.dataset.tooMany);
  if (isOver || fieldset.wasOver) hint(isOver ? fieldset.dataset.tooMany : "");
  fieldset.wasOver = isOver;
}

/* What was chosen and lies folded away stands below, to be taken back. */
function showTaken(fieldset) {
  const list = fieldset.querySelector("[data-taken]");
  if (!list) return;
  const folded = all("details:not([open]) input:checked", fieldset);
  const now = folded.map((input) => input.value).join();
  if (list.dataset.now === now) return;
  list.dataset.now = now;
  list.textContent = "";
  list.hidden = !folded.length;
  folded.forEach((input) => list.append(takenItem(list, input)));
}

function takenItem(list, input) {
  const item = document.createElement("li");
  const words = nameOf(input);
  item.innerHTML = `<button type="button" class="taken-one"><span></span>${sign("cross")}</button>`;
  const button = item.firstChild;
  button.firstChild.textContent = words;
  button.setAttribute("aria-label", list.dataset.remove.replace("{label}", words));
  button.onclick = () => {
    input.checked = false;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const rest = list.querySelector("button") || list.closest("fieldset").querySelector("summary");
    rest.focus();
  };
  return item;
}

const nameOf = (input) => input.nextElementSibling.firstChild.textContent.trim();

/* A search within the options, in both languages ---------------------------------------------------------- */

const fold = (text) =>
  text.normalize("NFKC").toLowerCase().replace(/[\s·,.，。、/()-]/g, "");
const foldedOf = (chip) => fold(`${nameOf(chip.firstElementChild)}|${chip.dataset.also || ""}`);
const isSearching = (fieldset) => fieldset.classList.contains("is-searching");

export function startSearch(fieldset) {
  fieldset.addEventListener("toggle", () => showTaken(fieldset), true);
  const box = fieldset.querySelector("[data-find]");
  if (!box || !box.hidden) return;
  drawSearch(box);
  const typed = box.querySelector("input");
  typed.addEventListener("input", (event) => {
    // Half a syllable of pinyin is in nobody's label.
    if (!event.isComposing) search(fieldset, typed.value);
  });
  typed.addEventListener("compositionend", () => search(fieldset, typed.value));
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Escape") empty(fieldset, typed);
    if (event.key === "Enter") event.preventDefault();
  });
  box.querySelector(".unfind").onclick = () => {
    empty(fieldset, typed);
    typed.focus();
  };
  box.querySelector(".button").onclick = () => writeOther(fieldset, typed);
}

const sign = (name) =>
  `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-${name}"/></svg>`;

function drawSearch(box) {
  box.innerHTML =
    sign("search") +
    '<input class="input" type="search" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search">' +
    `<button type="button" class="unfind" hidden>${sign("cross")}</button>` +
    '<p class="hint found" role="status"></p><button type="button" class="button button-quiet" hidden></button>';
  const [input, unfind, button] = all("input, button", box);
  input.setAttribute("aria-label", box.dataset.label);
  input.placeholder = box.dataset.words;
  unfind.setAttribute("aria-label", box.dataset.empty);
  button.textContent = box.dataset.instead || "";
  box.hidden = false;
}

function empty(fieldset, typed) {
  typed.value = "";
  search(fieldset, "");
}

function search(fieldset, typed) {
  const wanted = fold(typed);
  unfold(fieldset, Boolean(wanted));
  const wordsOf = (chip) => chip.folded || (chip.folded = foldedOf(chip));
  const groupHit = (group) =>
    wordsOf(fieldset.querySelector(`input[value="${group.dataset.group}"]`).parentNode).includes(wanted);
  let hits = 0;
  for (const chip of all(".chip", fieldset)) {
    const isHit = wordsOf(chip).includes(wanted);
    const group = chip.closest("[data-group]");
    chip.hidden = !isHit && !(group && groupHit(group));
    hits += isHit ? 1 : 0;
  }
  for (const group of all("[data-group]", fieldset)) {
    group.hidden = all(".chip", group).every((chip) => chip.hidden);
  }
  if (!wanted) fitGroups(fieldset);
  sayFound(fieldset, wanted, hits);
}

/* While somebody searches, everything is unfolded; afterwards it stands as before. */
function unfold(fieldset, isOn) {
  if (isOn === isSearching(fieldset)) return;
  fieldset.classList.toggle("is-searching", isOn);
  for (const part of all("details", fieldset)) {
    if (isOn) part.wasOpen = part.open;
    part.open = isOn || part.wasOpen;
  }
}

function sayFound(fieldset, wanted, hits) {
  const box = fieldset.querySelector("[data-find]");
  const said = hits ? box.dataset.some.replace("{n}", hits) : box.dataset.none;
  write(box.querySelector(".found"), wanted ? said : "");
  box.querySelector(".unfind").hidden = !wanted;
  box.querySelector(".button").hidden = !wanted || hits > 0 || !box.dataset.instead;
}

function writeOther(fieldset, typed) {
  const words = typed.value.trim();
  empty(fieldset, typed);
  const other = fieldset.querySelector('input[value="other"]');
  other.checked = true;
  other.dispatchEvent(new Event("change", { bubbles: true }));
  const line = fieldset.querySelector("[data-other] input");
  line.value = line.value ? `${line.value}, ${words}` : words;
  line.focus();
  line.dispatchEvent(new Event("input", { bubbles: true }));
}

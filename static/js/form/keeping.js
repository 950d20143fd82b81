/* What was typed is kept in this tab, so that a reload or Back loses nothing. */

import { isTick } from "./fields.js";

const KEY = "form:" + location.pathname;
const NEVER_KEPT = /^(csrf_token|hp_note|ch|preview|age_ok|consent_.*|remove_file)$/;

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

const isKept = (control) =>
  control.name && control.type !== "file" && !NEVER_KEPT.test(control.name);

export function keep(form, isDone) {
  const words = {};
  for (const control of form.elements) {
    if (!isKept(control) || (isTick(control) && !control.checked)) continue;
    words[control.name] = (words[control.name] || []).concat(control.value);
  }
  writeKept({ words, isDone });
}

/* After Back the form that was sent stands there again under its old number: sending it once more
   leads to the same registration. Opened anew it is empty, for the next person. */
export function restore(form) {
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

/* Files on a form: their size is looked at before they are sent, a bar shows how far they are, and
   they stay in their place when the page comes back with something to change. */

import { all, clearError, fieldOf, setError } from "./fields.js";

const MAX_TOTAL_MB = 18;
const MAX_FILE_MB = 10;
const MB = 1024 * 1024;

const sizeOf = (files) => Array.from(files).reduce((sum, file) => sum + file.size, 0);

export function checkFiles(form, control) {
  clearError(control);
  const total = all('input[type="file"]', form).reduce((sum, each) => sum + sizeOf(each.files), 0);
  if (Array.from(control.files).some((file) => file.size > MAX_FILE_MB * MB)) {
    setError(control, control.dataset.large);
  } else if (total > MAX_TOTAL_MB * MB) {
    setError(control, form.dataset.total);
  }
}

export function showProgress(form, request) {
  const files = all('input[type="file"]', form).filter((input) => input.files.length);
  if (!files.length) return;
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = 1;
  fieldOf(files[0]).append(bar);
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  };
  request.addEventListener("loadend", () => bar.remove());
}

/* A page can never fill in a file: the control that holds it moves over, where it was right. */
export function carryFiles(form, main) {
  for (const old of all('input[type="file"]', form)) {
    const fresh = main.querySelector("#" + old.id);
    if (fresh && old.files.length && !fieldOf(fresh).classList.contains("is-wrong")) {
      fresh.replaceWith(old);
    }
  }
}

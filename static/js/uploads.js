/* What a page with files to hand in adds to its form. */

import { carryFiles, checkFiles, showProgress } from "./form/files.js";

document.addEventListener("change", (event) => {
  if (event.target.type === "file") checkFiles(event.target.form, event.target);
});
document.addEventListener("form:send", (event) => showProgress(event.target, event.detail.request));
document.addEventListener("form:swap", (event) => carryFiles(event.target, event.detail.main));

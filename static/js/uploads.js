/* What a page with files to hand in adds to its form: each file is sent by itself as soon as it is
   chosen, with a bar, and can be cancelled, looked at, removed and taken back. A large photo is made
   smaller first, so that it goes through on a bad network. Without this file the files travel with
   the form. Written for Chrome 78 and iOS 13. */

import { all, clearError, fieldOf, setError } from "./form/fields.js";
import { shrink } from "./uploads/picture.js";
import { post } from "./uploads/sending.js";

const MAX_BYTES = 10 * 1024 * 1024;

const listOf = (field) => field.querySelector("[data-files]");
const handedIn = (field) => all(".file:not(.file-gone):not(.file-sending)", field).length;
const inWords = (text, values) =>
  Object.keys(values).reduce((words, key) => words.replace("{" + key + "}", values[key]), text);

function tell(field, sentence) {
  field.querySelector("[data-says]").textContent = sentence;
}

/* Choosing ---------------------------------------------------------------------------------------------- */

let underWay = Promise.resolve();
let waiting = 0;

/* One file after the other: together they would only share the same thin line. */
function enqueue(work) {
  waiting += 1;
  const done = () => (waiting -= 1);
  underWay = underWay.then(work).then(done, done);
  return underWay;
}

function choose(input) {
  const field = fieldOf(input);
  const files = Array.from(input.files);
  // They are sent from here; the form must not carry them a second time.
  input.value = "";
  clearError(input);
  forgetRefused(field);
  const room = Number(field.dataset.room);
  const free = room === 1 ? 1 : room - handedIn(field) - all(".file-sending", field).length;
  if (files.length > free) setError(input, field.dataset.many);
  files.slice(0, Math.max(free, 0)).forEach((file) => {
    const row = new Row(field, file);
    enqueue(() => row.send());
  });
}

/* What was refused makes room for what is chosen instead; what may be tried again stays. */
function forgetRefused(field) {
  all(".file-refused", field)
    .filter((row) => row.querySelector("[data-again]").hidden)
    .forEach((row) => row.remove());
}

/* A file under way, and its row in the list. */
class Row {
  constructor(field, file) {
    this.field = field;
    this.file = file;
    this.isOff = false;
    const row = document.importNode(field.querySelector("[data-row]").content, true);
    this.element = row.querySelector("li");
    this.element.querySelector(".file-name").textContent = file.name;
    this.bar = this.element.querySelector("progress");
    this.off = this.element.querySelector("[data-stop]");
    this.off.addEventListener("click", () => this.stop());
    this.again = this.element.querySelector("[data-again]");
    this.again.addEventListener("click", () => enqueue(() => this.send()));
    listOf(field).append(this.element);
  }

  async send() {
    if (this.isOff) return;
    this.trouble("");
    const file = await shrink(this.file);
    if (file.size > MAX_BYTES) return this.trouble(this.field.dataset.large);
    this.said = -1;
    this.show(0);
    const answer = await post({
      address: this.field.dataset.upload,
      body: { file },
      onProgress: (part) => this.show(part),
      onLost: () => this.trouble(this.field.dataset.lost, true),
      onStart: (abort) => (this.abort = abort),
      isOff: () => this.isOff,
    });
    if (!this.isOff) this.answered(answer);
  }

  answered(answer) {
    if (answer && answer.files !== undefined) {
      this.element.remove();
      refresh(this.field, answer.files);
      tell(this.field, inWords(this.field.dataset.done, { name: this.file.name }));
    } else {
      const sentence = answer && answer.sentence;
      this.trouble(sentence || this.field.dataset.failed);
      this.again.hidden = Boolean(sentence);
    }
  }

  show(part) {
    const percent = Math.floor(part * 100);
    this.bar.value = percent;
    this.element.querySelector("[data-percent]").textContent = percent + " %";
    // Aloud only now and then: a screen reader that counts to a hundred says nothing else.
    const quarter = Math.floor(percent / 25);
    if (quarter === this.said) return;
    this.said = quarter;
    const words = { name: this.file.name, percent: percent + " %" };
    tell(this.field, inWords(this.field.dataset.sending, words));
  }

  /* `isTrying`: it goes on by itself. */
  trouble(sentence, isTrying) {
    const line = this.element.querySelector(".file-trouble");
    line.hidden = !sentence;
    line.textContent = sentence;
    this.element.classList.toggle("file-refused", Boolean(sentence) && !isTrying);
    this.element.querySelector(".file-progress").hidden = Boolean(sentence) && !isTrying;
    this.again.hidden = true;
    if (sentence && !isTrying) this.off.textContent = this.off.dataset.refused;
    if (!sentence) return;
    tell(this.field, inWords(this.field.dataset.trouble, { name: this.file.name, trouble: sentence }));
  }

  stop() {
    this.isOff = true;
    if (this.abort) this.abort();
    this.element.remove();
    this.field.querySelector('input[type="file"]').focus();
  }
}

/* The list as the server has it; what is still under way or was refused stays in it. */
function refresh(field, html) {
  const list = listOf(field);
  all(".file:not(.file-sending)", list).forEach((row) => row.remove());
  list.insertAdjacentHTML("afterbegin", html);
  const words = field.querySelector(".upload-words");
  const isReplaced = field.dataset.room === "1" && handedIn(field) > 0;
  words.textContent = isReplaced ? words.dataset.next : words.dataset.first;
}

/* Removing and taking back --------------------------------------------------------------------------------- */

function act(button) {
  const field = fieldOf(button);
  const input = field.querySelector('input[type="file"]');
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  enqueue(async () => {
    const answer = await post({ address: button.dataset.act, body: {} });
    button.removeAttribute("aria-busy");
    if (!answer || answer.files === undefined) {
      return setError(input, (answer && answer.sentence) || field.dataset.failed);
    }
    clearError(input);
    refresh(field, answer.files);
    const undo = field.querySelector("[data-takeback]");
    tell(field, undo ? undo.parentNode.querySelector(".file-facts").textContent : "");
    (undo || input).focus();
  });
}

/* With its form ---------------------------------------------------------------------------------------------- */

document.addEventListener("change", (event) => {
  if (event.target.type !== "file" || !event.target.closest("[data-upload]")) return;
  // The form's own script has nothing to keep or to judge here.
  event.stopImmediatePropagation();
  choose(event.target);
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) act(button);
});

/* Browsers before 2020 (Chrome 81, Safari 15.4) do not say which button sent a form. */
let pressedLast = null;
document.addEventListener("click", (event) => {
  pressedLast = event.target.closest("button") || pressedLast;
}, true);

/* Whoever presses the button while a file is under way sends when it has arrived. */
document.addEventListener("submit", (event) => {
  if (!waiting) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const own = pressedLast && pressedLast.form === event.target ? pressedLast : null;
  const pressed = event.submitter || own || event.target.querySelector("[data-send]");
  pressed.setAttribute("aria-busy", "true");
  underWay.then(() => {
    pressed.removeAttribute("aria-busy");
    pressed.click();
  });
}, true);

/* The pass at the door: full screen, and the screen stays on. Without this the button leads to the
   picture itself. Back closes it, as people expect of anything that fills a phone. */

const door = document.getElementById("door");
const opener = document.querySelector("[data-door]");
const figure = document.querySelector(".pass");
const picture = figure.querySelector("img");
const frame = door.querySelector(".door-picture");
let shown = false;
let awake = null;

// Phones take the lock away when another app comes in front, and refuse it on a low battery.
async function stayAwake() {
  if (!shown || !navigator.wakeLock || document.visibilityState !== "visible") return;
  try {
    awake = await navigator.wakeLock.request("screen");
  } catch (refused) {
    awake = null;
  }
  if (!shown) letSleep();
}

function letSleep() {
  if (awake) awake.release();
  awake = null;
}

// On a screen too low for the whole pass it is the code that must be seen.
function bringCodeIntoView() {
  const box = picture.getBoundingClientRect();
  const foot = box.top + door.scrollTop + (box.height * 1300) / 1720;
  door.scrollTop = Math.max(0, foot - door.clientHeight);
}

function show() {
  shown = true;
  figure.style.minHeight = `${figure.offsetHeight}px`;
  frame.append(picture);
  // iOS before 15.4 has no <dialog>: there the attribute alone shows it.
  if (door.showModal) door.showModal();
  else door.setAttribute("open", "");
  bringCodeIntoView();
  stayAwake();
}

function hide() {
  if (!shown) return;
  shown = false;
  letSleep();
  if (door.close) door.close();
  else door.removeAttribute("open");
  figure.prepend(picture);
  figure.style.minHeight = "";
  opener.focus();
}

opener.addEventListener("click", (event) => {
  event.preventDefault();
  history.pushState({ door: true }, "");
  show();
});

door.querySelector("[data-leaves]").addEventListener("click", () => history.back());
// Escape, and Back where a phone takes it for one, close a dialog without asking.
door.addEventListener("close", () => {
  if (shown) history.back();
});
window.addEventListener("popstate", hide);
window.addEventListener("resize", () => {
  if (shown) bringCodeIntoView();
});
document.addEventListener("visibilitychange", stayAwake);

// A phone that dropped the page in the pocket shows the pass again, not the page around it.
if (history.state && history.state.door) show();

/* Moves the bar of an export, and shows its file when it is there. Without scripts the page
   reloads itself. */

const panel = document.querySelector("[data-export-progress]");
const bar = panel.querySelector("progress");
const done = panel.querySelector("[data-done]");
const EVERY = 1000;

async function ask() {
  try {
    const answer = await fetch(panel.dataset.exportProgress, { credentials: "same-origin" });
    // Signed out or no longer allowed: the page itself says so.
    if (!answer.ok || answer.redirected) return location.reload();
    const state = await answer.json();
    if (state.over) return location.reload();
    bar.value = state.done;
    done.textContent = state.done.toLocaleString(document.documentElement.lang);
  } catch (error) {
    // The network is away for a moment; the export is not.
  }
  setTimeout(ask, EVERY);
}

setTimeout(ask, EVERY);

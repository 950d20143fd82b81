/* Sends one thing and comes back with what the server said of it, however often the line breaks: the
   same bytes in the same field are one upload, so sending again is safe. */

const tokens = () => Array.from(document.querySelectorAll('[name="csrf_token"]'));
const STALL_MS = 30000;
const PAUSE_MS = 4000;
const MOST_LOSSES = 8;

function formOf(body) {
  const sent = new FormData();
  sent.append("csrf_token", tokens()[0].value);
  for (const name of Object.keys(body)) sent.append(name, body[name], body[name].name);
  return sent;
}

/* Gives {status, answer}, or null where the line broke or nothing moved for half a minute. */
function once(options) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALL_MS);
    };
    request.open("POST", options.address);
    request.upload.onprogress = (event) => {
      wait();
      if (options.onProgress && event.lengthComputable) options.onProgress(event.loaded / event.total);
    };
    request.onload = () => resolve({ status: request.status, answer: read(request) });
    request.onerror = request.onabort = () => resolve(null);
    request.onloadend = () => clearTimeout(timer);
    if (options.onStart) options.onStart(() => request.abort());
    wait();
    request.send(formOf(options.body));
  });
}

function read(request) {
  try {
    return JSON.parse(request.responseText);
  } catch (error) {
    // A page for people, of something between us and the server, or of the server in trouble.
    return null;
  }
}

const pause = (ms) =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    }
  });

/* Gives the answer, or null where there was none that could be read. */
export async function post(options) {
  const isOff = options.isOff || (() => false);
  let isRenewed = false;
  for (let losses = 0; losses < MOST_LOSSES && !isOff(); losses += 1) {
    const got = await once(options);
    if (isOff()) return null;
    if (got && got.status === 403 && got.answer && got.answer.csrf_token && !isRenewed) {
      isRenewed = true;
      tokens().forEach((field) => (field.value = got.answer.csrf_token));
    } else if (got && got.status < 502) {
      return got.answer;
    } else {
      if (options.onLost) options.onLost();
      await pause(PAUSE_MS);
    }
  }
  return null;
}

/* Passkeys: asks the device, puts its answer into the form, sends the form. Where the browser knows
   no passkeys the forms stay hidden, and everything else on the page works without them. */

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};

const text = (buffer) => {
  const signs = Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one));
  return btoa(signs.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const descriptors = (list) => (list || []).map((one) => Object.assign({}, one, { id: bytes(one.id) }));

const asked = (form) => {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  if (options.allowCredentials) options.allowCredentials = descriptors(options.allowCredentials);
  if (options.excludeCredentials) options.excludeCredentials = descriptors(options.excludeCredentials);
  return { publicKey: options };
};

const answered = (credential) => {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = text(said.attestationObject);
    if (said.getTransports) response.transports = said.getTransports();
  } else {
    response.authenticatorData = text(said.authenticatorData);
    response.signature = text(said.signature);
    if (said.userHandle) response.userHandle = text(said.userHandle);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  };
};

const say = (form, sentence) => {
  const place = form.querySelector("[data-said]");
  place.textContent = sentence;
  place.hidden = !sentence;
};

const send = async (form) => {
  const button = form.querySelector("button");
  button.disabled = true;
  say(form, "");
  try {
    const call = form.dataset.passkey === "create" ? "create" : "get";
    const credential = await navigator.credentials[call](asked(form));
    form.elements.credential.value = JSON.stringify(answered(credential));
    form.submit();
  } catch (error) {
    button.disabled = false;
    say(form, form.dataset.trouble);
  }
};

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  });
}

// Asks the device for a passkey and sends what it answers. The page holds what the server wants.
const form = document.getElementById("passkey");
const options = JSON.parse(form.dataset.options);
const [waiting, failed, again] = ["waiting", "failed", "again"].map((name) =>
  form.querySelector(`[data-${name}]`),
);

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  buffer &&
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
const known = (list = []) => list.map((passkey) => ({ ...passkey, id: bytes(passkey.id) }));

const ask = () => {
  const challenge = bytes(options.challenge);
  if (!options.user) {
    const allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey: { ...options, challenge, allowCredentials } });
  }
  const user = { ...options.user, id: bytes(options.user.id) };
  const excludeCredentials = known(options.excludeCredentials);
  return navigator.credentials.create({
    publicKey: { ...options, challenge, user, excludeCredentials },
  });
};

const asJson = ({ id, rawId, type, response }) =>
  JSON.stringify({
    id,
    rawId: text(rawId),
    type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
      transports: response.getTransports?.(),
    },
  });

const run = async () => {
  waiting.hidden = false;
  failed.hidden = again.hidden = true;
  try {
    form.elements.credential.value = asJson(await ask());
    form.submit();
  } catch {
    waiting.hidden = true;
    failed.hidden = again.hidden = false;
  }
};

again.addEventListener("click", run);
run();

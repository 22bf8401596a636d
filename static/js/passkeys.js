"use strict";

// Passkeys: the browser makes or shows one, and the form sends what it says. Without this the page says what to do.

const bytesOf = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
};

const textOf = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const named = (credentials) => (credentials || []).map((one) => ({ ...one, id: bytesOf(one.id) }));

function understood(sent) {
  const options = { ...sent.publicKey, challenge: bytesOf(sent.publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: bytesOf(options.user.id) };
  options.excludeCredentials = named(options.excludeCredentials);
  options.allowCredentials = named(options.allowCredentials);
  return { publicKey: options };
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  const { id, type } = credential;
  const clientExtensionResults = credential.getClientExtensionResults();
  return JSON.stringify({ id, rawId: id, type, response, clientExtensionResults });
}

async function optionsFor(form) {
  if (!form.dataset.begin) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.begin, { headers: { Accept: "application/json" } });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.message);
  return said;
}

function why(error) {
  if (error.name === "NotAllowedError") return "Nothing was shown: it was cancelled, took too long, or there is no passkey of this site here.";
  if (error.name === "InvalidStateError") return "This device has a passkey of your account already.";
  if (error.name === "SecurityError") return "The browser uses no passkeys at this address. Open the site by its name, with https.";
  return error.message;
}

function offerPasskey(form) {
  if (!window.PublicKeyCredential) return;
  const status = form.querySelector("[role=status]");
  form.querySelector("[data-missing]").hidden = true;
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "Your browser asks you now.";
    try {
      const options = understood(await optionsFor(form));
      const credential = await navigator.credentials[form.dataset.passkey](options);
      form.elements.credential.value = written(credential);
      form.submit();
    } catch (error) {
      status.textContent = why(error);
    }
  });
}

document.querySelectorAll("[data-passkey]").forEach(offerPasskey);

"use strict";

// What is typed into the editor is saved while one types; its buttons do the same without this script.
// Until the site has it, it stays on the page and in the storage of the tab, which survives a reload.

const SOON = 2_000; // milliseconds after the first key that is not saved
const PATIENCE = 20_000; // milliseconds that an answer may take
const WAITS = [2, 4, 8, 15, 30, 60]; // seconds before the next try
const MOST_ON_LEAVING = 60_000; // bytes; browsers send 64 KiB for pages that are gone

const NOT_REACHED = "the site cannot be reached";
const TOO_MUCH = "this is more than the site takes at once, so it is on this page only. Put long logs into shorter pieces.";

const held = {
  read: (address) => { try { return JSON.parse(sessionStorage.getItem(address)); } catch { return null; } },
  write: (address, text) => { try { sessionStorage.setItem(address, JSON.stringify(text)); } catch { held.remove(address); } },
  remove: (address) => { try { sessionStorage.removeItem(address); } catch { /* There is no storage. */ } },
};

function link(words, address) {
  const made = document.createElement("a");
  Object.assign(made, { textContent: words, href: address, target: "_blank", rel: "noopener" });
  return made;
}

// Resolves to what the site said, with its `status`: 0 where it did not answer.
async function send(address, body, { keepalive }) {
  const headers = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const answer = await fetch(address, { method: "POST", body, headers, keepalive, signal, redirect: "manual" });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { ...(isJson ? await answer.json() : {}), status: answer.status };
  } catch {
    return { status: 0 };
  }
}

function autosave(form) {
  const status = form.querySelector("[role=status]");
  const numberField = Object.assign(document.createElement("input"), { type: "hidden", name: "number" });
  form.append(numberField);
  const address = () => new URL(form.action).pathname;

  function leftBehind() {
    const text = held.read(address());
    const isThere = text && text.writer === form.dataset.savedBy && text.number <= form.elements.based_on.value;
    if (isThere) held.remove(address());
    return isThere ? null : text;
  }

  let number = Number(form.elements.based_on.value);
  let edits = "unsaved" in form.dataset ? 1 : 0; // how often something was typed that the site may not have
  let saved = 0; // how many of these the site has
  let onLeaving = 0; // how many were sent when the page was left
  let lost = leftBehind(); // what an earlier page in this tab heard nothing of
  let sending = null;
  let timer = null;
  let failures = 0;
  let trouble = false;
  let isSubmitting = false;

  // Typing and saving are not read aloud each time; that something is wrong, or well again, is.
  function say(isNews, ...parts) {
    status.setAttribute("aria-live", isNews ? "polite" : "off");
    status.classList.toggle("is-not-saved", trouble);
    status.replaceChildren(...parts);
  }

  function bodyOf(text) {
    const token = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    return `${text.body}&${token}`;
  }

  function typedNow() {
    number += 1;
    const fields = new FormData(form);
    fields.delete("csrfmiddlewaretoken");
    fields.set("number", number);
    return { body: String(new URLSearchParams(fields)), writer: form.elements.writer.value, number, edits };
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  }

  function save() {
    clearTimeout(timer);
    timer = null;
    sending ??= attempt(lost ?? typedNow()).finally(() => {
      sending = null;
      if (edits > saved && timer === null && !trouble) later(SOON);
    });
    return sending;
  }

  async function attempt(text, { keepalive = false } = {}) {
    held.write(address(), text);
    let answer = await send(address(), bodyOf(text), { keepalive });
    if (answer.reason === "token") {
      form.elements.csrfmiddlewaretoken.value = answer.token;
      answer = await send(address(), bodyOf(text), { keepalive });
    }
    if (answer.status === 200) succeeded(text, answer);
    else failed(answer);
  }

  function succeeded(text, answer) {
    const wasTrouble = trouble;
    trouble = false;
    failures = 0;
    if (text === lost) return broughtBack(answer);
    saved = Math.max(saved, text.edits);
    if (saved === edits) held.remove(address());
    if (answer.is_fork) fork(answer.address);
    say(wasTrouble, saved === edits ? `Saved ${answer.time}` : "Typing, not saved yet");
  }

  // The page shows it from now on. What a later save of that earlier page has replaced is there already.
  function broughtBack(answer) {
    const isNew = answer.number === lost.number;
    held.remove(address());
    lost = null;
    if (isNew && edits === 0) window.location.replace(answer.address);
    else say(true, edits ? "Typing, not saved yet" : `Saved ${answer.time}`);
  }

  function fork(there) {
    const notice = document.querySelector("[data-forked]");
    notice.querySelector("[data-there]").href = address();
    notice.querySelector("[data-here]").href = there;
    notice.setAttribute("role", "alert");
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
    form.action = there;
    window.history.replaceState(null, "", there);
  }

  function failed(answer) {
    const isNew = !trouble;
    trouble = true;
    const isTooMuch = answer.status === 413 || answer.status === 400;
    if (isTooMuch) held.remove(address());
    if (isTooMuch || answer.status === 404) {
      return say(true, `Not saved: ${answer.message ?? TOO_MUCH} What you typed stays on this page.`);
    }
    const wait = WAITS[Math.min(failures, WAITS.length - 1)];
    failures += 1;
    later(wait * 1000);
    if (answer.reason === "signed_out") {
      if (isNew) say(true, "Not saved: you are signed out; ", link("sign in in another tab", form.dataset.signIn), ", and typing goes on here");
      return;
    }
    if (answer.reason === "factor_missing") {
      if (isNew) say(true, "Not saved: your account has to have a second factor now; ", link("set it up in another tab", form.dataset.factor), ", and typing goes on here");
      return;
    }
    countDown(answer.status ? "the site cannot answer now" : NOT_REACHED, timer, wait, isNew);
  }

  function countDown(why, ofTry, seconds, isNews) {
    if (timer !== ofTry || !trouble) return;
    say(isNews, seconds > 0 ? `Not saved: ${why}; trying again in ${seconds} s` : `Not saved: ${why}; trying again now`);
    if (seconds > 0) setTimeout(countDown, 1000, why, ofTry, seconds - 1, false);
  }

  function tryAgain() {
    if (trouble && !sending) save();
  }

  // A request that is under way holds less than what is typed by now, so that here there can be two.
  function leave() {
    if (edits === saved || edits === onLeaving || lost) return;
    onLeaving = edits;
    const text = typedNow();
    attempt(text, { keepalive: bodyOf(text).length <= MOST_ON_LEAVING });
  }

  form.addEventListener("input", () => {
    edits += 1;
    if (!trouble) say(false, "Typing, not saved yet");
    if (timer === null && !sending) later(SOON);
  });

  // A button goes on once everything is saved; where it cannot be, the page stays.
  form.addEventListener("submit", async (event) => {
    if (edits === saved && !lost) {
      number += 1;
      numberField.value = number;
      return;
    }
    event.preventDefault();
    if (isSubmitting) return;
    isSubmitting = true;
    const before = address();
    await sending;
    if (edits > saved) await save();
    isSubmitting = false;
    if (edits === saved && !lost && address() === before) form.requestSubmit(event.submitter);
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
    else tryAgain();
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("focus", tryAgain);
  window.addEventListener("online", tryAgain);
  window.addEventListener("beforeunload", (event) => {
    if (edits > saved && (trouble || new URLSearchParams(new FormData(form)).toString().length > MOST_ON_LEAVING)) event.preventDefault();
  });
  if (lost) save();
}

document.querySelectorAll("form[data-autosave]").forEach(autosave);

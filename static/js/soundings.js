"use strict";

// What a page can do without this script it does without it; here is only what makes it quicker.

// Without a text of its own, a button copies the code beside it.
function offerCopying(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.dataset.copy || button.parentElement.querySelector("code").textContent;
    await navigator.clipboard.writeText(text);
    const status = button.parentElement.querySelector("[role=status]");
    if (status) status.textContent = "Copied";
  });
}

// The link of a part leads there, and copies the address at the same time.
function copyAddresses(article) {
  if (!navigator.clipboard) return;
  article.addEventListener("click", async (event) => {
    const link = event.target.closest("a.anchor");
    if (!link) return;
    if (!link.hash) event.preventDefault();
    await navigator.clipboard.writeText(link.href);
    link.dataset.copied = "";
    document.getElementById("copied").textContent = `Copied ${link.href}`;
    setTimeout(() => { delete link.dataset.copied; }, 2000);
  });
}

function closeOnChoice(details) {
  details.addEventListener("click", (event) => { if (event.target.closest("a")) details.open = false; });
}

function offerCopyingFrom(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copyFrom).value);
    button.parentElement.querySelector("[role=status]").textContent = "Copied";
  });
}

// Says how far something is that goes on, and shows the whole page once it is over.
async function followProgress(status) {
  const response = await fetch(window.location.href).catch(() => null);
  const body = response?.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  const now = body?.querySelector("[data-progress]");
  if (body && !now) return window.location.reload();
  if (now && now.textContent !== status.textContent) status.textContent = now.textContent;
  setTimeout(followProgress, 5000, status);
}

const SECRET = /(pass(word|wd|phrase)?|secret|token|api.?key|authorization|bearer)\b\W/i;

// What was typed goes into the address, which can be passed on; what was pasted, or names a secret, never does.
function keepPastedOutOfTheAddress(form) {
  let field = form.querySelector("textarea, input[type=search]");
  const addresses = form.querySelector("input[type=checkbox]");
  let pasted = Boolean(field.defaultValue) && !window.location.search;
  const submitOnEnter = (event) => {
    const breaks = event.shiftKey || (field.value.includes("\n") && !event.ctrlKey && !event.metaKey);
    if (event.key !== "Enter" || event.isComposing || breaks) return;
    event.preventDefault();
    form.requestSubmit();
  };
  field.addEventListener("paste", (event) => {
    pasted = true;
    const text = event.clipboardData.getData("text");
    if (field.localName !== "input" || !text.trim().includes("\n")) return;
    // A field of one line would drop the line ends.
    event.preventDefault();
    const lines = document.createElement("textarea");
    lines.id = field.id;
    lines.rows = 3;
    lines.value = text;
    field.replaceWith(lines);
    field = lines;
    field.focus();
    field.addEventListener("keydown", submitOnEnter);
  });
  field.addEventListener("input", () => { if (!field.value.trim()) pasted = false; });
  if (field.localName === "textarea") field.addEventListener("keydown", submitOnEnter);
  form.addEventListener("submit", () => {
    const words = field.value.trim();
    const isShort = !words.includes("\n") && words.length <= 400;
    const isTyped = words && !pasted && isShort && !SECRET.test(words) && !addresses?.checked;
    form.method = isTyped ? "get" : "post";
    form.enctype = isTyped ? "application/x-www-form-urlencoded" : "multipart/form-data";
    field.name = isTyped ? "q" : "text";
  });
}

function submitOnChange(form) {
  form.querySelectorAll("[data-apply]").forEach((button) => { button.hidden = true; });
  form.addEventListener("change", (event) => {
    if (event.target.type !== "search") form.requestSubmit();
  });
}

function foldOnNarrowScreens(details) {
  if (window.matchMedia("(max-width: 61.99rem)").matches) details.open = false;
}

// A menu goes away where the reader goes on: by Escape, by a click beside it, or by leaving it with the keyboard.
function closeWhenLeft(details) {
  const close = () => { details.open = false; };
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    close();
    details.querySelector("summary").focus();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => { if (!details.contains(event.target)) close(); });
}

function unfoldOnWideScreens(details) {
  if (window.matchMedia("(min-width: 62rem)").matches) details.open = true;
}

function prepare(root) {
  root.querySelectorAll("[data-copy]").forEach(offerCopying);
  root.querySelectorAll("article.story").forEach(copyAddresses);
  root.querySelectorAll("details.contents").forEach(closeOnChoice);
  root.querySelectorAll("[data-copy-from]").forEach(offerCopyingFrom);
  root.querySelectorAll("form[data-box]").forEach(keepPastedOutOfTheAddress);
  root.querySelectorAll("form[data-submit-on-change]").forEach(submitOnChange);
  root.querySelectorAll("[data-progress]").forEach((status) => setTimeout(followProgress, 5000, status));
  root.querySelectorAll("details[data-menu]").forEach(closeWhenLeft);
  root.querySelectorAll("details[data-unfold]").forEach(unfoldOnWideScreens);
  root.querySelectorAll("details[data-fold]").forEach(foldOnNarrowScreens);
}

// A list that is loaded anew keeps the filters open that were open.
let open = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  open = [...event.detail.target.querySelectorAll("details[id]")].map((details) => [details.id, details.open]);
});

prepare(document);
document.addEventListener("htmx:afterSettle", () => {
  const list = document.getElementById("list");
  if (!list || list.dataset.ready) return;
  list.dataset.ready = "yes";
  prepare(list);
  open.forEach(([id, was]) => { const details = document.getElementById(id); if (details) details.open = was; });
});

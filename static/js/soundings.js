"use strict";

// What a page can do without this script it does without it; here is only what makes it quicker.

function offerCopying(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    if (status) status.textContent = "Copied";
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

function prepare(root) {
  root.querySelectorAll("[data-copy]").forEach(offerCopying);
  root.querySelectorAll("form[data-submit-on-change]").forEach(submitOnChange);
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

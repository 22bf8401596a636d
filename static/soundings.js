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

prepare(document);
document.addEventListener("htmx:afterSwap", (event) => prepare(event.detail.target));

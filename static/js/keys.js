"use strict";

// Single keys on pages that are worked through one after the other. A key follows a link and leads to all else,
// so that nothing is decided before Enter. They can be turned off, since people who dictate say letters.

const OFF = "keys-are-off";
const TYPED_INTO = "input:not([type=checkbox]), textarea, select";

function areOff() {
  return localStorage.getItem(OFF) === "yes";
}

// In a list, from one row to the next or the one before.
function moveInRows(rows, key) {
  const links = [...rows.querySelectorAll("h3 a")];
  const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
  const last = links.length - 1;
  links[key === "j" ? Math.min(here + 1, last) : Math.max(here - 1, 0)].focus();
}

function press(event) {
  if (areOff() || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest(TYPED_INTO)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const rows = document.querySelector("[data-key-rows]");
  if (rows && (event.key === "j" || event.key === "k")) return moveInRows(rows, event.key);
  if (rows && event.key === "x") {
    event.target.closest("li")?.querySelector("input[type=checkbox]")?.click();
    return;
  }
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  if (found.localName === "a") found.click();
  else found.focus();
}

function offerKeys(box) {
  const button = box.querySelector("button");
  const say = () => { button.textContent = areOff() ? "Turn them on" : "Turn them off"; };
  button.addEventListener("click", () => {
    localStorage.setItem(OFF, areOff() ? "no" : "yes");
    say();
  });
  say();
  box.hidden = false;
  document.addEventListener("keydown", press);
}

document.querySelectorAll("[data-keys]").forEach(offerKeys);

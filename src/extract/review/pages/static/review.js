// Keys for what can also be pressed: an element with data-key="c" is pressed by the key c. Nothing else is done here.
"use strict";

const REMEMBERED = "extract-review-keys";
const keysSwitch = document.getElementById("keys-on");

function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}

function press(element) {
  if (element.matches("input")) {
    element.focus();
  } else if (element.matches("summary")) {
    const box = element.parentElement;
    box.open = !box.open;
    const first = box.querySelector("button, textarea");
    if (box.open && first) first.focus();
    else element.focus();
  } else {
    element.click();
  }
}

function findKey(key) {
  // Keys inside a closed box are not to be seen, and so not to be pressed.
  return [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(
    (element) => element.matches("summary") || !element.closest("details:not([open])"),
  );
}

let sent = false;

document.addEventListener("submit", (event) => {
  // A second press before the next page is there would decide twice.
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  if (event.key === "Escape") {
    for (const box of document.querySelectorAll(".bar details[open]")) {
      box.open = false;
      box.querySelector("summary").focus();
    }
    return;
  }
  const help = document.getElementById("help");
  if (event.key === "?" && help) {
    help.togglePopover();
    event.preventDefault();
    return;
  }
  if (keysSwitch && !keysSwitch.checked) return;
  const links = { l: "a[href='/changes']" };
  const element = findKey(event.key) ?? (links[event.key] && document.querySelector(links[event.key]));
  if (element && !help?.matches(":popover-open")) {
    event.preventDefault();
    press(element);
  }
});

// On the page of a correction, words that are selected in a record are taken over.
const words = document.querySelector("#correction textarea[name=words]");
if (words) {
  document.addEventListener("mouseup", () => {
    const selection = getSelection();
    const side = selection.anchorNode?.parentElement?.closest("[data-side]")?.dataset.side;
    const text = selection.toString().trim();
    if (!side || !text) return;
    words.value = text;
    document.querySelector(`#correction input[name=side][value=${side}]`).checked = true;
  });
}

if (keysSwitch) {
  keysSwitch.checked = localStorage.getItem(REMEMBERED) !== "off";
  keysSwitch.addEventListener("change", () => {
    localStorage.setItem(REMEMBERED, keysSwitch.checked ? "on" : "off");
  });
}

// Decisions on a page that works from a file: kept in the page (and the browser, where it allows that) until they are saved.
"use strict";

const about = JSON.parse(document.body.dataset.about);
const articles = [...document.querySelectorAll("article[data-subject]")];
const store = `extract-review-${about.run}-${about.head}`;
const decisions = new Map();
const shownAt = new Map();
let current = 0;

function show(number) {
  current = Math.max(0, Math.min(articles.length - 1, number));
  const article = articles[current];
  articles.forEach((one, place) => one.classList.toggle("current", place === current));
  article.querySelector(".evidence").open = true;
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: "start" });
  shownAt.set(article.id, Date.now());
}

function describe(article) {
  const decision = decisions.get(article.id);
  const tag = article.querySelector("[data-verdict]");
  tag.hidden = !decision;
  tag.textContent = decision ? say(decision) : "";
  document.getElementById("decided").textContent = decisions.size;
}

function say(decision) {
  const more = decision.correction ? `“${decision.correction.value}”` : decision.reason?.replaceAll("_", " ");
  return [decision.verdict, more].filter(Boolean).join(": ");
}

function warn(text) {
  const fault = document.getElementById("fault");
  fault.textContent = text;
  fault.hidden = !text;
}

function remember() {
  try {
    localStorage.setItem(store, JSON.stringify([...decisions]));
  } catch {
    // Some browsers keep nothing for pages from files; the page itself still has everything.
  }
}

// Where the selected words stand in the page's text, counted in code points as the tables do.
function findSelected(article) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const box = range.startContainer.parentElement?.closest("[data-start]");
  if (!box || !article.contains(box) || !box.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const selected = range.toString();
  const words = selected.trim();
  const skipped = before.toString() + selected.slice(0, selected.length - selected.trimStart().length);
  const start = Number(box.dataset.start) + [...skipped].length;
  const edition_id = box.closest("[data-edition]").dataset.edition;
  return words && { value: words, edition_id, start, end: start + [...words].length, words };
}

function correct(article) {
  const correction = findSelected(article);
  warn(correction ? "" : "Select the right words in one of the two records first.");
  if (correction) decide(article, "corrected", { correction });
}

function decide(article, verdict, more = {}) {
  const seconds = (Date.now() - (shownAt.get(article.id) ?? Date.now())) / 1000;
  const note = article.querySelector("[data-note]").value.trim();
  decisions.set(article.id, {
    verdict,
    ...more,
    ...(note && { note }),
    decided_at: new Date().toISOString(),
    seconds: Math.round(seconds * 10) / 10,
  });
  describe(article);
  remember();
  warn("");
  article.querySelector(".evidence").open = false;
  const number = articles.indexOf(article);
  if (number + 1 < articles.length) show(number + 1);
}

function undo(article) {
  decisions.delete(article.id);
  article.querySelector("[data-reason]").value = "";
  describe(article);
  remember();
}

function save() {
  const reviewer = document.getElementById("reviewer").value.trim();
  const fault = !reviewer ? "Write your name first: it stands beside every decision." : decisions.size ? "" : "Nothing was decided yet.";
  warn(fault);
  if (fault) {
    document.getElementById("reviewer").focus();
    return;
  }
  const made = articles.filter((article) => decisions.has(article.id)).map((article) => ({
    subject: JSON.parse(article.dataset.subject), reviewer, run: about.run, ...decisions.get(article.id),
  }));
  const content = JSON.stringify({ form: about.form, head: about.head, decisions: made }, null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = "decisions.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

for (const article of articles) {
  for (const button of article.querySelectorAll("[data-decide]")) {
    button.addEventListener("click", () => decide(article, button.dataset.decide));
  }
  article.querySelector("[data-reason]").addEventListener("change", (event) => {
    if (event.target.value) decide(article, "rejected", { reason: event.target.value });
  });
  const correcting = article.querySelector("[data-correct]");
  correcting.addEventListener("mousedown", (event) => event.preventDefault()); // What is selected stays selected.
  correcting.addEventListener("click", () => correct(article));
  article.querySelector("[data-undo]").addEventListener("click", () => undo(article));
  article.querySelector(".evidence").addEventListener("toggle", () => {
    if (!shownAt.has(article.id)) shownAt.set(article.id, Date.now());
  });
}
document.getElementById("save").addEventListener("click", save);

let rejecting = false;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea")) return;
  const article = articles[current];
  if (!article) return;
  const reasons = [...article.querySelectorAll("[data-reason] option")].map((option) => option.value).filter(Boolean);
  const keys = {
    c: () => decide(article, "confirmed"),
    e: () => correct(article),
    s: () => decide(article, "skipped"),
    u: () => undo(article),
    n: () => show(current + 1),
    p: () => show(current - 1),
    r: () => { rejecting = true; },
  };
  if (rejecting && reasons[event.key - 1]) decide(article, "rejected", { reason: reasons[event.key - 1] });
  else if (keys[event.key]) keys[event.key]();
  else return;
  rejecting = event.key === "r";
  event.preventDefault();
});

try {
  for (const [id, decision] of JSON.parse(localStorage.getItem(store) ?? "[]")) {
    if (document.getElementById(id)) decisions.set(id, decision);
  }
} catch {
  // Nothing was kept.
}
articles.forEach(describe);
if (articles.length) show(Math.max(0, articles.findIndex((article) => !decisions.has(article.id))));

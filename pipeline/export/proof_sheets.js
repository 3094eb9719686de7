// Sheets for proofreading: words and the places where they are printed know each other.
// A word is called "page-number": its number among the words of its page, from 0.
// A field is called "page-name", by the first page of its document.
"use strict";

const GONE = "∅"; // stands where a word was taken out
const places = new Map(); // name of a word -> its box on the picture
const words = new Map(); // name of a word -> its text
const doubtful = [];
for (const box of document.querySelectorAll("i[data-w]")) places.set(box.dataset.w, box);
for (const text of document.querySelectorAll("s[data-w]")) {
  words.set(text.dataset.w, text);
  if (text.classList.contains("doubtful")) doubtful.push(text.dataset.w);
}

// --- a word and its place -------------------------------------------------------------------

let shown = null;

function show(name) {
  for (const known of [places, words]) {
    known.get(shown)?.classList.remove("shown");
    known.get(name)?.classList.add("shown");
  }
  shown = name;
}

function showAll(name, pointedAt) {
  show(name);
  for (const known of [places, words]) {
    const found = known.get(name);
    if (found && found !== pointedAt) found.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("mouseover", (event) => {
  const name = event.target.dataset?.w;
  if (name) show(name);
});
document.addEventListener("click", (event) => {
  const name = event.target.dataset?.w;
  if (name && !event.target.isContentEditable) showAll(name, event.target);
});

// --- from one doubtful word to the next -----------------------------------------------------

let at = -1;

function go(by) {
  if (!doubtful.length) return;
  at = (at < 0 && by < 0 ? doubtful.length - 1 : at + by + doubtful.length) % doubtful.length;
  showAll(doubtful[at], null);
  words.get(doubtful[at]).scrollIntoView({ block: "center" });
  document.getElementById("at").textContent = `${at + 1}/${doubtful.length}`;
}

document.getElementById("next").onclick = () => go(1);
document.getElementById("before").onclick = () => go(-1);

// --- corrections ----------------------------------------------------------------------------

const before = new Map(); // name of a word -> what stood there
const after = new Map(); // name of a word -> what is right
const save = document.getElementById("save");
let isSaved = true;

function count() {
  const made = after.size + fieldsAfter.size;
  isSaved = !made;
  save.textContent = `${save.dataset.label} (${made})`;
  save.disabled = !made;
}

function edit(text) {
  if (text.isContentEditable) return;
  if (!before.has(text.dataset.w)) before.set(text.dataset.w, text.textContent);
  text.contentEditable = "true";
  text.focus();
  getSelection().selectAllChildren(text);
}

function finish(text, isKept) {
  const name = text.dataset.w;
  const last = after.get(name) ?? before.get(name);
  const typed = text.textContent.replaceAll(GONE, " ").replace(/\s+/g, " ").trim();
  const now = isKept ? typed : last;
  text.contentEditable = "false";
  text.textContent = now || GONE;
  text.classList.toggle("corrected", now !== before.get(name));
  if (now === last) return;
  if (now === before.get(name)) after.delete(name);
  else after.set(name, now);
  count();
}

document.addEventListener("dblclick", (event) => {
  if (words.get(event.target.dataset?.w) === event.target) edit(event.target);
});
document.addEventListener("focusout", (event) => {
  if (event.target.isContentEditable) finish(event.target, true);
});

// --- fields ---------------------------------------------------------------------------------

const fields = new Map(); // name of a field -> what holds its inputs
const fieldsBefore = new Map(); // name of a field -> its value as it was found
const fieldsAfter = new Map(); // name of a field -> the value that is right
const onPicture = new Map(); // name of a field -> its box on the picture
for (const box of document.querySelectorAll("i[data-f]")) onPicture.set(box.dataset.f, box);

const line = (text) => text.replace(/\s+/g, " ").trim();

function valueOf(field) {
  const inputs = [...field.querySelectorAll("input, textarea")];
  if (field.dataset.kind === "list") {
    return inputs[0].value.split("\n").map(line).filter(Boolean);
  }
  if (field.dataset.kind === "signers") {
    const rows = [...field.querySelectorAll("p")];
    const typed = rows.map((row) => [...row.children].map((input) => line(input.value)));
    return typed.filter((row) => row.some(Boolean));
  }
  return line(inputs[0].value);
}

for (const field of document.querySelectorAll("div[data-f]")) {
  fields.set(field.dataset.f, field);
  fieldsBefore.set(field.dataset.f, valueOf(field));
}

const isAlike = (one, other) => JSON.stringify(one) === JSON.stringify(other);

document.addEventListener("input", ({ target }) => {
  const field = target.closest("div[data-f]");
  if (!field) return;
  const name = field.dataset.f;
  const now = valueOf(field);
  const isChanged = !isAlike(now, fieldsBefore.get(name));
  field.classList.toggle("corrected", isChanged);
  if (isChanged) fieldsAfter.set(name, now);
  else fieldsAfter.delete(name);
  const last = field.lastElementChild;
  if (field.dataset.kind === "signers" && last.contains(target) && target.value) {
    const next = last.cloneNode(true);
    for (const input of next.children) input.value = "";
    field.append(next);
  }
  count();
});
document.addEventListener("focusin", ({ target }) => {
  const name = target.closest("div[data-f]")?.dataset.f;
  for (const box of onPicture.values()) box.classList.remove("shown");
  if (!name) return;
  show(null);
  onPicture.get(name)?.classList.add("shown");
  onPicture.get(name)?.scrollIntoView({ block: "nearest" });
});

// --- saving ---------------------------------------------------------------------------------

save.onclick = () => {
  for (const name of fieldsAfter.keys()) {
    for (const input of fields.get(name).querySelectorAll("input")) {
      if (!input.reportValidity()) return;
    }
  }
  const corrections = [...after].map(([name, right]) => {
    const [page, word] = name.split("-").map(Number);
    return { page, word, before: before.get(name), after: right };
  });
  const told = [...fieldsAfter].map(([name, right]) => {
    const [page, field] = name.split("-");
    return { page: Number(page), field, before: fieldsBefore.get(name), after: right };
  });
  const { sha256, name } = document.body.dataset;
  const data = { format: "sohoa-corrections", sha256, corrections, fields: told };
  const file = new Blob([JSON.stringify(data, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${name}.corrections.json`;
  link.click();
  isSaved = true;
};
addEventListener("beforeunload", (event) => {
  if (!isSaved) event.preventDefault();
});

// --- keys -----------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (target.closest(".fields")) return;
  if (target.isContentEditable) {
    if (key !== "Enter" && key !== "Escape") return;
    event.preventDefault();
    finish(target, key === "Enter");
  } else if (key === "n") {
    go(1);
  } else if (key === "p") {
    go(-1);
  } else if (key === "Enter" && words.has(shown)) {
    event.preventDefault();
    edit(words.get(shown));
  }
});

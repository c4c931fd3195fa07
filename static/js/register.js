// Store what is rated in the register: after a pause, or when the row is left. Nothing typed is lost.
// grid.js says what was chosen by the event "rank"; without both a rank is a link to the form.
const SAVE_AFTER = 700;
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const cells = (row) => all(".score-b", row);
const row_of = (cell) => cell.closest("tbody[data-risk]");
const say = (text, undo) => document.dispatchEvent(new CustomEvent("say", { detail: { text, undo } }));
const edits = new Map(); // id of a row -> { before, asked, timer, sending, again, later, reason, is_undo }
const undone = []; // what can be taken back, newest last

const read = (row) => Object.fromEntries(cells(row).map((cell) => [cell.dataset.k, cell.textContent.replace("–", "")]));
const show = (cell, rank) => {
  cell.textContent = rank || "–";
  cell.classList.toggle("open", !rank);
  cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/: .*$/, `: ${rank || "–"}`));
};
// What was refused stands in the row as a question: its form holds mine, the cells what is stored.
const question = (row) => one("form.asked", row);
const mine = (row) => {
  const form = question(row);
  return form ? Object.fromEntries(cells(row).map((cell) => [cell.dataset.k, form.elements[cell.dataset.k].value])) : read(row);
};
const answer = (row, ranks) => {
  const form = question(row);
  for (const [name, rank] of form ? Object.entries(ranks) : []) {
    form.elements[name].value = rank;
    const told = one(`[data-mine="${name}"]`, form);
    if (told) told.textContent = rank || "–";
  }
};
const write = (row, ranks) => {
  for (const cell of cells(row)) show(cell, ranks[cell.dataset.k]);
  answer(row, ranks);
};
const waits = (row) => question(row)?.hasAttribute("data-conflict"); // never stored over theirs unasked

const send = (row) => {
  const edit = edits.get(row.id);
  const ranks = mine(row);
  if (!edit || edit.sending || Object.values(ranks).includes("")) return; // all four, or nothing
  clearTimeout(edit.timer);
  edit.sending = true;
  const values = { ...ranks, version: row.dataset.version, reason: edit.reason ?? question(row)?.elements.reason?.value ?? "" };
  htmx.ajax("POST", `${row.dataset.url}rate/`, { target: row, swap: "outerHTML", values }).catch(() => {}).finally(() => {
    if (edits.get(row.id) === edit) edit.sending = false; // refused by the network: typed ranks stay
  });
};
const soon = (row, edit) => {
  clearTimeout(edit.timer);
  if (question(row)?.contains(document.activeElement)) return; // a reason is being typed
  edit.timer = setTimeout(() => send(row), SAVE_AFTER);
};
const set = (cell, rank) => {
  const row = row_of(cell);
  const edit = edits.get(row.id) ?? { before: read(row), asked: mine(row) };
  show(cell, rank);
  answer(row, { [cell.dataset.k]: rank });
  if (waits(row) && !edit.sending) return;
  edits.set(row.id, edit);
  row.classList.add("unsaved");
  if (edit.sending) edit.again = mine(row);
  soon(row, edit);
};
const undo = () => {
  const last = undone.pop();
  const row = last && document.getElementById(last.id);
  if (!row) return;
  edits.set(row.id, { before: read(row), reason: last.reason, is_undo: true });
  write(row, last.before);
  send(row);
};

// What comes back from the server must not overwrite what was typed since.
document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.detail.target;
  if (target.id === "reg" && edits.size) {
    event.detail.shouldSwap = false;
    setTimeout(() => htmx.trigger(target, "load"), 2000);
  }
  const edit = edits.get(target.id);
  if (!edit) return;
  if (!edit.sending || event.detail.requestConfig.verb === "get") { // a row that was being recomputed
    event.detail.shouldSwap = false;
    const asks = event.detail.elt;
    setTimeout(() => { if (asks.isConnected) htmx.trigger(asks, "load"); }, 2000);
    return;
  }
  if (event.detail.xhr.status >= 500 || !event.detail.shouldSwap) return;
  clearTimeout(edit.timer);
  edits.delete(target.id);
  if (edit.again) edits.set(target.id, { before: edit.again, later: edit.again });
  if (event.detail.xhr.status !== 200) return;
  const table = one("#reg").dataset;
  const back = { id: target.id, before: edit.before, reason: table.undone };
  const can_undo = !edit.is_undo && !Object.values(edit.before).includes("");
  if (can_undo) undone.push(back);
  say(`${target.dataset.risk}: ${table.stored}`, can_undo ? undo : null);
});
document.addEventListener("htmx:load", () => {
  for (const [id, edit] of edits) {
    const row = document.getElementById(id);
    if (!edit.later || !row) continue;
    edits.set(id, { before: read(row), asked: mine(row) });
    write(row, edit.later);
    if (waits(row)) { edits.delete(id); continue; }
    row.classList.add("unsaved");
    soon(row, edits.get(id));
  }
});
// A question's answer holds all that was typed, so nothing else is sent for its row.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt.closest?.("form.asked");
  const row = form && form.closest("tbody[data-risk]");
  if (!row) return;
  if (edits.get(row.id)?.sending) { event.preventDefault(); return; } // its own answer comes first
  clearTimeout(edits.get(row.id)?.timer);
  edits.delete(row.id);
  if (event.detail.elt === form) edits.set(row.id, { before: read(row), sending: true, is_undo: true });
});
document.addEventListener("htmx:afterRequest", (event) => {
  const row = event.detail.elt.closest?.("form.asked")?.closest("tbody[data-risk]");
  if (row && edits.get(row.id)?.sending) edits.delete(row.id); // not answered: the question stays
});

document.addEventListener("rank", (event) => set(event.target, event.detail));
document.addEventListener("focusout", (event) => {
  const row = event.target.closest?.("tbody[data-risk]");
  const stays = row?.contains(event.relatedTarget) || event.relatedTarget?.closest?.("#scale");
  if (row && edits.has(row.id) && !stays) send(row);
});
addEventListener("keydown", (event) => {
  const row = event.target.closest?.("tbody[data-risk]");
  if (event.key === "Escape" && event.target.matches(".score-b") && edits.has(row.id)) {
    const edit = edits.get(row.id);
    if (edit.sending) return;
    clearTimeout(edit.timer);
    edits.delete(row.id);
    row.classList.remove("unsaved");
    write(row, edit.before);
    if (edit.asked) answer(row, edit.asked);
  }
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.target.matches("input, textarea, select")) {
    event.preventDefault();
    undo();
  }
});
addEventListener("beforeunload", (event) => { if (edits.size) event.preventDefault(); });

// Store what is rated in the register: after a pause, or when the row is left. Nothing typed is lost.
// grid.js says what was chosen by the event "rank"; without both a rank is a link to the form.
const SAVE_AFTER = 700;
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const cells = (row) => all(".score-b", row);
const row_of = (cell) => cell.closest("tbody[data-risk]");
const say = (text, undo) => document.dispatchEvent(new CustomEvent("say", { detail: { text, undo } }));
const edits = new Map(); // id of a row -> { before, timer, sending, again, reason }
const undone = []; // what can be taken back, newest last

const read = (row) => Object.fromEntries(cells(row).map((cell) => [cell.dataset.k, cell.textContent.replace("–", "")]));
const show = (cell, rank) => {
  cell.textContent = rank || "–";
  cell.classList.toggle("open", !rank);
  cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/: .*$/, `: ${rank || "–"}`));
};
const write = (row, ranks) => { for (const cell of cells(row)) show(cell, ranks[cell.dataset.k]); };

const send = (row) => {
  const edit = edits.get(row.id);
  const ranks = read(row);
  if (!edit || edit.sending || Object.values(ranks).includes("")) return; // all four, or nothing
  clearTimeout(edit.timer);
  edit.sending = true;
  const values = { ...ranks, version: row.dataset.version, reason: edit.reason ?? "" };
  htmx.ajax("POST", `${row.dataset.url}rate/`, { target: row, swap: "outerHTML", values }).catch(() => {}).finally(() => {
    if (edits.get(row.id) === edit) edit.sending = false; // refused by the network: typed ranks stay
  });
};
const set = (cell, rank) => {
  const row = row_of(cell);
  const edit = edits.get(row.id) ?? { before: read(row) };
  edits.set(row.id, edit);
  show(cell, rank);
  row.classList.add("unsaved");
  if (edit.sending) edit.again = read(row);
  clearTimeout(edit.timer);
  edit.timer = setTimeout(() => send(row), SAVE_AFTER);
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
  if (!edit.sending) { event.detail.shouldSwap = false; return; }
  if (event.detail.xhr.status >= 500 || !event.detail.shouldSwap) return;
  edits.delete(target.id);
  if (event.detail.xhr.status !== 200) return;
  const table = one("#reg").dataset;
  const back = { id: target.id, before: edit.before, reason: table.undone };
  const can_undo = !edit.is_undo && !Object.values(edit.before).includes("");
  if (can_undo) undone.push(back);
  say(`${target.dataset.risk}: ${table.stored}`, can_undo ? undo : null);
  if (edit.again) edits.set(target.id, { before: edit.again, later: edit.again });
});
document.addEventListener("htmx:load", () => {
  for (const [id, edit] of edits) {
    const row = document.getElementById(id);
    if (!edit.later || !row) continue;
    edits.set(id, { before: read(row) });
    write(row, edit.later);
    edits.get(id).timer = setTimeout(() => send(row), SAVE_AFTER);
  }
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
  }
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.target.matches("input, textarea, select")) {
    event.preventDefault();
    undo();
  }
});
addEventListener("beforeunload", (event) => { if (edits.size) event.preventDefault(); });

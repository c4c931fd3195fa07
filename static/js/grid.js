// Move and choose in the register: arrows move, 1 to 5 choose and move on, Enter shows what ranks mean.
const NARROW = matchMedia("(max-width: 40rem)");
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const rows = () => all("#reg tbody[data-risk]");
const cells = (row) => all(".score-b", row);
const row_of = (cell) => cell.closest("tbody[data-risk]");
const scale = one("#scale");
let asked = ""; // id of the cell that the scale is open for

// Every cell is a button; one of them is in the tab order.
const rove = (cell) => {
  for (const other of all('#reg .score-b[tabindex="0"]')) other.tabIndex = -1;
  cell.tabIndex = 0;
};
const enhance = () => {
  if (!one("#reg[data-rates]")) return;
  for (const cell of all("#reg .score-b:not([role])")) {
    cell.setAttribute("role", "button");
    cell.setAttribute("aria-haspopup", "dialog");
    cell.tabIndex = -1;
  }
  const first = one("#reg .score-b");
  if (first && !one('#reg .score-b[tabindex="0"]')) first.tabIndex = 0;
};

const go = (cell) => { if (cell) { rove(cell); cell.focus(); } };
const beside = (cell, step) => all("#reg .score-b")[all("#reg .score-b").indexOf(cell) + step];
const below = (cell, step) => {
  const next = rows()[rows().indexOf(row_of(cell)) + step];
  return next && one(`[data-k="${cell.dataset.k}"]`, next);
};
const MOVES = {
  ArrowRight: (cell) => beside(cell, 1),
  ArrowLeft: (cell) => beside(cell, -1),
  ArrowDown: (cell) => below(cell, 1),
  ArrowUp: (cell) => below(cell, -1),
  Home: (cell, event) => cells(event.ctrlKey ? rows()[0] : row_of(cell))[0],
  End: (cell, event) => cells(event.ctrlKey ? rows().at(-1) : row_of(cell)).at(-1),
};
const open = (cell) => {
  asked = cell.id;
  one("h2", scale).textContent = cell.getAttribute("aria-label").replace(/: .*$/, "");
  for (const list of all("[data-scale]", scale)) list.hidden = list.dataset.scale !== cell.dataset.k;
  const buttons = all(`[data-scale="${cell.dataset.k}"] button`, scale);
  for (const button of buttons) button.toggleAttribute("data-now", button.dataset.rank === cell.textContent);
  scale.showPopover();
  const place = cell.getBoundingClientRect();
  const under = place.bottom + 4 + scale.offsetHeight < innerHeight ? place.bottom + 4 : Math.max(8, place.top - scale.offsetHeight - 4);
  scale.style.left = NARROW.matches ? "" : `${Math.max(8, Math.min(place.left, innerWidth - scale.offsetWidth - 8))}px`;
  scale.style.top = NARROW.matches ? "" : `${under}px`;
  (buttons.find((button) => button.hasAttribute("data-now")) ?? buttons[0]).focus();
};
const chosen = (cell, rank) => cell.dispatchEvent(new CustomEvent("rank", { bubbles: true, detail: rank }));
const choose = (rank) => {
  const cell = document.getElementById(asked);
  scale.hidePopover();
  if (!cell) return;
  chosen(cell, rank);
  go(NARROW.matches ? cell : beside(cell, 1) ?? cell);
};

document.addEventListener("focusin", (event) => { if (event.target.matches?.(".score-b")) rove(event.target); });
document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("#reg .score-b");
  if (cell) { event.preventDefault(); open(cell); }
  const button = event.target.closest?.("#scale button");
  if (button) choose(button.dataset.rank);
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && !["Home", "End"].includes(event.key)) return;
  if (event.target.closest?.("#scale")) { in_scale(event); return; }
  const cell = event.target.closest?.("#reg .score-b");
  if (!cell) return;
  const is_rank = /^[1-5]$/.test(event.key);
  if (is_rank) { chosen(cell, event.key); go(beside(cell, 1)); }
  else if (MOVES[event.key]) go(MOVES[event.key](cell, event));
  else if (event.key === " ") open(cell);
  if (is_rank || MOVES[event.key] || event.key === " ") event.preventDefault();
});
const in_scale = (event) => {
  if (/^[1-5]$/.test(event.key)) { event.preventDefault(); choose(event.key); }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = all("ol:not([hidden]) button", scale);
  buttons[buttons.indexOf(document.activeElement) + step]?.focus();
};
document.addEventListener("htmx:load", enhance);
enhance();

// Select rows of the register: Shift for a range, X for the row in focus, and a bar that says how many.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const boxes = () => all("#reg input[name=risk]");
const bar = one("[data-bulk]");
let last = null;

const count = () => {
  if (!bar) return;
  const chosen = boxes().filter((box) => box.checked).length;
  const everything = one("input[name=matching]", bar)?.checked;
  bar.hidden = !chosen && !everything;
  one("[data-count]", bar).textContent = bar.dataset.words.replace("0", chosen);
  const whole = one("[data-select-all]");
  whole.checked = chosen > 0 && chosen === boxes().length;
  whole.indeterminate = chosen > 0 && chosen < boxes().length;
};
document.addEventListener("click", (event) => {
  if (!event.target.matches?.("#reg input[name=risk]")) return;
  const found = boxes();
  if (event.shiftKey && last && found.includes(last)) {
    const [from, to] = [found.indexOf(last), found.indexOf(event.target)].sort((a, b) => a - b);
    for (const box of found.slice(from, to + 1)) box.checked = event.target.checked;
  }
  last = event.target;
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) for (const box of boxes()) box.checked = event.target.checked;
  count();
});
document.addEventListener("reset", () => setTimeout(count));
addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.target.matches?.("input, textarea, select")) return;
  const box = event.target.closest?.("tbody[data-risk]")?.querySelector("input[name=risk]");
  if (box) box.click();
});

// A row that comes back from the server stays selected.
let kept = [];
document.addEventListener("htmx:beforeSwap", () => { kept = boxes().filter((box) => box.checked).map((box) => box.value); });
document.addEventListener("htmx:afterSwap", () => {
  for (const box of boxes()) if (kept.includes(box.value)) box.checked = true;
  count();
});
count();

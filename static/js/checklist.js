// The checklist by keyboard. Keys act only while an item has the focus and nothing is being typed.
const TEXT = "input:not([type=radio], [type=checkbox]), textarea, select";

const items = () => [...document.querySelectorAll("[data-item]")];
const answers = (place) => [...place.querySelectorAll("input[name=state]:not(:disabled)")];

const focusOn = (item) => {
  const radios = answers(item);
  const target = radios.find((radio) => radio.checked) ?? radios[0] ?? item.querySelector("summary");
  target?.focus();
  item.scrollIntoView({ block: "nearest" });
};

document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.("[data-item]");
  if (!item || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TEXT)) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const all = items();
    const next = all[all.indexOf(item) + (key === "j" ? 1 : -1)];
    if (next) focusOn(next);
  } else if (/^[1-5]$/.test(key)) {
    const radio = answers(event.target.closest("form, .cl-group") ?? item)[key - 1] ?? answers(item)[key - 1];
    radio?.focus();
    radio?.click();
  } else if (key === "e") {
    const details = item.querySelector("details");
    details.open = !details.open;
    if (details.open) details.querySelector("textarea:not(:disabled), a, input")?.focus();
  } else return;
  event.preventDefault();
});

// A note stands beside the form that saves it: it is saved with the answer, once there is one, and
// again after a swap if it was typed while a request was on its way.
const save = (note) => {
  if (note.form?.querySelector("input[name=state]:checked")) note.form.dispatchEvent(new Event("change"));
};
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-item] textarea[name=note]")) return;
  event.target.dataset.unsaved = "";
  save(event.target);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const note = document.querySelector(`textarea[form="${event.detail.elt.id}"]`);
  if (note) delete note.dataset.unsaved;
});
document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("textarea[data-unsaved]").forEach(save));

// "Contradicted" opens the item where the ways to settle it are.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-open]");
  const details = link && document.getElementById(link.dataset.open)?.querySelector("details");
  if (details) details.open = true;
});

// The editor of methods: a cell has the colour of the level that was chosen in it.
document.addEventListener("change", ({ target }) => {
  const look = target.selectedOptions?.[0]?.dataset.look;
  if (!look) return;
  for (const option of target.options) target.classList.remove(option.dataset.look);
  target.classList.add(look);
});

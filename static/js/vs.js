// Progressive enhancement: every page works without it. No inline handlers, no eval, no dependencies.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// htmx posts carry the token of the form they stand in, or the page's.
document.addEventListener("htmx:configRequest", (event) => {
  const token = one("input[name=csrfmiddlewaretoken]")?.value;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

// Once an answer says that the page is to be loaded anew, what it polls would only start that over.
let leaving = false;
document.addEventListener("htmx:beforeOnLoad", (event) => {
  leaving ||= ["HX-Refresh", "HX-Redirect"].some((name) => event.detail.xhr.getResponseHeader(name));
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const polls = event.detail.elt.getAttribute("hx-trigger")?.startsWith("every");
  if (leaving && polls) event.preventDefault();
});

// Theme: a cookie that the server renders into the page, so nothing flashes.
for (const button of all("[data-theme-switch]")) {
  button.addEventListener("click", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
    const next = now === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
  });
}

// Search from anywhere: Ctrl K or /.
addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, textarea, select");
  const wanted = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing);
  const field = one("[data-search]");
  if (wanted && field) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

// Say what was saved.
export const toast = (text, undo) => {
  const box = one("#toasts");
  if (!box) return;
  const note = document.createElement("div");
  note.className = "toast";
  note.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (undo) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: box.dataset.undo });
    button.addEventListener("click", () => { box.replaceChildren(); undo(); });
    note.append(button);
  }
  box.replaceChildren(note);
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.replaceChildren(), 8000);
};
document.addEventListener("say", (event) => toast(event.detail.text, event.detail.undo));
document.addEventListener("saved", (event) => toast(event.detail?.value ?? "Saved"));
document.addEventListener("htmx:sendError", () => toast("Not saved: the server does not answer. What you typed is still here."));
document.addEventListener("htmx:responseError", (event) => toast(`Not saved (${event.detail.xhr.status}). What you typed is still here.`));

// Choose every box of one name in a form.
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.checkAll;
  if (!name) return;
  for (const box of all(`input[name="${name}"]`, event.target.form)) box.checked = event.target.checked;
});

// Upload by drag and drop, with progress.
for (const form of all("form[data-upload]")) {
  const zone = one(".drop-zone", form);
  const input = one("input[type=file]", form);
  const bar = one("progress", form);
  const send = () => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", one("input[name=csrfmiddlewaretoken]", form).value);
    request.upload.addEventListener("progress", (event) => {
      bar.hidden = false;
      bar.max = event.total;
      bar.value = event.loaded;
    });
    request.addEventListener("load", () => {
      if (request.responseURL && request.status < 400) location.href = request.responseURL;
      else form.submit();
    });
    request.addEventListener("error", () => toast("The upload was cut off. Try again."));
    request.send(new FormData(form));
  };
  for (const name of ["dragover", "dragenter"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    input.files = event.dataTransfer.files;
    send();
  });
  input.addEventListener("change", send);
}

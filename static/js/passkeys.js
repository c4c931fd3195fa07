// Forms that a passkey signs: what is signed is the SHA-256 of the statement that the page shows.
const TYPE = "application/vnd.in-toto+json";
const coded = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const named = (buffer) => coded(buffer).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const bytesOf = (name) => Uint8Array.from(atob(name.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const random = () => crypto.getRandomValues(new Uint8Array(32));

// The pre-authentication encoding of DSSE, hashed: the challenge.
const challengeOf = async (text) => {
  const payload = new TextEncoder().encode(text);
  const head = new TextEncoder().encode(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `);
  return crypto.subtle.digest("SHA-256", new Uint8Array([...head, ...payload]));
};

// A new passkey. Its challenge proves nothing: what counts is the assertion that it gives next.
const made = async (form) => {
  const { response, rawId } = await navigator.credentials.create({
    publicKey: {
      rp: { id: form.dataset.rp, name: "vsrisk" },
      user: { id: random(), name: form.dataset.name, displayName: form.dataset.shown },
      challenge: random(),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
      attestation: "none",
      timeout: 120000,
    },
  });
  form.elements.public.value = coded(response.getPublicKey());
  form.elements.credential.value = named(rawId);
};

const signed = async (form) => {
  const { response } = await navigator.credentials.get({
    publicKey: {
      rpId: form.dataset.rp,
      challenge: await challengeOf(form.querySelector("[data-statement]").textContent),
      allowCredentials: [{ type: "public-key", id: bytesOf(form.dataset.credential) }],
      userVerification: "required",
      timeout: 120000,
    },
  });
  form.elements.assertion.value = JSON.stringify({
    authenticatorData: coded(response.authenticatorData),
    clientDataJSON: coded(response.clientDataJSON),
    signature: coded(response.signature),
  });
};

const REASONS = { NotAllowedError: "refused", AbortError: "refused", SecurityError: "site" };
const say = (form, reason) => {
  const note = form.querySelector("[data-passkey-says]");
  const words = note.querySelector("span");
  note.dataset.failed ??= words.textContent;
  words.textContent = note.dataset[reason];
  note.hidden = false;
};

const isDone = new WeakSet();
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-passkey]") || isDone.has(form)) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button[type=submit]");
  if (button.getAttribute("aria-disabled") === "true") return;
  if (!window.PublicKeyCredential || !crypto.subtle) return say(form, "none");
  form.querySelector("[data-passkey-says]").hidden = true;
  button.setAttribute("aria-disabled", "true");
  try {
    await (form.dataset.passkey === "create" ? made(form) : signed(form));
    isDone.add(form);
    form.requestSubmit(button);
  } catch (error) {
    say(form, REASONS[error.name] ?? "failed");
    button.focus();
  } finally {
    button.removeAttribute("aria-disabled");
  }
});
// A page that comes back from the browser's memory asks the passkey again.
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

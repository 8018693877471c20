// ---- reading a source; follows page.js, in the same scope

async function open(cite, takeFocus = true) {
  const request = ++wanted;
  const reply = (await server.source({ ...cite.dataset })) ?? { problem: LOST };
  if (request !== wanted) return;
  if (reply.problem) {
    // On the phone the source covers where it is said.
    if (panel.classList.contains("over")) history.back();
    return say(reply.problem);
  }
  say("");
  panel.innerHTML = reply.html;
  choose(cite);
  if (phone.matches) cover();
  centre();
  if (!takeFocus) return;
  find(".reading").focus({ preventScroll: true });
  live.textContent = find(".where").textContent;
}

function choose(cite) {
  for (const other of element.querySelectorAll(".cite[aria-current]")) other.removeAttribute("aria-current");
  opened = cite;
  cite?.setAttribute("aria-current", "true");
}

function clearPanel() {
  wanted++;
  choose(null);
  panel.innerHTML = emptyPanel;
}

function centre() {
  const mark = find(".reading mark");
  const long = mark.getBoundingClientRect().height > innerHeight / 2;
  mark.scrollIntoView({ block: long ? "start" : "center" });
}

function step(by) {
  if (!opened) return;
  const { group, position } = opened.dataset;
  const place = `[data-group="${group}"][data-position="${Number(position) + by}"]`;
  const next = find(`.cite${place}`, opened.closest(".turn"));
  if (next) open(next);
}

async function copy(from) {
  const done = await put(from.dataset.copy);
  from.textContent = done ? "Copied" : "Not copied";
  live.textContent = from.textContent;
  setTimeout(() => (from.textContent = "Copy citation"), 2000);
}

async function put(text) {
  // The clipboard proper is there on localhost and https only.
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const field = document.createElement("textarea");
  field.value = text;
  panel.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

// ---- on the phone the source covers the conversation; the phone's own Back button takes it away too

function cover() {
  if (panel.classList.contains("over")) return;
  panel.classList.add("over");
  conversation.inert = true;
  history.pushState({ citeqa: "source" }, "");
}

function uncover() {
  if (!panel.classList.contains("over")) return;
  panel.classList.remove("over");
  conversation.inert = false;
  opened?.focus();
}

function back() {
  if (panel.classList.contains("over")) history.back();
  else opened?.focus();
}

window.addEventListener("popstate", uncover);
// A reload closes it, and leaves the step that it took in the history.
if (history.state?.citeqa) history.back();
phone.addEventListener("change", () => {
  if (panel.classList.contains("over")) history.back();
});

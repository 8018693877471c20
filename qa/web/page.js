// The page's behaviour. Runs once, inside gradio's HTML component: `element` is its node, and `server.ask`,
// `server.narrow` and `server.source` are functions of page.py. They answer {html}, {words}, {problem}, or nothing when
// the server is gone. source.js and narrow.js follow, in the same scope.

const find = (selector, root = element) => root.querySelector(selector);
const conversation = find(".conversation");
const log = find(".log");
const form = find(".ask");
const box = find(".ask textarea");
const button = find(".ask button");
const notice = find(".notice");
const panel = find(".source");
const live = find(".live");
const emptyPanel = panel.innerHTML;
const welcome = log.innerHTML;
const phone = window.matchMedia("(max-width: 56.2em)");
const LOST = "citeqa does not answer. Is it still running?";
const ANOTHER = "Ask another question";
// Another archive served at the same address is another conversation.
const STORED = `citeqa: ${find(".corpus").textContent}`;
const MOST_KEPT = 50;

let asking = false;
let opened = null;
let wanted = 0;

// ---- asking

async function ask(question) {
  if (asking) return;
  const before = said([...log.querySelectorAll(".turn")]);
  setAsking(true);
  if (box.value === question) box.value = ""; // beside an example, what is half typed stays
  grow(box);
  const turn = addPending(question);
  const reply = (await server.ask({ question, history: before, narrowed: narrowed() })) ?? { problem: LOST };
  setAsking(false);
  if (reply.problem) {
    turn.remove();
    say(reply.problem);
    box.value ||= question; // what has been typed meanwhile stays
  } else {
    narrow.open = false;
    show(turn, reply.html);
    keep();
  }
  grow(box);
  if (phone.matches) box.blur();
  else box.focus({ preventScroll: true });
}

// What was asked, as it was understood, and what was answered: the newest turns are enough to understand the next.
function said(turns) {
  return turns.slice(-4).map((turn) => [turn.dataset.asked, turn.dataset.answer]);
}

// ---- saying what a question means

function reword(turn) {
  const line = find(".understood", turn);
  line.hidden = true;
  const form = document.createElement("form");
  const field = document.createElement("textarea");
  const send = document.createElement("button");
  form.className = "rewording";
  field.rows = 1;
  field.defaultValue = find(".as", line).textContent; // kept over a reload, as a value is not
  field.setAttribute("aria-label", "The question as it should be understood");
  send.textContent = "Ask this";
  form.append(field, send);
  line.after(form);
  grow(field);
  field.focus();
}

// As it was understood before.
function leave(rewording) {
  const line = rewording.previousElementSibling;
  rewording.remove();
  line.hidden = false;
  find(".reword", line).focus({ preventScroll: true });
}

async function askReworded(turn, reworded) {
  if (asking) return;
  setAsking(true);
  const question = find(".words", turn).textContent;
  const narrowed = JSON.parse(turn.dataset.narrowed ?? "{}");
  const reply = (await server.ask({ question, reworded, narrowed })) ?? { problem: LOST };
  setAsking(false);
  if (reply.problem) return say(reply.problem);
  show(turn, reply.html);
  keep();
  if (!phone.matches) box.focus({ preventScroll: true });
}

// ---- keeping the conversation over a reload, and leaving it

function keep() {
  find(".afresh").hidden = !find(".turn");
  store(STORED, [...log.querySelectorAll(".turn")].slice(-MOST_KEPT).map((turn) => turn.outerHTML));
}

function store(name, value) {
  try {
    sessionStorage.removeItem(name);
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // No room, or not allowed to: it is kept as long as the page.
  }
}

function stored(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function restore() {
  const turns = stored(STORED) ?? [];
  if (!turns.length) return;
  log.innerHTML = turns.join("");
  choose(null);
  box.placeholder = ANOTHER;
  find(".afresh").hidden = false;
  bring(log.lastElementChild);
}

function startAfresh() {
  if (asking) return;
  log.innerHTML = welcome;
  box.placeholder = "Ask a question";
  say("");
  clearPanel();
  keep();
  box.focus();
}

function setAsking(on) {
  asking = on;
  button.disabled = on;
  if (!on) return;
  say("");
  live.textContent = ""; // or the same answer again would not be said again
}

function addPending(question) {
  const turn = document.createElement("section");
  turn.className = "turn pending";
  const heading = document.createElement("h2");
  heading.className = "question";
  heading.textContent = question;
  turn.append(heading);
  log.append(turn);
  bring(turn);
  return turn;
}

function show(pending, html) {
  find(".welcome")?.remove();
  pending.insertAdjacentHTML("afterend", html);
  const turn = pending.nextElementSibling;
  pending.remove();
  live.textContent = turn.dataset.announce;
  box.placeholder = ANOTHER;
  bring(turn);
  if (phone.matches) return;
  const first = find(".cite", turn);
  if (first && !find(".none", turn)) open(first, false);
  else clearPanel();
}

// The top of a long turn, the whole of a short one with what came before it.
function bring(turn) {
  turn.scrollIntoView();
}

function say(sentence) {
  notice.textContent = sentence;
  notice.hidden = !sentence;
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

// ---- events

element.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target === form) ask(box.value);
  else askReworded(event.target.closest(".turn"), find("textarea", event.target).value);
});

element.addEventListener("input", (event) => event.target.matches("textarea") && grow(event.target));
element.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

element.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on(".cite")) open(on(".cite"));
  else if (on(".example")) ask(on(".example").textContent);
  else if (on(".previous")) step(-1);
  else if (on(".next")) step(1);
  else if (on(".copy")) copy(on(".copy"));
  else if (on(".back")) back();
  else if (on(".reword")) reword(on(".turn"));
  else if (on(".typed")) askReworded(on(".turn"), find(".words", on(".turn")).textContent);
  else if (on(".afresh")) startAfresh();
  if (!on(".about")) find(".about").open = false;
});

// By the keyboard too, what is gone to does not lie below it.
element.addEventListener("focusin", (event) => {
  if (!event.target.closest(".about")) find(".about").open = false;
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const rewording = document.activeElement.closest(".rewording");
    if (rewording) leave(rewording);
    if (panel.contains(document.activeElement)) back();
    find(".about").open = false;
  }
  if (event.altKey || event.ctrlKey || event.metaKey || !panel.contains(document.activeElement)) return;
  if (event.key === "ArrowLeft") step(-1);
  if (event.key === "ArrowRight") step(1);
});

// Where the scrollbar takes room, what scrolls stays in line with what does not.
element.style.setProperty("--scrollbar", `${log.offsetWidth - log.clientWidth}px`);
restore();
if (!phone.matches) box.focus();

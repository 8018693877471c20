// ---- narrowing questions to some of the articles; follows page.js, in the same scope

const narrow = find(".narrow");
const fields = [...narrow.querySelectorAll("[name]")];
const clear = find(".clear");
const NARROWED = `${STORED}, narrowed`;
const TYPED = 500; // milliseconds: a year that is being typed is a date at each of its digits

let applying = null;
let applied = 0;

// The fields that are filled in. Of a date that is not complete the browser gives nothing away.
function narrowed() {
  const values = fields.map((field) => [field.name, field.validity.badInput ? "incomplete" : field.value]);
  return Object.fromEntries(values.filter(([, value]) => value));
}

// Says what the questions are narrowed to now, or what is wrong with it.
async function apply() {
  clearTimeout(applying);
  const values = narrowed();
  const request = ++applied;
  store(NARROWED, values);
  clear.hidden = !Object.keys(values).length;
  const reply = (await server.narrow(values)) ?? { problem: LOST };
  if (request !== applied) return;
  say(reply.problem ?? "");
  find(".narrowed").textContent = reply.words ?? "";
}

function restoreNarrowing() {
  const kept = stored(NARROWED) ?? {};
  for (const field of fields) field.value = kept[field.name] ?? "";
  if (Object.keys(narrowed()).length) apply();
}

narrow.addEventListener("input", () => {
  clearTimeout(applying);
  applying = setTimeout(apply, TYPED);
});

narrow.addEventListener("change", (event) => {
  if (event.target.matches("select")) apply();
});

narrow.addEventListener("focusout", (event) => {
  if (event.target.validity?.badInput) apply();
});

narrow.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    narrow.open = false;
    find("summary", narrow).focus();
  } else if (event.key === "Enter" && event.target.matches("input") && !box.value.trim()) {
    event.preventDefault();
    box.focus();
  }
});

clear.addEventListener("click", () => {
  for (const field of fields) field.value = "";
  apply();
  box.focus();
});

restoreNarrowing();

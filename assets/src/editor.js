// Makes the query form [data-editor] an editor with colours and completion. What the service
// answers is the same page as without scripts; only its part #outcome is put in place.
import Yasqe from "@zazuko/yasqe";
import "./editor.css";
import { useLists } from "./completion.js";
import { json, mountAll } from "./fetching.js";

async function mount(form) {
  const { prefixes, terms } = form.dataset;
  const [names, used] = await Promise.all([json(prefixes), json(terms)]);
  useLists(names, used);
  const field = form.querySelector("textarea");
  const place = document.createElement("div");
  place.className = "editor";
  field.before(place);
  const yasqe = new Yasqe(place, {
    consumeShareLink: null,
    createShareableLink: () => "",
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": run, "Cmd-Enter": run },
    persistenceId: null,
    resizeable: false,
    showQueryButton: false,
    syntaxErrorCheck: false, // it knows nothing of prefixes that need no declaration
    value: field.value || undefined,
  });
  label(yasqe, field);
  field.hidden = true;
  yasqe.on("change", () => { field.value = yasqe.getValue(); });
  form.addEventListener("submit", (event) => {
    if (form.elements.format.value !== "html") return; // a download is the browser's own business
    event.preventDefault();
    run();
  });
  form.editor = yasqe;
  addEventListener("popstate", () => location.reload());
  mark(yasqe);

  async function run() {
    field.value = yasqe.getValue();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    await show(form, address);
    history.pushState(null, "", address);
    mark(yasqe);
  }
}

/** Give the editor's own field the name and the help of the field that it stands for. */
function label(yasqe, field) {
  const input = yasqe.getInputField();
  const label = document.querySelector(`label[for="${field.id}"]`);
  label.id ||= `${field.id}-label`;
  input.setAttribute("aria-labelledby", label.id);
  input.setAttribute("aria-describedby", field.getAttribute("aria-describedby"));
  label.addEventListener("click", () => yasqe.focus());
}

/** Fetch the page of an answer, and put its outcome in place of what is there. */
async function show(form, address) {
  const outcome = document.getElementById("outcome");
  const note = document.createElement("p");
  note.className = "running";
  note.textContent = form.dataset.running;
  outcome.replaceChildren(note);
  outcome.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("outcome");
    if (!found) throw new Error(String(response.status));
    outcome.replaceChildren(...found.childNodes);
    document.title = page.title;
  } catch (error) {
    note.textContent = `${form.dataset.failed} (${error.message})`;
    note.className = "problem";
    outcome.replaceChildren(note);
  } finally {
    outcome.removeAttribute("aria-busy");
  }
}

/** Mark the line that a problem names. */
function mark(yasqe) {
  yasqe.eachLine((line) => yasqe.removeLineClass(line, "background", "wrong"));
  const line = Number(document.querySelector("#outcome [data-line]")?.dataset.line ?? 0);
  if (line > 0 && line <= yasqe.lineCount()) yasqe.addLineClass(line - 1, "background", "wrong");
}

mountAll("data-editor", mount);

// A search box that suggests: the combobox with a listbox popup of the ARIA Authoring Practices.

const DELAY = 120; // milliseconds after the last key

/** Make suggestions for the search form `form`; its `data-suggest` is where to ask. */
export function mount(form) {
  const input = form.querySelector('input[name="q"]');
  const japanese = document.documentElement.lang === "ja";
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let timer = 0;
  let asking = null;
  let active = -1;

  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", japanese ? "候補" : "Suggestions");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.after(list, status);

  const options = () => [...list.children];

  function close() {
    window.clearTimeout(timer);
    if (asking) asking.abort();
    list.hidden = true;
    activate(-1);
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
  }

  function activate(index) {
    active = index;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    const option = options()[index];
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    if (option.dataset.page) {
      window.location.assign(option.dataset.page);
      return;
    }
    input.value = option.dataset.name;
    close();
    form.requestSubmit();
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map((one, at) => optionOf(one, `${list.id}-${at}`)));
    list.hidden = suggestions.length === 0;
    activate(-1);
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = counted(suggestions.length, japanese);
  }

  async function ask() {
    if (asking) asking.abort();
    const words = input.value.trim();
    if (!words) {
      close();
      return;
    }
    const asked = new AbortController();
    asking = asked;
    const address = new URL(form.dataset.suggest, document.baseURI);
    address.searchParams.set("q", words);
    address.searchParams.set("lang", japanese ? "ja" : "en");
    try {
      const response = await fetch(address, { signal: asked.signal });
      if (response.ok) show((await response.json()).suggestions);
      else close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function later() {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, DELAY);
  }

  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // The box keeps the focus, so that a press on an option does not close the list first.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) choose(option);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // these keys choose among what an input method offers
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape" && count) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && !count) {
      event.preventDefault();
      ask();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      activate(active + 1 < count ? active + 1 : -1);
    } else if (event.key === "ArrowUp" && count) {
      event.preventDefault();
      activate(active < 0 ? count - 1 : active - 1);
    } else if (event.key === "Enter" && count && active >= 0) {
      event.preventDefault();
      choose(options()[active]);
    }
  });
}

function counted(count, japanese) {
  if (japanese) return count ? `候補${count}件` : "候補はありません";
  return count ? `${count} suggestion${count === 1 ? "" : "s"}` : "No suggestions";
}

function optionOf(one, id) {
  const option = document.createElement("li");
  option.id = id;
  option.setAttribute("role", "option");
  option.dataset.name = one.name.text;
  if (one.page) option.dataset.page = one.page;
  const preferred = one.matched.role === "preferred";
  option.append(preferred ? marked(one.matched) : worded(one.name));
  if (!preferred) option.append(" (", marked(one.matched), ")");
  const kind = worded(one.kind);
  kind.className = "kind";
  option.append(" ", kind);
  return option;
}

function worded(label) {
  const words = document.createElement("bdi");
  if (label.language) words.lang = label.language;
  words.textContent = label.text;
  return words;
}

// Offsets are in code points, those of strings here in UTF-16 units.
function marked(label) {
  const words = worded({ text: "", language: label.language });
  const letters = Array.from(label.text);
  let at = 0;
  for (const [start, end] of label.marks) {
    const mark = document.createElement("mark");
    mark.textContent = letters.slice(start, end).join("");
    words.append(letters.slice(at, start).join(""), mark);
    at = end;
  }
  words.append(letters.slice(at).join(""));
  return words;
}

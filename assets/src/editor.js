// Makes an editor of [data-editor]: a form with a textarea and, beside it, [data-editor-results].
// data-endpoint, data-prefixes, data-examples and data-completion are addresses of this host.
import Yasqe from "@zazuko/yasqe";
import "./editor.css";
import { useLists } from "./completion.js";
import { json, mountAll } from "./fetching.js";
import { show } from "./table.js";

const JSON_RESULTS = "application/sparql-results+json";

async function optional(address, otherwise) {
  return address ? json(address) : otherwise;
}

async function mount(element) {
  const { endpoint, prefixes, examples, completion, language } = element.dataset;
  const lists = await Promise.all([
    optional(prefixes, {}),
    optional(completion, {}),
    optional(examples, []),
  ]);
  useLists(lists[0], lists[1]);
  const place = element.querySelector("[data-editor-place]") ?? element;
  const field = element.querySelector("textarea");
  const results = element.querySelector("[data-editor-results]");
  const yasqe = new Yasqe(place, {
    consumeShareLink: null,
    createShareableLink: () => "",
    persistenceId: null,
    requestConfig: { endpoint, method: "POST", acceptHeaderSelect: JSON_RESULTS },
    resizeable: false,
    value: field?.value || undefined,
  });
  yasqe.getInputField().lang = language || document.documentElement.lang;
  yasqe.on("queryResponse", async (_, response) => {
    if (!results) return;
    const kind = response.headers?.get?.("Content-Type") ?? "";
    const text = response.content ?? (await response.text());
    if (kind.startsWith(JSON_RESULTS)) show(results, JSON.parse(text));
    else results.textContent = text;
  });
  if (field) field.hidden = true;
  element.editor = yasqe;
  element.examples = lists[2];
  element.dispatchEvent(new CustomEvent("s5kg:editor", { bubbles: true, detail: yasqe }));
}

mountAll("data-editor", mount);

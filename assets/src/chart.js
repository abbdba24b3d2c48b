// Draws every [data-chart]: a Vega-Lite specification, over the rows at [data-results].
import { compile } from "vega-lite";
import { json, mountAll } from "./fetching.js";
import { rows } from "./results.js";
import { expressionInterpreter, parse, View } from "./vega.js";

// A specification reads no data by itself: only what the page names is fetched.
const loader = {
  load: () => Promise.reject(new Error("a chart loads nothing")),
  sanitize: () => Promise.reject(new Error("a chart links to nothing")),
};

/** Draw a Vega-Lite specification over rows, as SVG; the view is returned. */
export async function draw(element, specification, data) {
  const filled = data ? { ...specification, data: { values: data } } : specification;
  const view = new View(parse(compile(filled).spec, null, { ast: true }), {
    container: element,
    expr: expressionInterpreter,
    loader,
    renderer: "svg",
  });
  return view.runAsync();
}

async function mount(element) {
  const { chart, results } = element.dataset;
  const [specification, answer] = await Promise.all([
    json(chart),
    results ? json(results, "application/sparql-results+json") : null,
  ]);
  await draw(element, specification, answer && rows(answer));
}

mountAll("data-chart", mount);

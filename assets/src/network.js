// Draws every [data-network]: JSON {nodes: [{id, label}], edges: [{source, target, label}]}.
import cytoscape from "cytoscape";
import "./network.css";
import { json, mountAll } from "./fetching.js";

function style(element) {
  const colours = getComputedStyle(element);
  const colour = (name, otherwise) => colours.getPropertyValue(name).trim() || otherwise;
  const ink = colour("--ink", "#1c2430");
  const text = { label: "data(label)", color: ink, "font-size": 12 };
  return [
    { selector: "node", style: { ...text, "background-color": colour("--accent", "#0b5c8a") } },
    {
      selector: "edge",
      style: {
        ...text,
        "curve-style": "bezier",
        "line-color": colour("--field", "#8390a2"),
        "target-arrow-color": colour("--field", "#8390a2"),
        "target-arrow-shape": "triangle",
        width: 1,
      },
    },
  ];
}

async function mount(element) {
  const { nodes, edges } = await json(element.dataset.network);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.network = cytoscape({
    container: element,
    elements: { nodes: nodes.map((data) => ({ data })), edges: edges.map((data) => ({ data })) },
    layout: { name: "cose", animate: !still && nodes.length < 200 ? "end" : false },
    style: style(element),
  });
}

mountAll("data-network", mount);

// Draws every [data-network]: JSON {nodes: [{id, label, kind, page}], edges: [{source, target,
// label, mark}]}. Arrow keys go from node to node, Enter opens the page of one.
import cytoscape from "cytoscape";
import "./network.css";
import { json, mountAll } from "./fetching.js";

const KINDS = [
  "actor", "programme", "case", "document", "figure", "place", "event", "finding", "concept", "other",
];
const DASHES = { proposed: "dashed", planned: "dashed", inferred: "dotted", disputed: "solid" };
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function style(element) {
  const colours = getComputedStyle(element);
  const colour = (name) => colours.getPropertyValue(name).trim();
  const ink = colour("--ink");
  const line = colour("--field");
  return [
    {
      selector: "node",
      style: {
        label: "data(label)", color: ink, "font-size": 12, width: 18, height: 18,
        "text-wrap": "wrap", "text-max-width": 140, "text-valign": "bottom", "text-margin-y": 4,
      },
    },
    ...KINDS.map((kind) => ({
      selector: `node[kind = "${kind}"]`,
      style: { "background-color": colour(`--${kind}`) },
    })),
    {
      selector: "edge",
      style: {
        "curve-style": "bezier", "line-color": line, "target-arrow-color": line,
        "target-arrow-shape": "triangle", width: 1.5,
      },
    },
    ...Object.entries(DASHES).map(([mark, dash]) => ({
      selector: `edge[mark = "${mark}"]`,
      style: { "line-style": dash },
    })),
    { selector: 'edge[mark = "disputed"]', style: { "line-color": colour("--alarm"), width: 3 } },
    { selector: ".here", style: { "border-width": 3, "border-color": ink } },
    {
      selector: ".beside",
      style: {
        label: "data(label)", color: ink, "font-size": 11, "text-rotation": "autorotate",
        "text-background-color": colour("--paper"), "text-background-opacity": 1,
      },
    },
  ];
}

async function mount(element) {
  const { nodes, edges } = await json(element.dataset.network);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const network = cytoscape({
    container: element,
    elements: { nodes: nodes.map((data) => ({ data })), edges: edges.map((data) => ({ data })) },
    layout: {
      name: "cose",
      animate: !still && nodes.length < 200 ? "end" : false,
      idealEdgeLength: () => 160,
      nodeRepulsion: () => 800000,
      padding: 60,
    },
    maxZoom: 2,
    style: style(element),
  });
  const now = document.querySelector("[data-network-now]");
  const choose = (node) => {
    network.elements().removeClass("here beside");
    node.addClass("here");
    node.connectedEdges().addClass("beside");
    if (now) now.textContent = said(node);
  };
  network.on("tap", "node", (event) => choose(event.target));
  network.on("dbltap", "node", (event) => location.assign(event.target.data("page")));
  element.addEventListener("keydown", (event) => {
    const here = network.nodes(".here");
    if (event.key === "Enter" && here.nonempty()) location.assign(here.data("page"));
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    choose(here.nonempty() ? next(network, here, STEPS[event.key]) : network.nodes().first());
  });
  element.network = network;
}

/** Return the nearest node in a direction, or the same where there is none. */
function next(network, here, [x, y]) {
  const from = here.position();
  let best = here;
  let least = Infinity;
  network.nodes().forEach((node) => {
    const dx = node.position("x") - from.x;
    const dy = node.position("y") - from.y;
    const along = dx * x + dy * y;
    const beside = Math.abs(dx * y) + Math.abs(dy * x);
    if (along > 1 && along + 2 * beside < least) {
      least = along + 2 * beside;
      best = node;
    }
  });
  return best;
}

/** Return a node and its relations in words. */
function said(node) {
  const words = node.connectedEdges().map((edge) => (
    `${edge.source().data("label")} – ${edge.data("label")} – ${edge.target().data("label")}`
  ));
  return [node.data("label"), ...words].join(". ");
}

mountAll("data-network", mount);

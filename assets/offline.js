// Takes out of packages what would ask other hosts, evaluate text or write inline styles: the
// site's policy forbids all three.
import { readFile } from "node:fs/promises";

// Each is there exactly once, or the build fails: a new version must be looked at again.
const EDITOR = [
  [/var fetchFromLov = \(e, t, n\) => \{[\s\S]*?\n\}, completers/, "var fetchFromLov = () => Promise.resolve([]), completers"],
  [/endpoint: "https:\/\/dbpedia\.org\/sparql"/, 'endpoint: "/sparql"'],
  [/\(e\.config\.prefixCcApi \? fetch[\s\S]*?Promise\.resolve\(prefixes_default\)\)/, "Promise.resolve({})"],
  [/j = eval\("\(" \+ text \+ "\)"\)/, "j = JSON.parse(text)"],
];
// network.css has the one rule that this would add.
const NETWORK = [[/if \(!stylesheetAlreadyExists\) \{[^}]*\{ position: relative; \}[^}]*\}/, ""]];

export const offline = {
  name: "offline",
  setup(build) {
    const change = (filter, changes) =>
      build.onLoad({ filter }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        for (const [from, to] of changes) {
          if (contents.split(from).length !== 2) throw new Error(`${path}: not there once: ${from}`);
          contents = contents.replace(from, () => to);
        }
        return { contents, loader: "js" };
      });
    change(/yasqe\.esm\.js$/, EDITOR);
    change(/cytoscape\.esm\.mjs$/, NETWORK);
  },
};

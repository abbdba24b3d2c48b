// Bundles src/ into the folder of the first argument, with names that change with the content.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { notices } from "./notices.js";
import { offline } from "./offline.js";

const HERE = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2]);
const inputs = process.argv[3] ?? "";
const scratch = `${target}.next`;

await rm(scratch, { recursive: true, force: true });
await mkdir(scratch, { recursive: true });
const { metafile } = await build({
  absWorkingDir: HERE,
  bundle: true,
  chunkNames: "chunk-[hash]",
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]",
  entryPoints: ["site.js", "site.css", "editor.js", "chart.js", "network.js"].map((name) => `src/${name}`),
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: scratch,
  plugins: [offline],
  splitting: true,
  target: "es2022",
});

const files = {};
const needs = {};
for (const [path, output] of Object.entries(metafile.outputs)) {
  if (!output.entryPoint) continue;
  const name = basename(output.entryPoint);
  files[name] = basename(path);
  needs[name] = output.imports.filter(({ external }) => !external).map((one) => basename(one.path));
  if (output.cssBundle) files[name.replace(/\.js$/, ".css")] = basename(output.cssBundle);
}
const text = await notices(HERE, metafile);
await writeFile(join(scratch, "THIRD-PARTY-NOTICES.txt"), text);
const manifest = { inputs, files, needs };
await writeFile(join(scratch, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await rm(target, { recursive: true, force: true });
await rename(scratch, target);

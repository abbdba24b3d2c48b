// The licences of the packages whose code is in the bundles.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const LICENCE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** Return the notices of all packages in a metafile, and of what those were themselves made of. */
export async function notices(here, metafile) {
  const found = new Map();
  const add = async (name) => {
    if (found.has(name)) return;
    const folder = join(here, "node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    found.set(name, about);
    // These are published as one file that has their dependencies inside.
    if (name.startsWith("@zazuko/")) await Promise.all(Object.keys(about.dependencies ?? {}).map(add));
  };
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
      if (name && bytesInOutput) await add(name);
    }
  }
  const parts = await Promise.all([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, about]) => part(here, name, about)));
  return parts.join(`\n${"-".repeat(72)}\n\n`);
}

async function part(here, name, about) {
  const folder = join(here, "node_modules", name);
  const texts = (await readdir(folder)).filter((file) => LICENCE.test(file)).sort();
  const bodies = await Promise.all(texts.map((file) => readFile(join(folder, file), "utf8")));
  const from = about.homepage ?? about.repository?.url ?? about.repository ?? "";
  const author = about.author?.name ?? about.author ?? "";
  if (!about.license) throw new Error(`${name} names no licence`);
  const head = [`${name} ${about.version}`, `Licence: ${about.license}`, author && `Author: ${author}`, from];
  return `${head.filter(Boolean).join("\n")}\n\n${bodies.join("\n").trim()}\n`;
}

// Asks Comunica several queries in one process: [{query, sources, type}] on standard input, the
// answers as text on standard output. The folder where it is installed is the one argument.
const { createRequire } = require("node:module");
const { text } = require("node:stream/consumers");

const { QueryEngine } = createRequire(`${process.argv[2]}/`)("@comunica/query-sparql-file");

async function main() {
  const engine = new QueryEngine();
  const answers = [];
  for (const { query, sources, type } of JSON.parse(await text(process.stdin))) {
    const { data } = await engine.resultToString(await engine.query(query, { sources }), type);
    answers.push(await text(data));
  }
  console.log(JSON.stringify(answers));
}

main();

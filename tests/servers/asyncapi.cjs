// Validates an AsyncAPI document from standard input with the official parser and prints what it has to say, one JSON array.
const { Parser } = require('@asyncapi/parser');

let document = '';
process.stdin.on('data', piece => { document += piece; });
process.stdin.on('end', async () => {
  const { diagnostics } = await new Parser().parse(document);
  console.log(JSON.stringify(diagnostics.map(({ severity, code, message, path }) => ({ severity, code, message, path: path.join('/') }))));
});

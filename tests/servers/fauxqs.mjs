// SNS and SQS in memory (fauxqs). It listens on a free port of the loopback, prints that port on a line, and ends with its input.
// Not fauxqs' own startFauxqs, which listens for the whole network.
import { buildApp } from 'fauxqs';

const app = buildApp({ logger: false });
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(app.server.address().port);

process.stdin.on('end', () => process.exit(0)).resume();

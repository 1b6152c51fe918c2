// A mail server with moods. Arguments: folder of cert.pem and key.pem, user name, password. It prints a line of JSON for its ports, every
// change of mood, every client left hanging and every mail it took; each line it reads is its mood from then on, and it ends with its input.
// Moods: well | refuse | hang greeting | hang recipient | hang content | hang answer (having kept the mail) | drop | rude (no good-bye) |
// slow <milliseconds>
const { readFileSync } = require('node:fs');
const { createInterface } = require('node:readline');
const { SMTPServer } = require('smtp-server');

const [folder, user, password] = process.argv.slice(2);
const [cert, key] = ['cert.pem', 'key.pem'].map(name => readFileSync(`${folder}/${name}`));
const print = line => console.log(JSON.stringify(line));
let mood = 'well';

function answer(step, callback, error) {
  if (mood === `hang ${step}`) return print({ hangs: step });
  const [kind, milliseconds] = mood.split(' ');
  setTimeout(() => callback(error), kind === 'slow' ? Number(milliseconds) : 0);
}

function start(name, options) {
  const sockets = new Map();
  const refusal = () => Object.assign(new Error('No such mailbox here'), { responseCode: 550 });
  const server = new SMTPServer({
    cert, key, authOptional: true, disableReverseLookup: true, logger: false, ...options,
    onConnect: (session, callback) => answer('greeting', callback),
    onAuth: (auth, session, callback) => auth.username === user && auth.password === password
      ? callback(null, { user })
      : callback(Object.assign(new Error('Authentication failed'), { responseCode: 535 })),
    onMailFrom: (address, session, callback) => answer('sender', callback),
    onRcptTo: (address, session, callback) => answer('recipient', callback, mood === 'refuse' ? refusal() : null),
    onData: (stream, session, callback) => {
      const chunks = [];
      stream.on('data', chunk => {
        chunks.push(chunk);
        if (mood === 'drop') sockets.get(session.remotePort).destroy();
      });
      stream.on('end', () => {
        if (mood === 'drop') return;
        if (mood === 'hang content') return answer('content', callback);
        print({
          mail: {
            port: name, secure: session.secure, user: session.user || null,
            from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(to => to.address),
            text: Buffer.concat(chunks).toString('base64'),
          },
        });
        answer('answer', callback);
        if (mood === 'rude') setTimeout(() => sockets.get(session.remotePort).destroySoon());
      });
    },
  });
  server.on('error', () => { });
  server.server.on('connection', socket => sockets.set(socket.remotePort, socket));
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.server.address().port)));
}

Promise.all([
  start('startTls', {}),
  start('tls', { secure: true }),
  start('plain', { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }),
]).then(([startTls, tls, plain]) => print({ ports: { startTls, tls, plain } }));

createInterface({ input: process.stdin })
  .on('line', line => {
    mood = line;
    print({ mood });
  })
  .on('close', () => process.exit(0));

/** Asks the server of this container whether it lives, as Docker's HEALTHCHECK does: 0 yes, 1 no. Needs only Node.js. */
import http from 'node:http';
import https from 'node:https';

const { PORT = '4000', TLS_CERT_FILE } = process.env;
const isEncrypted = TLS_CERT_FILE !== undefined && TLS_CERT_FILE !== '';
// The certificate is for the server's public name, and this asks the loopback address.
const options = { host: '127.0.0.1', port: Number(PORT), path: '/healthz', timeout: 4_000, rejectUnauthorized: false };

const request = (isEncrypted ? https : http).get(options, (answer) => {
  answer.resume();
  process.exitCode = answer.statusCode === 200 ? 0 : 1;
});
request.on('timeout', () => request.destroy(new Error('no answer within 4 s')));
request.on('error', (error) => {
  process.stderr.write(`expected ${options.path} on port ${PORT} to answer, got ${error.message}\n`);
  process.exitCode = 1;
});

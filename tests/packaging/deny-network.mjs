/**
 * Loaded before a program by NODE_OPTIONS, and so into its processes and threads too: whoever looks up a name or opens a connection to
 * anything but this computer is refused, and HEIRLOOM_DENIED, a file, says so.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import net from 'node:net';

const loopback = /^(?:127\.|::1$|localhost$)/;

function deny(what) {
  fs.appendFileSync(process.env.HEIRLOOM_DENIED, `${what}\n`);
  throw new Error(`No network: ${what}`);
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...words) {
  const [first] = Array.isArray(words[0]) ? words[0] : words;
  const options = typeof first === 'object' && first !== null ? first : { port: first, host: words[1] };
  if (options.path === undefined && !loopback.test(options.host ?? 'localhost')) deny(`connect ${options.host}:${options.port}`);
  return connect.apply(this, words);
};
dgram.Socket.prototype.send = () => deny('datagram');
for (const name of Object.keys(dns).filter((key) => /^(?:lookup|resolve)/.test(key))) {
  for (const place of [dns, dns.promises]) if (typeof place[name] === 'function') place[name] = (host) => (loopback.test(host) ? '127.0.0.1' : deny(`${name} ${host}`));
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Decides who may come in: a browser on this computer that was given an address with a token, and only our own page in it. */
export interface Gate {
  /** A token for one visit: it opens the door once. */
  issue(): string;
  /** @returns what the browser is to keep (Set-Cookie), or null if the token is not one of ours or was used */
  enter(token: string): string | null;
  /** @param changes whether the request changes something: then it must say where it comes from. @returns null: come in */
  refusal(request: IncomingMessage, changes: boolean): Refusal | null;
  /** As `refusal`, of somebody who brings a token instead of the cookie. */
  refusalAtDoor(request: IncomingMessage): Refusal | null;
}

export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly sentence: string;
}

/** @param port tells our cookie from those of other programs on this computer: browsers do not keep them apart by port */
export function createGate(port: () => number): Gate {
  const tokens = new Set<string>();
  const secret = randomBytes(32).toString('base64url');
  const cookieName = (): string => `heirloom-${port()}`;

  return {
    issue() {
      const token = randomBytes(32).toString('base64url');
      tokens.add(token);
      return token;
    },
    enter(token) {
      const known = [...tokens].find((issued) => isSame(issued, token));
      if (known === undefined) return null;
      tokens.delete(known);
      return `${cookieName()}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
    },
    refusal(request, changes) {
      return (
        wrongHost(request) ??
        wrongOrigin(request, changes) ??
        wrongSite(request) ??
        (isSame(cookieOf(request, cookieName()) ?? '', secret) ? null : { status: 401, sentence: notKnown })
      );
    },
    refusalAtDoor(request) {
      // A link in a mail may lead here: the token itself is the proof.
      return wrongHost(request);
    },
  };
}

const notKnown =
  'This page belongs to the Heirloom that runs on this computer. Open the address it printed; each works once: press Enter in its terminal for a new one.';

/**
 * A name that points to this computer although it is somebody else's (DNS rebinding) stands in Host. Any port will do:
 * `ssh -L` brings ours under another one, and an attacker's page cannot have a loopback address of its own.
 */
function wrongHost({ headers: { host = '' } }: IncomingMessage): Refusal | null {
  if (/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/.test(host)) return null;
  return { status: 421, sentence: 'Heirloom answers on this computer only: open http://127.0.0.1 with the port it printed.' };
}

/** Browsers say which page asks: always when it changes something, and for a socket. */
function wrongOrigin({ headers: { origin, host } }: IncomingMessage, changes: boolean): Refusal | null {
  if (origin === `http://${host}` || (origin === undefined && !changes)) return null;
  return { status: 403, sentence: 'Another page tried to use Heirloom, and was refused.' };
}

function wrongSite({ headers }: IncomingMessage): Refusal | null {
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site === 'none' || site === 'same-origin') return null;
  return { status: 403, sentence: 'Another page tried to use Heirloom, and was refused.' };
}

function cookieOf({ headers: { cookie = '' } }: IncomingMessage, name: string): string | undefined {
  for (const pair of cookie.split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

/** Takes as long whatever the difference. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

import { spawn } from 'node:child_process';

/** Whether a window could be seen: Linux without a desktop has no display, and a remote shell on a Mac shows nothing to who typed. */
export function hasScreen(platform: NodeJS.Platform = process.platform, environment: NodeJS.ProcessEnv = process.env): boolean {
  if (platform === 'win32') return true;
  if (platform === 'darwin') return environment['SSH_CONNECTION'] === undefined;
  return isSet(environment['DISPLAY']) || isSet(environment['WAYLAND_DISPLAY']);
}

/** Asks the system to open an address in the person's browser. Where it cannot, the printed address is there. */
export function openBrowser(address: string): void {
  const [program, ...words] = opener(address);
  const child = spawn(program, words, { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}

function opener(address: string): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  // Not through cmd: it would take & for the end of the command.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  return ['xdg-open', address];
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

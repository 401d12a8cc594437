/**
 * What the window's page may load: its own files and nothing else, so that not even a mistake in it can speak to the network.
 * @param connect further places it may talk to: `ws://127.0.0.1:4321`
 */
export function contentPolicy(connect: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    // Previews come as data:, what the window draws itself as blob:.
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...connect].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

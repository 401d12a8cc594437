/** The window's own scheme: page, pictures and nothing else have this origin. */
export const scheme = 'photo';
const origin = `${scheme}://heirloom`;

export const pageAddress = `${origin}/`;

export function isOurPage(address: string): boolean {
  return address === pageAddress || address.startsWith(`${pageAddress}#`);
}

/** @returns the path as it was asked for, percent-encoded; null if the address is not ours */
export function pathIn(address: string): string | null {
  return address.startsWith(pageAddress) ? (address.slice(origin.length).split(/[?#]/, 1)[0] ?? null) : null;
}

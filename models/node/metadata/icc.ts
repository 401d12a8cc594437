/** The colour space that a profile describes ("RGB ", "GRAY", "CMYK", "Lab " ...); undefined if it is no ICC profile. */
export function profileSpace(icc: Uint8Array): string | undefined {
  if (icc.length < 132) return undefined;
  const header = Buffer.from(icc.buffer, icc.byteOffset, 128);
  return header.toString('latin1', 36, 40) === 'acsp' ? header.toString('latin1', 16, 20) : undefined;
}

/** One tag as an independent reader sees it. A rational gives two numbers. */
interface Value {
  readonly bytes: Buffer;
  readonly numbers: readonly number[];
}
type Directory = ReadonlyMap<number, Value>;

const sizes = [0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8];

/** The directories of a TIFF block by the rules of TIFF 6.0, for tests: not the reader of models/node. */
export function directories(block: Buffer): { main: Directory; exif: Directory; gps: Directory; next: number } {
  const little = block.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number => (little ? block.readUInt16LE(at) : block.readUInt16BE(at));
  const u32 = (at: number): number => (little ? block.readUInt32LE(at) : block.readUInt32BE(at));
  const read = (at: number): Directory => {
    const values = new Map<number, Value>();
    for (let i = 0; i < u16(at); i++) {
      const entry = at + 2 + 12 * i;
      const type = u16(entry + 2);
      const size = sizes[type]!;
      const count = u32(entry + 4) * (type === 5 || type === 10 ? 2 : 1);
      const start = size * count <= 4 ? entry + 8 : u32(entry + 8);
      const bytes = block.subarray(start, start + size * count);
      const whole = size === 2 || size === 4 ? count : 0;
      const numbers = Array.from({ length: whole }, (_, k) => (size === 2 ? u16(start + 2 * k) : u32(start + 4 * k)));
      values.set(u16(entry), { bytes, numbers });
    }
    return values;
  };
  const first = u32(4);
  const main = read(first);
  const follow = (tag: number): Directory => (main.has(tag) ? read(main.get(tag)!.numbers[0]!) : new Map<number, Value>());
  return { main, exif: follow(0x8769), gps: follow(0x8825), next: u32(first + 2 + 12 * main.size) };
}

/** A text up to its end mark. */
export function asciiIn(directory: Directory, tag: number): string | undefined {
  return directory.get(tag)?.bytes.toString('latin1').replace(/\0.*$/s, '');
}

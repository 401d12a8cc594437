import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../../models/checkpoint/utf8.ts';
import { Random } from '../../../models/random.ts';

test('agrees with the platform on text of every kind and length', () => {
  for (const text of ['', 'plain', '100 % %41', 'Über', '写真', '😀\u0000\n"', 'x'.repeat(20_000) + 'é']) {
    expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
    expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
  }
});

test('agrees with the platform on which random bytes are text', () => {
  const random = Random.fromSeed(2);
  const platform = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const starts = [0x41, 0x80, 0xc1, 0xc3, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff];
  let readable = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from({ length: 1 + random.integer(4) }, () => 0x70 + random.integer(0x60));
    bytes[0] = starts[random.integer(starts.length)]!;
    const ours = attempt(() => decodeUtf8(bytes));
    expect(ours, [...bytes].join()).toBe(attempt(() => platform.decode(bytes)));
    if (ours !== undefined) readable++;
  }
  expect(readable).toBeGreaterThan(1000);
  expect(readable).toBeLessThan(19_000);
});

test('half of a surrogate pair is an error', () => {
  expect(() => encodeUtf8('\ud800')).toThrow(URIError);
});

function attempt(decode: () => string): string | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** Strict: overlong forms, halves of surrogate pairs and broken sequences are errors. @throws URIError */
export function decodeUtf8(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 8192) {
    let piece = '';
    for (const byte of bytes.subarray(from, from + 8192)) {
      piece += byte < 0x80 && byte !== 0x25 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`;
    }
    pieces.push(piece);
  }
  return decodeURIComponent(pieces.join(''));
}

/** @throws URIError if the text holds half of a surrogate pair */
export function encodeUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      bytes[length++] = Number.parseInt(escaped.slice(i + 1, i + 3), 16);
      i += 2;
    } else {
      bytes[length++] = escaped.charCodeAt(i);
    }
  }
  return bytes.slice(0, length);
}

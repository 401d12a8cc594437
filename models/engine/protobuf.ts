const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/**
 * Writes one message in the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/): as much of it
 * as an ONNX file needs. Here rather than from a package, because those take longer to load than a network takes to write.
 */
export class ProtobufMessage {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  integer(field: number, value: number): this {
    return this.#append(varint(field * 8 + VARINT)).#append(value < 0 ? negativeVarint(value) : varint(value));
  }

  integers(field: number, values: readonly number[]): this {
    for (const value of values) this.integer(field, value);
    return this;
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#append(varint(field * 8 + FIXED_32)).#append(bytes);
  }

  /** The bytes are not copied before `finish`. */
  bytes(field: number, value: Uint8Array): this {
    return this.#append(varint(field * 8 + LENGTH_DELIMITED)).#append(varint(value.length)).#append(value);
  }

  /** ASCII only. */
  text(field: number, value: string): this {
    return this.bytes(field, Uint8Array.from(value, (letter) => letter.charCodeAt(0)));
  }

  texts(field: number, values: readonly string[]): this {
    for (const value of values) this.text(field, value);
    return this;
  }

  message(field: number, value: ProtobufMessage): this {
    this.#append(varint(field * 8 + LENGTH_DELIMITED)).#append(varint(value.#length));
    for (const part of value.#parts) this.#append(part);
    return this;
  }

  messages(field: number, values: readonly ProtobufMessage[]): this {
    for (const value of values) this.message(field, value);
    return this;
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #append(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }
}

/** Seven bits a byte, lowest first; the eighth says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** Negative numbers are written as 64 bits in two's complement: always ten bytes. */
function negativeVarint(value: number): Uint8Array {
  const word = BigInt.asUintN(64, BigInt(value));
  return Uint8Array.from({ length: 10 }, (_, i) => Number((word >> BigInt(7 * i)) & 127n) + (i < 9 ? 128 : 0));
}

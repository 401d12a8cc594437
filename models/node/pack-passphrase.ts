import { Decrypter, Encrypter } from 'age-encryption';
import { AppFailure } from '../failure.ts';

const mark = new TextEncoder().encode('age-encryption.org/v1');

/** Whether a file is in the age format (age-encryption.org/v1). */
export function isEncrypted(bytes: Uint8Array): boolean {
  return mark.every((byte, i) => bytes[i] === byte);
}

/** 2^16 rounds of scrypt with 64 MiB: a second here, where it runs in JavaScript, and a quarter of age's own default for each guess. */
const workFactor = 16;

/** Takes a second on purpose: so does every guess. */
export async function encryptPack(bytes: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  return encrypter.encrypt(bytes);
}

/** @throws AppFailure 'option-invalid' for another passphrase, 'checkpoint-invalid' for damage */
export async function decryptPack(bytes: Uint8Array, passphrase: string, file: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(bytes);
  } catch (cause) {
    throw new AppFailure('option-invalid', `${file} does not open with that passphrase, or is damaged: try again, or copy it again.`, { cause });
  }
}

/** A system that Heirloom is packed for, in Node's words. */
export interface Target {
  readonly platform: 'linux' | 'win32' | 'darwin';
  readonly arch: 'x64' | 'arm64';
}

/** Every one there is. Macs with Intel processors are none: ONNX Runtime no longer comes for them (docs/decisions). */
export const targets: readonly Target[] = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'linux', arch: 'arm64' },
  { platform: 'win32', arch: 'x64' },
  { platform: 'win32', arch: 'arm64' },
  { platform: 'darwin', arch: 'arm64' },
];

export function nameOf({ platform, arch }: Target): string {
  return `${platform}-${arch}`;
}

/** @param words such as `linux-x64` @throws RangeError with a sentence if it is no target */
export function targetNamed(word: string): Target {
  const found = targets.find((target) => nameOf(target) === word);
  if (found !== undefined) return found;
  const why = word === 'darwin-x64' ? ' (ONNX Runtime no longer comes for Macs with Intel processors)' : '';
  throw new RangeError(`Heirloom is not packed for ${word}${why}: name one of ${targets.map(nameOf).join(', ')}.`);
}

/** The system this runs on. */
export function thisSystem(): string {
  return `${process.platform}-${process.arch}`;
}

/** Where sharp keeps its prebuilt parts: on Windows libvips is in the same package. */
export function sharpPackages(target: Target): readonly string[] {
  const name = nameOf(target);
  return target.platform === 'win32' ? [`@img/sharp-${name}`] : [`@img/sharp-${name}`, `@img/sharp-libvips-${name}`];
}

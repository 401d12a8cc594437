import { AppFailure } from '../failure.ts';

/** What a person may ask for. */
const deviceNames = ['auto', 'cpu', 'webgpu', 'coreml', 'dml', 'cuda'] as const;
export type DeviceName = (typeof deviceNames)[number];

/** A device that must prove itself before it is trusted. */
export type Accelerator = Exclude<DeviceName, 'auto' | 'cpu'>;

/** What is known of this computer without touching a driver. */
export interface Machine {
  /** As Node names them: linux, darwin, win32; x64, arm64. */
  readonly platform: string;
  readonly arch: string;
  /** False where there is certainly no graphics device. */
  readonly graphics: boolean;
}

/** How an accelerator did beside the processor on the network it is meant for. */
export type Trial =
  | { readonly kind: 'missing' }
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'ran';
      /** Greatest difference from the processor's result, over that result's greatest value. */
      readonly error: number;
      /** A call, milliseconds. */
      readonly deviceMs: number;
      readonly processorMs: number;
    };

/** Which device is used, and a sentence for a person that says why. */
export interface Choice {
  readonly name: Exclude<DeviceName, 'auto'>;
  readonly sentence: string;
}

const titles: Record<Accelerator, string> = { webgpu: 'WebGPU', coreml: 'CoreML', dml: 'DirectML', cuda: 'CUDA' };

/** Float32 in another order is off by 1e-5 or so, half precision inside a device by 1e-2: more is a broken driver. */
const ERROR_LIMIT = 0.03;

/** @throws AppFailure 'device-unavailable' */
export function deviceNamed(name: string): DeviceName {
  const found = deviceNames.find((known) => known === name);
  if (found === undefined) throw new AppFailure('device-unavailable', `There is no device "${name}"; choose one of ${deviceNames.join(', ')}.`);
  return found;
}

/**
 * The accelerators worth a trial, best first. `auto` asks only those that take any size of batch and are in the package:
 * WebGPU everywhere, then DirectML on Windows (Microsoft no longer develops it) and, where a person has added it, CUDA first
 * on Linux. CoreML compiles anew for each shape, so that it must be asked for.
 */
export function devicesToTry(asked: DeviceName, { platform, arch, graphics }: Machine): readonly Accelerator[] {
  if (asked === 'cpu') return [];
  if (asked !== 'auto') return [asked];
  if (!graphics) return [];
  if (platform === 'win32') return ['webgpu', 'dml'];
  if (platform === 'linux' && arch === 'x64') return ['cuda', 'webgpu'];
  return ['webgpu'];
}

/**
 * Whether a tried device is to be used. A device that was asked for by name need only be right; `auto` takes it only where it
 * is also faster, because drawing by the processor can pass for a graphics card.
 * @returns undefined if not: then the next is tried, and `processor` says why none was
 */
export function accept(asked: DeviceName, tried: Accelerator, trial: Trial): Choice | undefined {
  if (trial.kind !== 'ran' || !(trial.error < ERROR_LIMIT)) return undefined;
  const times = `${trial.deviceMs.toFixed(0)} ms a call, the processor ${trial.processorMs.toFixed(0)} ms`;
  if (asked !== 'auto') return { name: tried, sentence: `Using ${titles[tried]}, as asked (${times}; the results agree).` };
  if (trial.deviceMs >= trial.processorMs) return undefined;
  return { name: tried, sentence: `Using ${titles[tried]}, the fastest device here (${times}; the results agree).` };
}

/** The processor, with the reason: what was tried and how it went. */
export function processor(asked: DeviceName, trials: readonly (readonly [Accelerator, Trial])[]): Choice {
  if (asked === 'cpu') return { name: 'cpu', sentence: 'Using the processor, as asked.' };
  if (trials.length === 0) return { name: 'cpu', sentence: 'Using the processor: this computer has no graphics device.' };
  const reasons = trials.map(([tried, trial]) => `${titles[tried]} ${reasonAgainst(trial)}`);
  return { name: 'cpu', sentence: `Using the processor: ${reasons.join('; ')}.` };
}

function reasonAgainst(trial: Trial): string {
  if (trial.kind === 'missing') return 'finds no device or driver here';
  if (trial.kind === 'stopped') return 'stopped while it was tried';
  if (!(trial.error < ERROR_LIMIT)) return 'gives wrong results here';
  return `is slower here (${trial.deviceMs.toFixed(0)} ms a call, the processor ${trial.processorMs.toFixed(0)} ms)`;
}

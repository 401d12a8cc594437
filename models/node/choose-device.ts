import { existsSync } from 'node:fs';
import { accept, type Accelerator, type Choice, deviceNamed, devicesToTry, type Machine, processor, type Trial } from '../engine/devices.ts';
import type { NetworkConfig } from '../network/config.ts';
import { startProcess } from './own-file.ts';

/** A driver may compile for long the first time; one that hangs is not waited for. */
const TRIAL_LIMIT_MS = 60_000;

/**
 * Decides where a network runs. Each accelerator worth a try runs the network in a process of its own first, so that a
 * driver that crashes, hangs, chatters or computes nonsense costs only the trial.
 * @param asked auto, cpu, webgpu, coreml, dml or cuda
 * @throws AppFailure 'device-unavailable' for any other name
 */
export async function chooseDevice(asked: string, config: NetworkConfig): Promise<Choice> {
  const name = deviceNamed(asked);
  const trials: [Accelerator, Trial][] = [];
  for (const device of devicesToTry(name, thisMachine())) {
    const trial = await tryInProcess(device, config);
    const choice = accept(name, device, trial);
    if (choice !== undefined) return choice;
    trials.push([device, trial]);
  }
  return processor(name, trials);
}

interface DeviceReport {
  readonly name: string;
  readonly callsPerSecond: number | null;
  readonly sentence: string;
}

/** How every accelerator of this computer does on a network, for a person who wonders. */
export async function measureDevices(config: NetworkConfig): Promise<readonly DeviceReport[]> {
  const reports = [];
  for (const device of devicesToTry('auto', thisMachine())) {
    const trial = await tryInProcess(device, config);
    const choice = accept(device, device, trial);
    const sentence = choice?.sentence ?? processor(device, [[device, trial]]).sentence;
    reports.push({ name: device, callsPerSecond: choice !== undefined && trial.kind === 'ran' ? 1000 / trial.deviceMs : null, sentence });
  }
  return reports;
}

function thisMachine(): Machine {
  const { platform, arch } = process;
  // Linux shows its graphics devices as files (dri: any, dxg: under Windows); elsewhere there always is one.
  const graphics = platform !== 'linux' || ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some((path) => existsSync(path));
  return { platform, arch, graphics };
}

async function tryInProcess(device: Accelerator, config: NetworkConfig): Promise<Trial> {
  const child = startProcess(new URL('./try-device-process.ts', import.meta.url), [JSON.stringify({ device, config })], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: TRIAL_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve) => {
    child.once('message', (trial) => {
      resolve(trial as Trial);
      child.kill('SIGKILL');
    });
    child.once('error', () => resolve({ kind: 'stopped' }));
    child.once('exit', () => resolve({ kind: 'stopped' }));
  });
}

import { describe, expect, it } from 'vitest';
import { accept, type Accelerator, deviceNamed, devicesToTry, processor, type Trial } from '../../../models/engine/devices.ts';
import { tryDevice } from '../../../models/engine/try-device.ts';
import { AppFailure } from '../../../models/failure.ts';
import { presets } from '../../../models/network/config.ts';

const linux = { platform: 'linux', arch: 'x64', graphics: true };

it('knows its names, and lists them to who names another', () => {
  for (const name of ['auto', 'cpu', 'webgpu', 'coreml', 'dml', 'cuda']) expect(deviceNamed(name)).toBe(name);
  for (const name of ['gpu', '', 'CPU', 'constructor']) {
    const attempt = (): unknown => deviceNamed(name);
    expect(attempt).toThrow(AppFailure);
    expect(attempt).toThrow(`There is no device "${name}"; choose one of auto, cpu, webgpu, coreml, dml, cuda.`);
    expect(attempt).toThrow(expect.objectContaining({ code: 'device-unavailable' }) as Error);
  }
});

describe('what is tried', () => {
  it('is nothing for the processor, and one device for its name', () => {
    expect(devicesToTry('cpu', linux)).toEqual([]);
    expect(devicesToTry('dml', linux)).toEqual(['dml']);
    expect(devicesToTry('webgpu', { ...linux, graphics: false })).toEqual(['webgpu']);
  });

  it('is, by itself, what this system may have', () => {
    expect(devicesToTry('auto', linux)).toEqual(['cuda', 'webgpu']);
    expect(devicesToTry('auto', { ...linux, arch: 'arm64' })).toEqual(['webgpu']);
    expect(devicesToTry('auto', { platform: 'win32', arch: 'x64', graphics: true })).toEqual(['webgpu', 'dml']);
    expect(devicesToTry('auto', { platform: 'darwin', arch: 'arm64', graphics: true })).toEqual(['webgpu']);
    expect(devicesToTry('auto', { ...linux, graphics: false })).toEqual([]);
  });
});

describe('what is trusted', () => {
  const fast: Trial = { kind: 'ran', error: 1e-4, deviceMs: 8, processorMs: 90 };
  const slow: Trial = { kind: 'ran', error: 1e-4, deviceMs: 900, processorMs: 90 };
  const wrong: Trial = { kind: 'ran', error: 0.5, deviceMs: 8, processorMs: 90 };
  const nonsense: Trial = { kind: 'ran', error: NaN, deviceMs: 8, processorMs: 90 };

  it('is a device that agrees with the processor, and by itself only a faster one', () => {
    expect(accept('auto', 'webgpu', fast)).toEqual({
      name: 'webgpu',
      sentence: 'Using WebGPU, the fastest device here (8 ms a call, the processor 90 ms; the results agree).',
    });
    expect(accept('auto', 'webgpu', slow)).toBeUndefined();
    expect(accept('webgpu', 'webgpu', slow)).toEqual({
      name: 'webgpu',
      sentence: 'Using WebGPU, as asked (900 ms a call, the processor 90 ms; the results agree).',
    });
  });

  it.each([wrong, nonsense, { kind: 'missing' }, { kind: 'stopped' }] as const)('is never %j', (trial) => {
    for (const asked of ['auto', 'webgpu'] as const) expect(accept(asked, 'webgpu', trial)).toBeUndefined();
  });

  it('else is the processor, with every reason in one sentence', () => {
    const trials: [Accelerator, Trial][] = [['cuda', { kind: 'missing' }], ['webgpu', slow]];
    expect(processor('auto', trials).sentence).toBe(
      'Using the processor: CUDA finds no device or driver here; WebGPU is slower here (900 ms a call, the processor 90 ms).',
    );
    expect(processor('webgpu', [['webgpu', nonsense]]).sentence).toBe('Using the processor: WebGPU gives wrong results here.');
    expect(processor('coreml', [['coreml', { kind: 'stopped' }]]).sentence).toBe('Using the processor: CoreML stopped while it was tried.');
    expect(processor('cpu', [])).toEqual({ name: 'cpu', sentence: 'Using the processor, as asked.' });
    expect(processor('auto', [])).toEqual({ name: 'cpu', sentence: 'Using the processor: this computer has no graphics device.' });
  });
});

describe('a trial', () => {
  let ms = 0;
  const clock = (): number => (ms += 5);

  it('of a device that is not in this package says so', async () => {
    const foreign = process.platform === 'win32' ? 'coreml' : 'dml';
    expect(await tryDevice(foreign, presets.tiny, clock)).toEqual({ kind: 'missing' });
  });

  it('of the processor beside itself finds no difference', async () => {
    expect(await tryDevice('cpu' as Accelerator, presets.tiny, clock)).toEqual({ kind: 'ran', error: 0, deviceMs: 5, processorMs: 5 });
  });
});

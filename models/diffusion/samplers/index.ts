import { ddim } from './ddim.ts';
import { ddpm } from './ddpm.ts';
import { dpmpp2m } from './dpmpp-2m.ts';
import type { Sampler } from './sampler.ts';

export type { Sampler, SamplerStep } from './sampler.ts';

export type SamplerName = 'ddpm' | 'ddim' | 'dpmpp-2m';

/** Every sampler by the name a person types. */
export const samplers: Readonly<Record<SamplerName, Sampler>> = { ddpm, ddim, 'dpmpp-2m': dpmpp2m };

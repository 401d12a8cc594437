/**
 * The y0 estimate for a noisy picture y_t at level gamma: [C*H*W] planar (or any layout its maker knows), the same
 * length as yt, which it must not change. Task, condition, network and prediction kind are already inside: to a sampler
 * a model is only this function.
 */
export type Denoiser = (yt: Float32Array, gamma: number) => Promise<Float32Array>;

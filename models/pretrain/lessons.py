"""Lines 2 to 4 of Algorithm 1 for many photos at once, as models/training/batch.ts: (x, y0) ~ p(x, y), gamma, eps ~ N(0, I).

Chance that fits into a few numbers a picture is drawn on the processor (`draw_chance`), pixels are made on the device
(`make_lesson`), with Gaussian noise from torch's default generator: the same on any number of devices.
"""

import numpy as np
import torch

from .damage import TASKS
from .photos import crop, draw_places


def draw_chance(plan, stage, loaded, numbers, rng):
    """Everything `make_lesson` needs to know of each of these photos: name -> array of as many rows."""
    n = len(numbers)
    gamma = draw_gamma(plan.gammas, n, rng)
    damage = TASKS[plan.task].draw(rng, n, stage.side)
    if plan.never_aged:
        damage['aged'][:] = False
    return {
        'place': draw_places(loaded, numbers, plan.recipe.smallest_crop, rng),
        'gamma': gamma.astype(np.float32),
        'signal': np.sqrt(gamma).astype(np.float32),
        'noise': np.sqrt(1 - gamma).astype(np.float32),
        'share': (loss_weight(plan.recipe.weighting, plan.prediction, gamma) / stage.batch).astype(np.float32),
        **damage,
    }


def draw_gamma(gammas, n, rng):
    """t ~ U{1..T}, then gamma ~ U(gamma_t, gamma_(t-1)): models/diffusion/schedule.ts."""
    t = rng.integers(1, len(gammas), n)
    return rng.uniform(gammas[t], gammas[t - 1])


def loss_weight(weighting, prediction, gamma):
    """models/diffusion/prediction.ts, lossWeight."""
    if weighting == 'uniform':
        return np.ones_like(gamma)
    with np.errstate(divide='ignore'):
        snr = gamma / (1 - gamma)
    return {'eps': np.minimum(1, 5 / snr), 'v': np.minimum(gamma, 5 * (1 - gamma)), 'y0': np.minimum(snr, 5) + 0.5}[prediction]


def make_lesson(rgb, chance, task, prediction, reach, side):
    """What the network is fed and what it should have said: x, yt, target [n,3,side,side], gamma [n,1], weight for each pixel's loss."""
    x, y0, hole = TASKS[task].apply(crop(rgb, chance['place'], reach, side), chance)
    signal, noise, share = (chance[name][:, None, None, None] for name in ('signal', 'noise', 'share'))
    eps = torch.randn_like(y0)
    yt = signal * y0 + noise * eps
    if hole is None:
        weight = share / (3 * side**2)
    else:
        # The network sees the known pixels clean and is judged inside the hole only.
        yt = torch.where(hole == 0, y0, yt)
        weight = hole * (share / (3 * hole.sum((1, 2, 3), keepdim=True)))
    target = {'eps': eps, 'v': signal * eps - noise * y0, 'y0': y0}[prediction]
    return {'x': x, 'yt': yt, 'gamma': chance['gamma'][:, None], 'target': target, 'weight': weight}


def to_device(chance, device):
    """Through page-locked memory, so that the processor need not wait for the device."""
    tensors = {name: torch.from_numpy(np.ascontiguousarray(values)) for name, values in chance.items()}
    if device.type == 'cuda':
        tensors = {name: tensor.pin_memory() for name, tensor in tensors.items()}
    return {name: tensor.to(device, non_blocking=True) for name, tensor in tensors.items()}

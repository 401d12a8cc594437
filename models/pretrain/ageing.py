"""What models/tasks/aged.ts does to the light of a photo, for many at once: chance drawn by `draw`, pixels changed by `apply`."""

import numpy as np
import torch
import torch.nn.functional as F

from . import jpeg

REACH = 5  # models/photo/gaussian-blur.ts
MARKS = 8


def draw(rng, n, side):
    """A soft lens, grain, fading, dust and scratches, a JPEG: fading always, the others now and then."""
    low = rng.uniform(-0.08, 0.18, n)
    curve = [low, rng.uniform(0.82, 1.08, n) - low, np.exp(rng.uniform(-0.5, 0.5, n))]
    blur = np.where(rng.random(n) < 0.4, rng.uniform(0.4, 1.4, n), 0)
    grain = np.where(rng.random(n) < 0.5, rng.uniform(0.02, 0.12, n), 0)
    quality = 30 + rng.integers(0, 61, n)
    return {
        'blur': blur.astype(np.float32),
        'grain': np.stack([grain, rng.uniform(0.4, 1, n)], 1).astype(np.float32),
        'curve': np.stack(curve, 1).astype(np.float32),
        'marks': draw_marks(rng, n, side),
        'compressed': rng.random(n) < 0.3,
        'tables': jpeg.tables(quality),
    }


def draw_marks(rng, n, side):
    """[n, MARKS, 7]: from x, y by dx, dy, radius, all in pixels; tone; opacity, 0 = no mark."""
    shape = (n, MARKS)
    x, y = rng.uniform(0, side, (2, *shape))
    length = side * np.where(rng.random(shape) < 0.5, rng.uniform(0, 0.03, shape), rng.uniform(0.1, 0.8, shape))
    angle = rng.uniform(0, 2 * np.pi, shape)
    count = np.where(rng.random(n) < 0.3, 1 + rng.integers(0, MARKS, n), 0)
    opacity = np.where(np.arange(MARKS) < count[:, None], rng.uniform(0.4, 1, shape), 0)
    tone = np.where(rng.random(shape) < 0.5, -1, 1)
    radius = side * rng.uniform(0.002, 0.008, shape)
    return np.stack([x, y, length * np.cos(angle), length * np.sin(angle), radius, tone, opacity], 2).astype(np.float32)


def apply(light, chance):
    """[n, 1, s, s] in [-1, 1], s a multiple of 16 -> the same, aged."""
    light = blurred(light, chance['blur'])
    light = grained(light, *chance['grain'].T)
    light = faded(light, chance['curve'])
    light = scratched(light, chance['marks'])
    saved = jpeg.jpeg_damage(light.expand(-1, 3, -1, -1), chance['tables'])[:, :1]
    return torch.where(chance['compressed'][:, None, None, None], saved, light)


def taps_of(sigma):
    """[n] in pixels -> [n, 2 * REACH + 1], sum 1; sigma 0 = the middle alone."""
    place = torch.arange(-REACH, REACH + 1, device=sigma.device)
    bell = torch.exp(-(place**2) / (2 * sigma.clamp(min=1e-3)[:, None] ** 2))
    return bell / bell.sum(1, keepdim=True)


def blurred(light, sigma):
    n, taps = len(light), taps_of(sigma)
    planes = F.pad(light, (REACH,) * 4, mode='replicate').transpose(0, 1)
    planes = F.conv2d(planes, taps.view(n, 1, 1, -1), groups=n)
    return F.conv2d(planes, taps.view(n, 1, -1, 1), groups=n).transpose(0, 1)


def grained(light, amplitude, clump):
    scale = amplitude / taps_of(clump).square().sum(1)
    noise = blurred(torch.randn_like(light), clump)
    return light + scale[:, None, None, None] * (1 - 0.7 * light * light) * noise


def faded(light, curve):
    low, span, k = curve.T.reshape(3, -1, 1, 1, 1)
    v = ((light + 1) / 2).clamp(0, 1)
    return 2 * (low + span * v / (v + k * (1 - v))).clamp(0, 1) - 1


def scratched(light, marks):
    """One mark after another, so that what lies on top covers."""
    place = torch.arange(light.shape[-1], device=light.device) + 0.5
    for mark in marks.unbind(1):
        x, y, dx, dy, radius, tone, opacity = mark.T.reshape(7, -1, 1, 1)
        px, py = place - x, place[:, None] - y
        t = ((px * dx + py * dy) / (dx * dx + dy * dy).clamp(min=1e-6)).clamp(0, 1)
        outside = torch.hypot(px - t * dx, py - t * dy) - radius
        covered = opacity * (0.5 - outside).clamp(0, 1)
        light = light + covered[:, None] * (tone[:, None] - light)
    return light

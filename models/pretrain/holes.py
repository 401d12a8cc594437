"""The shapes of damage of models/photo/holes.ts, for many pictures at once: drawn on the processor, painted on the device."""

import math

import numpy as np
import torch

# Strokes of 4 to 12 bends follow one another until the area is covered; so many bends are always enough.
BENDS = 160

# Of a bend with its round ends, in shares of the picture's side: `strokes` draws none longer.
LONGEST = 0.2 + 2 * 0.06


def round_half_up(value):
    return np.floor(value + 0.5).astype(np.int64)


def centre_square(rng, n, size):
    """[n, 4] x, y, right, bottom: 20 to 30 % of the area, its centre within a tenth of the size from the picture's."""
    side = round_half_up(size * np.sqrt(rng.uniform(0.2, 0.3, n)))
    x, y = round_half_up((size - side) / 2 + rng.uniform(-0.1, 0.1, (2, n)) * size)
    return np.stack([x, y, x + side, y + side], 1)


def rectangle(rng, n, size):
    """[n, 4]: 10 to 40 % of the area, up to twice as long as wide, anywhere."""
    root = size * np.sqrt(rng.uniform(0.11, 0.39, n))
    stretch = np.sqrt(2) ** rng.uniform(-1, 1, n)
    width, height = round_half_up(root * stretch), round_half_up(root / stretch)
    x, y = rng.integers(0, size - width + 1), rng.integers(0, size - height + 1)
    return np.stack([x, y, x + width, y + height], 1)


def known_part(rng, n, size):
    """[n, 4]: what uncropping leaves: 50 to 80 % of the area, beside one lost side or, half of the time, within all four."""
    covered = rng.uniform(0.2, 0.5, n)
    side = rng.integers(0, 8, n)
    depth = round_half_up(covered * size)
    whole, none = np.full(n, size), np.zeros(n, np.int64)
    kept = round_half_up(size * np.sqrt(1 - covered))
    x, y = round_half_up((size - kept) * rng.uniform(0.3, 0.7, (2, n)))
    choices = [(none, depth, whole, whole), (none, none, whole, size - depth), (depth, none, whole, whole), (none, none, size - depth, whole)]
    return np.select([(side == i)[:, None] for i in range(4)], [np.stack(c, 1) for c in choices], np.stack([x, y, x + kept, y + kept], 1))


def strokes(rng, n):
    """Brush strokes that wander: [n, BENDS, 5] from x, y to x, y and the radius, in shares of the picture's side."""
    u = rng.random((BENDS, 8, n), np.float32)
    bends = np.empty((BENDS, 5, n), np.float32)
    left = np.zeros(n, np.int64)
    x, y, angle, radius = np.zeros((4, n), np.float32)
    for i in range(BENDS):
        fresh = left == 0
        left = np.where(fresh, 4 + (u[i, 0] * 9).astype(np.int64), left) - 1
        radius = np.where(fresh, 0.02 + 0.04 * u[i, 1], radius)
        x, y = np.where(fresh, u[i, 2:4], (x, y))
        angle = np.where(fresh, 2 * np.pi * u[i, 4], angle) + (2.4 * u[i, 5] - 1.2)
        length = 0.05 + 0.15 * u[i, 6]
        to = np.stack([x + length * np.cos(angle), y + length * np.sin(angle)])
        bends[i] = x, y, *to, radius
        # A stroke that leaves the picture turns back at the border.
        x, y = to.clip(0, 1)
        angle = angle + np.where((to != (x, y)).any(0), np.pi / 2, 0)
    return bends.transpose(2, 0, 1)


def paint_rectangles(corners, size):
    """[n, 4] -> [n, 1, size, size] of 0 and 1."""
    x, y, right, bottom = corners.T.reshape(4, -1, 1, 1)
    line = torch.arange(size, device=corners.device)
    down = line[:, None]
    return ((line >= x) & (line < right) & (down >= y) & (down < bottom)).float()[:, None]


def paint_strokes(bends, target, size):
    """[n, BENDS, 5], target [n] in pixels -> [n, 1, size, size]: bends are painted in order until so many pixels are covered."""
    x, y, to_x, to_y, radius = bends.permute(2, 0, 1)[..., None, None]
    dx, dy = to_x - x, to_y - y
    # A bend is looked for in a window around it only.
    window = min(size, math.ceil(LONGEST * size) + 2)
    line = torch.arange(window, device=bends.device)
    column, row = (
        ((torch.minimum(start, end) - radius) * size - 1).floor().long().clamp(0, size - window) + along
        for start, end, along in ((x, to_x, line), (y, to_y, line[:, None]))
    )
    px, py = (column + 0.5) / size - x, (row + 0.5) / size - y
    t = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0, 1)
    covered = (px - t * dx) ** 2 + (py - t * dy) ** 2 <= radius**2
    number = torch.arange(BENDS, device=bends.device)[:, None, None]
    # The bend that reaches a pixel first.
    first = torch.full((len(bends), size * size), BENDS, device=bends.device)
    first = first.scatter_reduce(1, (row * size + column).flatten(1), torch.where(covered, number, BENDS).flatten(1), 'amin')
    reached = torch.zeros(len(bends), BENDS + 1, device=bends.device)
    reached = reached.scatter_add(1, first, torch.ones_like(first, dtype=torch.float32))
    enough = (reached.cumsum(1) < target[:, None]).sum(1)  # the first bend after which the target is met
    return (first <= enough.clamp(max=BENDS - 1)[:, None]).float().view(-1, 1, size, size)

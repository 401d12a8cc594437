"""JPEG damage as models/photo/jpeg-damage.ts, for many pictures at once. Its cosine transform is libjpeg's in real numbers, so
here and there a coefficient that lies between two steps is rounded the other way: a difference that no network can see."""

import math

import numpy as np
import torch
import torch.nn.functional as F

# ITU T.81 annex K.1, tables K.1 (luminance) and K.2 (chrominance).
LUMA = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
]
CHROMA = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
] + [99] * 32


def tables(quality):
    """libjpeg's tables for whole qualities [n]: [n, 2, 8, 8], light and colour."""
    percent = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)[:, None, None, None]
    base = np.array([LUMA, CHROMA]).reshape(1, 2, 8, 8)
    return ((base * percent + 50) // 100).clip(1, 255).astype(np.float32)


def jpeg_damage(photo, steps):
    """[n, 3, s, s] in [-1, 1], s a multiple of 16, steps [n, 2, 8, 8] -> the same after saving and opening: 4:2:0, colour interpolated."""
    r, g, b = ((photo + 1) * 127.5).round().clamp(0, 255).unbind(1)
    y = (0.299 * r + 0.587 * g + 0.114 * b).round() - 128
    cb = (-0.168736 * r - 0.331264 * g + 0.5 * b).round()
    cr = (0.5 * r - 0.418688 * g - 0.081312 * b).round()
    y = through_blocks(y, steps[:, 0])
    cb, cr = (doubled(through_blocks(halved(plane), steps[:, 1])) for plane in (cb, cr))
    r = y + 128 + (1.402 * cr).round()
    g = y + 128 + (-0.344136 * cb - 0.714136 * cr).round()
    b = y + 128 + (1.772 * cb).round()
    return torch.stack([r, g, b], 1).clamp(0, 255) / 127.5 - 1


def through_blocks(plane, steps):
    """[n, h, w]: each 8x8 block transformed, rounded to whole steps [n, 8, 8], and back."""
    n, h, w = plane.shape
    k = torch.arange(8, device=plane.device)[:, None]
    basis = torch.cos((2 * torch.arange(8, device=plane.device) + 1) * k * (math.pi / 16)) / 2
    basis = torch.where(k == 0, math.sqrt(1 / 8), basis)
    step = steps[:, None, None]
    blocks = plane.reshape(n, h // 8, 8, w // 8, 8).transpose(2, 3)
    coefficients = basis @ blocks @ basis.T
    coefficients = torch.sign(coefficients) * torch.floor(coefficients.abs() / step + 0.5) * step
    return (basis.T @ coefficients @ basis).round().clamp(-128, 127).transpose(2, 3).reshape(n, h, w)


def halved(plane):
    """Means of 2x2, rounded down and up in turn."""
    sums = F.avg_pool2d(plane[:, None], 2, divisor_override=1)[:, 0]
    return torch.floor((sums + 1 + torch.arange(sums.shape[2], device=plane.device) % 2) / 4)


def doubled(plane):
    """3/4 of the nearer and 1/4 of the farther sample in both directions, rounded as libjpeg does."""
    padded = F.pad(plane[:, None], (1, 1, 1, 1), mode='replicate')[:, 0]
    upper, here, lower = padded[:, :-2], padded[:, 1:-1], padded[:, 2:]
    rows = torch.stack([3 * here + upper, 3 * here + lower], 2).flatten(1, 2)  # [n, 2h, w + 2]
    left, middle, right = rows[:, :, :-2], rows[:, :, 1:-1], rows[:, :, 2:]
    return torch.floor(torch.stack([3 * middle + left + 8, 3 * middle + right + 7], 3).flatten(2) / 16)

"""The photos of a subset on the device, and random squares of them."""

from typing import NamedTuple

import numpy as np
import torch

from .photo_cache import open_cache


class Photos:
    """D: the photos of several sources; one that is named twice counts twice. Opened, not yet in memory."""

    def __init__(self, data, names, say=print):
        caches = {name: open_cache(data, name, say) for name in dict.fromkeys(names)}
        self.caches = list(caches.values())
        parts = [(list(caches).index(name), caches[name]) for name in names]
        self.source = np.concatenate([np.full(len(cache.sizes), i) for i, cache in parts])
        self.sizes = np.concatenate([cache.sizes for _, cache in parts])
        self.starts = np.concatenate([starts_of(cache.sizes) for _, cache in parts])
        # Every crop is cut from a square of this side, so that batches have one shape.
        self.reach = int(self.sizes.min(1).max())

    def __len__(self):
        return len(self.sizes)

    def load(self, numbers, device):
        """Copies the photos of these numbers to the device, and no others."""
        keys = np.unique(np.stack([self.source[numbers], self.starts[numbers]], 1), axis=0, return_index=True)
        chosen = np.asarray(numbers)[np.sort(keys[1])]
        lengths = self.sizes[chosen].prod(1) * 3
        rgb = np.empty(lengths.sum(), np.uint8)
        there = {}
        for number, length, at in zip(chosen, lengths, np.cumsum(lengths) - lengths, strict=True):
            start = self.starts[number]
            rgb[at:at + length] = self.caches[self.source[number]].rgb[start:start + length]
            there[self.source[number], start] = at
        offsets = np.full(len(self), -1, np.int64)
        for number in numbers:
            offsets[number] = there[self.source[number], self.starts[number]]
        return Loaded(torch.from_numpy(rgb).to(device), offsets, self.sizes, self.reach)


class Loaded(NamedTuple):
    rgb: torch.Tensor  # uint8, photo after photo, on the device
    offsets: np.ndarray  # of photo number i in `rgb`; -1 = not loaded
    sizes: np.ndarray
    reach: int


def starts_of(sizes):
    lengths = sizes.prod(1) * 3
    return np.cumsum(lengths) - lengths


def draw_places(loaded, numbers, smallest_crop, rng):
    """Random squares as models/training/batch.ts draws them: [n, 6] offset, width, x, y, side of the crop, mirrored."""
    width, height = loaded.sizes[numbers].T
    kept = np.floor(np.minimum(width, height) * rng.uniform(smallest_crop, 1, len(numbers)) + 0.5).astype(np.int64)
    x = rng.integers(0, width - kept + 1)
    y = rng.integers(0, height - kept + 1)
    return np.stack([loaded.offsets[numbers], width, x, y, kept, rng.integers(0, 2, len(numbers))], 1)


def crop(rgb, places, reach, side):
    """The squares at the network's side: [n, 3, side, side] in [-1, 1]. x counts in the mirrored photo, as in TypeScript."""
    if not rgb.is_cuda:
        return torch.stack([crop_one(rgb, place, side) for place in places.tolist()])
    # A GPU cuts them all at once, each out of `reach` pixels.
    offset, width, x, y, kept, mirrored = places.T.reshape(6, -1, 1)
    line = torch.arange(reach, device=rgb.device)
    inside = torch.minimum(line, kept - 1)
    column = torch.where(mirrored == 1, width - 1 - (x + inside), x + inside)
    row = offset + (y + inside) * width * 3
    index = row[:, None, :, None] + 3 * column[:, None, None, :] + torch.arange(3, device=rgb.device)[:, None, None]
    square = rgb[index].float() / 127.5 - 1
    taps = resampling(kept, reach, side)
    return (taps[:, None] @ square @ taps[:, None].mT).clamp(-1, 1)


def crop_one(rgb, place, side):
    offset, width, x, y, kept, mirrored = place
    left = width - x - kept if mirrored else x
    square = rgb.as_strided((3, kept, kept), (1, 3 * width, 3), offset + 3 * (y * width + left)).float() / 127.5 - 1
    taps = resampling(torch.tensor([[kept]]), kept, side)[0]
    return (taps @ (square.flip(2) if mirrored else square) @ taps.T).clamp(-1, 1)


def resampling(kept, reach, side):
    """[n, side, reach]: models/photo/resize.ts (Catmull-Rom, widened when shrinking) from `kept` [n, 1] pixels to `side`."""
    kept = kept.float()[:, :, None]
    to = torch.arange(side, device=kept.device)[:, None]
    line = torch.arange(reach, device=kept.device)
    d = ((line + 0.5) - (to + 0.5) * (kept / side)).abs() / (kept / side).clamp(min=1)
    near = (1.5 * d - 2.5) * d * d + 1
    far = ((-0.5 * d + 2.5) * d - 4) * d + 2
    weights = torch.where(d < 1, near, torch.where(d < 2, far, 0.0)) * (line < kept)
    return weights / weights.sum(2, keepdim=True)

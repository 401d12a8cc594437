"""What each task does to a photo to learn from it, as models/tasks/*.ts: chance is drawn by `draw`, pixels are changed by `apply`."""

from typing import Callable, NamedTuple

import numpy as np
import torch

from . import ageing, holes, jpeg


class Task(NamedTuple):
    draw: Callable  # (rng, n, side) -> name: array of n rows
    apply: Callable  # (y0 [n,3,s,s], those as tensors) -> x, y0, hole [n,1,s,s] or None


def draw_inpaint(rng, n, side):
    """Half of the time the study's square, else Palette's rectangles and free-form strokes, evenly (as even as n allows)."""
    kinds = (rng.permutation(n) + rng.integers(4)) % 4
    corners = np.where((kinds == 2)[:, None], holes.rectangle(rng, n, side), holes.centre_square(rng, n, side))
    free = np.flatnonzero(kinds == 3)
    area = rng.uniform(0.11, 0.36, len(free)).astype(np.float32) * side**2
    return {'corners': corners, 'free': free, 'strokes': holes.strokes(rng, len(free)), 'area': area}


def inpaint(y0, chance):
    side = y0.shape[-1]
    hole = holes.paint_rectangles(chance['corners'], side)
    hole = hole.index_put((chance['free'],), holes.paint_strokes(chance['strokes'], chance['area'], side))
    return with_hole_noise(y0, hole), y0, hole


def draw_uncrop(rng, n, side):
    return {'corners': holes.known_part(rng, n, side)}


def uncrop(y0, chance):
    hole = 1 - holes.paint_rectangles(chance['corners'], y0.shape[-1])
    return with_hole_noise(y0, hole), y0, hole


def with_hole_noise(y0, hole):
    """Palette fills what is missing with Gaussian noise (section 4.2)."""
    return torch.where(hole == 1, torch.randn_like(y0), y0)


def draw_colorize(rng, n, side):
    """Every other grey is aged: models/tasks/aged.ts."""
    return {'aged': rng.random(n) >= 0.5, **ageing.draw(rng, n, side)}


def colorize(y0, chance):
    grey = luma(y0)
    aged = chance['aged'][:, None, None, None]
    light = torch.where(aged, ageing.apply(grey, chance), grey)
    return light.expand_as(y0), torch.where(aged, with_light(y0, light), y0), None


def luma(y0):
    r, g, b = y0.split(1, 1)
    return 0.299 * r + 0.587 * g + 0.114 * b


def with_light(y0, light):
    """models/photo/colour.ts, mergeLumaChroma: the same chroma on this light, paler where [-1, 1] cannot hold it."""
    kept = torch.ones_like(light)
    tint = y0 - luma(y0)
    for colour in tint.flip(1).split(1, 1):
        value = light + kept * colour
        safe = torch.where(colour == 0, 1, colour)
        most = torch.where(value > 1, (1 - light) / safe, torch.where(value < -1, (-1 - light) / safe, kept)).clamp(min=0)
        kept = torch.minimum(kept, most)
    return light + kept * tint


def draw_jpeg(rng, n, side):
    """Palette's qualities: 5 to 30."""
    return {'steps': jpeg.tables(5 + rng.integers(0, 26, n))}


def clean_jpeg(y0, chance):
    return jpeg.jpeg_damage(y0, chance['steps']), y0, None


TASKS = {
    'inpaint': Task(draw_inpaint, inpaint),
    'colorize': Task(draw_colorize, colorize),
    'uncrop': Task(draw_uncrop, uncrop),
    'jpeg': Task(draw_jpeg, clean_jpeg),
}

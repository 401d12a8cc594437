"""python parity.py <folder>: computes in PyTorch what parity.test.ts computed in TypeScript, from the same numbers.

Reads plan.json and feeds.safetensors, writes results.safetensors.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

sys.path.insert(0, str(Path(__file__).parents[3]))
from models.pretrain import damage, holes, jpeg, lessons, photos  # noqa: E402
from models.pretrain.descent import Descent, Weights  # noqa: E402
from models.pretrain.plan import read_plan  # noqa: E402

DRAWS = 600

torch.set_num_threads(1)
folder = Path(sys.argv[1])
plan = read_plan(folder / 'plan.json')
feeds = load_file(folder / 'feeds.safetensors')
results = {}


def steps():
    """The network's prediction, then one step of Algorithm 1 for each batch in the file."""
    weights = Weights(plan.parameters, torch.device('cpu'))
    weights.begin(plan.initial_values())
    descent = Descent(plan, weights, torch.float32, None)
    descent.use_network(folder / plan.stages[0].network)
    descent.network.eval()  # without dropout
    names = ('x', 'yt', 'gamma', 'target', 'weight')
    with torch.no_grad():
        first = [feeds[f'{name}.0'] for name in names[:3]]
        results['f'] = descent.network(*first)
        short = Descent(plan, weights, torch.bfloat16, None)
        short.use_network(folder / plan.stages[0].network)
        short.network.eval()
        results['f.bfloat16'] = short.network(*first)
    for step in (1, 2, 3):
        batch = {name: feeds[f'{name}.{step - 1}'] for name in names}
        # In two micro-batches, whose gradients add up.
        parts = [{name: tensor[half::2] for name, tensor in batch.items()} for half in (0, 1)]
        descent.descend(parts, step, plan.stages[0].learning_rate)
        results[f'loss.{step}'] = torch.tensor([descent.take_loss()])
        for part in weights.PARTS:
            for name, view in weights.view(getattr(weights, part)).items():
                results[f'{part}.{step}/{name}'] = view.clone()


def pictures():
    """Squares cut from one photo; the same photo after JPEG; its colours on another light."""
    photo = feeds['photo']
    rgb = photo.to(torch.uint8).flatten()
    places = feeds['places'].to(torch.int64)
    for side in (24, 64):
        results[f'crops.{side}'] = photos.crop(rgb, places, min(photo.shape[:2]), side)
    planar = (photo / 127.5 - 1).permute(2, 0, 1)[None, :, :48, :64]
    qualities = feeds['qualities'].to(torch.int64).numpy()
    results['jpeg'] = jpeg.jpeg_damage(planar.expand(len(qualities), -1, -1, -1), torch.from_numpy(jpeg.tables(qualities)))
    results['lit'] = damage.with_light(planar, feeds['light'])


def distributions():
    """What is drawn at random, so often that TypeScript can compare how it is spread."""
    rng, size = np.random.default_rng(1), 64
    shapes = {
        'centreSquare': holes.paint_rectangles(torch.from_numpy(holes.centre_square(rng, DRAWS, size)), size),
        'rectangle': holes.paint_rectangles(torch.from_numpy(holes.rectangle(rng, DRAWS, size)), size),
        'side': 1 - holes.paint_rectangles(torch.from_numpy(holes.known_part(rng, DRAWS, size)), size),
        'freeForm': torch.cat([free_form(rng, 50, size) for _ in range(DRAWS // 50)]),
    }
    for name, masks in shapes.items():
        results[f'area/{name}'] = masks.mean((1, 2, 3))
        results[f'where/{name}'] = masks.mean((0, 1)).reshape(8, 8, 8, 8).mean((1, 3))
    results['gamma'] = torch.from_numpy(lessons.draw_gamma(plan.gammas, 4000, rng)).float()
    ages(rng)
    levels = feeds['levels'].double().numpy()
    for weighting in ('uniform', 'min-snr'):
        for prediction in ('eps', 'v', 'y0'):
            results[f'weight/{weighting}/{prediction}'] = torch.from_numpy(lessons.loss_weight(weighting, prediction, levels)).float()


def ages(rng):
    """Of an aged edge: the mean, how much neighbours in the light half differ, the step at the edge, the extremes."""
    edge = torch.full((DRAWS, 3, 32, 32), -0.3)
    edge[..., 16:] = 0.4
    chance = {name: torch.from_numpy(values) for name, values in damage.draw_colorize(rng, DRAWS, 32).items()}
    torch.manual_seed(4)
    x = damage.colorize(edge, chance)[0][:, 0]
    signs = {
        'middle': x.mean((1, 2)),
        'rough': x[:, :, 24:].diff(dim=2).abs().mean((1, 2)),
        'steep': (x[:, :, 16] - x[:, :, 15]).mean(1),
        'darkest': x.amin((1, 2)),
        'lightest': x.amax((1, 2)),
    }
    results.update({f'age/{name}': values for name, values in signs.items()})


def free_form(rng, n, size):
    area = rng.uniform(0.11, 0.36, n).astype(np.float32) * size**2
    return holes.paint_strokes(torch.from_numpy(holes.strokes(rng, n)), torch.from_numpy(area), size)


def whole_lesson():
    """A lesson of each task from the photo: what is known stays, and y_t, target and weights fit together."""
    photo = feeds['photo']
    height, width = photo.shape[:2]
    sizes = np.array([[width, height]])
    loaded = photos.Loaded(photo.to(torch.uint8).flatten(), np.zeros(1, np.int64), sizes, min(width, height))
    stage = plan.stages[0]
    for task in damage.TASKS:
        for prediction in ('eps', 'v', 'y0'):
            chosen = type(plan)(**{**vars(plan), 'task': task, 'prediction': prediction})
            chance = lessons.draw_chance(chosen, stage, loaded, np.zeros(stage.batch, np.int64), np.random.default_rng(5))
            torch.manual_seed(3)
            chance = lessons.to_device(chance, torch.device('cpu'))
            lesson = lessons.make_lesson(loaded.rgb, chance, task, prediction, loaded.reach, stage.side)
            for name, tensor in lesson.items():
                results[f'lesson/{task}/{prediction}/{name}'] = tensor.expand(stage.batch, *tensor.shape[1:])


steps()
pictures()
distributions()
whole_lesson()
save_file({name: tensor.contiguous() for name, tensor in results.items()}, folder / 'results.safetensors')

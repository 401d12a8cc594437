"""What `heirloom export-pretrain` wrote: plan.json and, beside it, the network at each side as ONNX."""

import hashlib
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from .refusal import Refusal


@dataclass(frozen=True)
class Stage:
    """A stretch of training; it ends after `steps` or `minutes`, whichever comes first. The next goes on from its weights."""

    side: int
    network: str  # the ONNX file of this side
    flop: float  # of one forward pass of one picture
    data: list[str]
    batch: int
    subsets: int  # N of Algorithm 2
    epochs_per_subset: int  # E of Algorithm 2
    learning_rate: float
    final_learning_rate: float  # reached linearly at the stage's end
    steps: int | None = None
    minutes: float | None = None

    def progress(self, steps, seconds):
        """Share of the stage that is done; 1 and more = it is over."""
        by_steps = steps / self.steps if self.steps else 0
        by_time = seconds / 60 / self.minutes if self.minutes else 0
        return max(by_steps, by_time)


@dataclass(frozen=True)
class Recipe:
    """As models/training/recipe.ts has it."""

    loss: str
    weighting: str
    warm_up_steps: int
    ema_decay: float
    gradient_clip: float
    smallest_crop: float
    seed: int
    perceptual: float = 0.0  # weight of the perceptual loss; it is defined for y0-prediction


@dataclass(frozen=True)
class Plan:
    folder: Path
    task: str
    prediction: str
    gammas: np.ndarray  # [T + 1], 1 = clean first
    recipe: Recipe
    parameters: list[dict]  # name, shape, initial: in the order of the graph
    initial: str | None  # weights to begin with
    stages: list[Stage]
    parent: dict | None
    manifest: dict  # all that is known of the finished model's manifest before training
    eye: str | None = None  # the ONNX file of the network that the perceptual loss sees with
    never_aged: bool = False  # an experiment's wish: greys are coloured as they are (ageing_trial.py)

    def signature(self):
        """Of what a run cannot change while it goes on; stages and recipe it may."""
        fixed = [self.task, self.prediction, self.gammas.tolist(), self.parameters]
        return hashlib.sha256(json.dumps(fixed).encode()).hexdigest()

    def initial_values(self):
        """Name -> float32 values: the parent's, or drawn as models/network/initial.ts says."""
        if self.initial is not None:
            return {name: values.astype(np.float32) for name, values in load_file(self.folder / self.initial).items()}
        rng = np.random.default_rng([self.recipe.seed, 2**32])
        return {p['name']: initial_value(p['shape'], p['initial'], rng) for p in self.parameters}


def read_plan(path):
    try:
        data = json.loads(Path(path).read_text())
    except (OSError, ValueError) as error:
        raise Refusal(f'{path} cannot be read as a plan ({error}): make one with `heirloom export-pretrain`.') from error
    if data.pop('format', None) != 1:
        raise Refusal(f'{path} is no plan of this version of Heirloom: make one with `heirloom export-pretrain`.')
    try:
        recipe = Recipe(**snake(data.pop('recipe')))
        stages = [Stage(**snake(stage)) for stage in data.pop('stages')]
        gammas = np.array(data.pop('gammas'), np.float64)
        return Plan(folder=Path(path).parent, recipe=recipe, stages=stages, gammas=gammas, **data)
    except (KeyError, TypeError) as error:
        raise Refusal(f'{path} is damaged or of another version ({error}): make it anew with `heirloom export-pretrain`.') from error


def snake(record):
    return {re.sub('([A-Z])', lambda letter: f'_{letter[0].lower()}', name): value for name, value in record.items()}


def initial_value(shape, initial, rng):
    if initial['kind'] == 'fan':
        bound = math.sqrt(1 / initial['fanIn'])
        return rng.uniform(-bound, bound, shape).astype(np.float32)
    return np.full(shape, 1 if initial['kind'] == 'ones' else 0, np.float32)

"""Algorithm 2 of the study, as models/training/incremental.ts: what step k trains on, as a pure function of k."""

from typing import NamedTuple

import numpy as np

from .refusal import Refusal


class Draw(NamedTuple):
    subset: int
    epoch: int
    photos: np.ndarray


class IncrementalPlan:
    """D is shuffled once and divided into N subsets; E epochs on each in turn, for as long as training goes on."""

    def __init__(self, photos, subsets, epochs_per_subset, batch, seed):
        self.size = photos // subsets
        if self.size < batch:
            raise Refusal(
                f'{photos} photos in {subsets} subsets leave {self.size} each, fewer than a batch of {batch}: '
                'bring more photos, or plan fewer subsets or a smaller batch.'
            )
        self.subsets, self.epochs, self.batch, self.seed = subsets, epochs_per_subset, batch, seed
        self.order = np.random.default_rng([seed, 0]).permutation(photos)
        self.steps_per_epoch = self.size // batch
        self._shuffled = (-1, None)

    def subset(self, i):
        return self.order[i * self.size:(i + 1) * self.size]

    def draw(self, step):
        epochs, place = divmod(step, self.steps_per_epoch)
        session, epoch = divmod(epochs, self.epochs)
        rounds, i = divmod(session, self.subsets)
        if self._shuffled[0] != epochs:
            self._shuffled = (epochs, np.random.default_rng([self.seed, 1 + epochs]).permutation(self.subset(i)))
        first = place * self.batch
        return Draw(i, epoch + rounds * self.epochs, self._shuffled[1][first:first + self.batch])

"""python -m models.pretrain.recipes --data folder --work folder [--steps 240] [--seeds 3] [--side 64]

The recipe search: filling holes in faces, from nothing, each recipe one word away from the first. docs/reproduction.md has its
table. `data` holds faces-hq-train and faces-hq-val.
"""

import argparse

from .experiment import Experiment, add_options
from .experiment_table import HOLES, figures, table

RECIPES = {
    'as shipped': [],
    'predicts eps': ['--predict', 'eps'],
    'predicts v': ['--predict', 'v'],
    'L1': ['--loss', 'l1'],
    'schedule of Palette': ['--schedule', 'palette'],
    'schedule of the study': ['--schedule', 'study'],
    'all levels weigh the same': ['--weighting', 'uniform'],
    'one Haar level': ['--haar-levels', 1],
    'network base': ['--preset', 'base'],
    'EMA 0.9': ['--ema', 0.9],
    'EMA 0.999': ['--ema', 0.999],
    'the study\'s in all': ['--predict', 'eps', '--schedule', 'study', '--weighting', 'uniform', '--ema', 0.9999],
}


def main():
    parser = argparse.ArgumentParser(description='Which recipe learns most in few steps.')
    add_options(parser, steps=240, side=64)
    options = parser.parse_args()
    experiment = Experiment(options)
    experiment.do([lambda recipe=recipe, seed=seed: judged(experiment, recipe, seed) for seed in experiment.seeds for recipe in RECIPES])
    lines = []
    for recipe in RECIPES:
        found = [judged(experiment, recipe, seed) for seed in experiment.seeds]
        costs = {'seconds': [cost['seconds'] for _, cost in found], 'MiB': [cost['mib'] for _, cost in found]}
        lines.append(((recipe,), {**figures(HOLES, [rows[-1] for rows, _ in found]), **costs}))
    mean_colour, telea, *_ = judged(experiment, 'as shipped', 1)[0]
    lines += [((name,), {**figures(HOLES, [row]), 'seconds': [], 'MiB': []}) for name, row in (('mean colour', mean_colour), ('Telea 2004', telea))]
    (experiment.report / 'recipes.md').write_text(table(['recipe'], lines))


def judged(experiment, recipe, seed):
    """@returns rows of the evaluation, what the training cost"""
    name = ''.join(letter if letter.isalnum() else '-' for letter in recipe.lower().replace('0.', '0'))
    model = experiment.train(f'{name}-{seed}', '--task', 'inpaint', '--seed', seed, *RECIPES[recipe])
    return experiment.judge(model, 'inpaint')['rows'], experiment.cost(model)


if __name__ == '__main__':
    main()

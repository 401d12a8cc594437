"""python -m models.pretrain.ageing_trial --data folder --work folder --parent folder [--steps 240] [--seeds 3] [--side 64]

What it brings to learn from greys that have aged (models/tasks/aged.ts): a model that colours faces learns landscapes with and
without it. docs/reproduction.md has the table. `data` holds landscapes-train, landscapes-val and, made by `heirloom plates`, plates.
"""

import argparse

from .experiment import FALLS_TO, Experiment, add_options
from .experiment_table import COLOURS, figures, table

WAYS = {'greys as they are': lambda plan: {**plan, 'never_aged': True}, 'every other grey aged': None}
EXAMS = {
    'landscapes': ('landscapes-val', ()),
    'landscapes, aged': ('landscapes-val', ('--aged',)),
    'old plates': ('plates', ('--seeds', 4)),
}
MEASURES = ('CIEDE2000', 'colourfulness', 'Frechet, middle')


def main():
    parser = argparse.ArgumentParser(description='What learning from aged greys brings.')
    add_options(parser, steps=240, side=64)
    parser.add_argument('--parent', required=True, help='folder of a model that colours faces')
    options = parser.parse_args()
    experiment = Experiment(options)
    experiment.do([lambda way=way, seed=seed: examined(experiment, way, seed) for seed in experiment.seeds for way in WAYS])
    lines = []
    for exam in EXAMS:
        found = {way: [examined(experiment, way, seed)[exam] for seed in experiment.seeds] for way in WAYS}
        judged = {'left grey': [next(iter(found.values()))[0][0]], **{way: [rows[-1] for rows in seeds_rows] for way, seeds_rows in found.items()}}
        lines += [((exam, way), figures({name: COLOURS[name] for name in MEASURES}, rows)) for way, rows in judged.items()]
    (experiment.report / 'ageing.md').write_text(table(['photos', 'learned from'], lines))


def examined(experiment, way, seed):
    """@returns exam -> rows of the evaluation"""
    name = f'{way.replace(" ", "-")}-{seed}'
    model = experiment.train(
        name, '--task', 'colorize', '--seed', seed, '--parent', experiment.options.parent,
        data='landscapes-train', final_rate=FALLS_TO, change=WAYS[way],
    )
    return {
        exam: experiment.judge(model, 'colorize', photos, name=f'{name}-{exam.replace(", ", "-").replace(" ", "-")}', words=words)['rows']
        for exam, (photos, words) in EXAMS.items()
    }


if __name__ == '__main__':
    main()

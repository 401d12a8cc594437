"""python -m models.pretrain.reproduce --data folder --work folder [--parent folder] [--steps 360] [--seeds 3] [--side 64]

The study's tables, small enough for two cores: docs/reproduction.md says what each run is and what came out. `data` holds
faces-hq-train and faces-hq-val. Without --parent, what is adapted first fills holes for as many steps as the others get.
"""

import argparse

from .experiment import Experiment, add_options, forget_signal
from .experiment_table import COLOURS, figures, table
from .reproduction_curve import curve

ROTATION = ['--subsets', 8, '--epochs-per-subset', 3]
# Of the steps that training from nothing gets.
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
COLORIZE = ['--task', 'colorize']


def main():
    parser = argparse.ArgumentParser(description='The tables of the study, in small.')
    add_options(parser, steps=360, side=64)
    parser.add_argument('--parent', help='folder of the long-trained model that is adapted')
    parser.add_argument('--minutes', type=float, default=2, help='of the runs that are compared at the same time')
    options = parser.parse_args()
    reproduction = Reproduction(Experiment(options), options.parent)
    reproduction.experiment.do([
        lambda run=run, seed=seed: run(seed)
        for seed in range(1, options.seeds + 1)
        for run in (reproduction.batch, reproduction.incremental, reproduction.in_time, reproduction.regression, reproduction.adapted)
    ])
    reproduction.write()


class Reproduction:
    def __init__(self, experiment, parent):
        self.experiment, self.parent = experiment, parent

    def batch(self, seed):
        self.judge(self.experiment.train(f'batch-{seed}', *COLORIZE, '--seed', seed))

    def incremental(self, seed):
        self.judge(self.experiment.train(f'incremental-{seed}', *COLORIZE, '--seed', seed, *ROTATION))

    def in_time(self, seed):
        """Both again, for as many minutes instead of as many steps."""
        minutes = self.experiment.options.minutes
        for kind, words in (('batch-in-time', ()), ('incremental-in-time', ROTATION)):
            self.judge(self.experiment.train(f'{kind}-{seed}', *COLORIZE, '--seed', seed, *words, minutes=minutes))

    def regression(self, seed):
        self.judge(self.experiment.train(f'regression-{seed}', *COLORIZE, '--seed', seed, change=forget_signal))

    def adapted(self, seed):
        parent = self.parent or self.experiment.train(f'inpaint-{seed}', '--task', 'inpaint', '--seed', seed)
        for share in SHARES:
            self.judge(self.experiment.train(f'adapted-{seed}', *COLORIZE, '--seed', seed, '--parent', parent, share=share))

    def judge(self, model):
        return self.experiment.judge(model, 'colorize', steps=1 if model.name.startswith('regression') else 4)

    def write(self):
        experiment, seeds = self.experiment, range(1, self.experiment.options.seeds + 1)
        found, lines = {}, []
        whole = ('batch', 'incremental', 'batch-in-time', 'incremental-in-time', 'regression')
        for kind, share in [*((kind, 1) for kind in whole), *(('adapted', share) for share in SHARES)]:
            models = [experiment.work / 'models' / f'{kind}-{seed}-{share:g}' for seed in seeds]
            judged = [self.judge(model)['rows'] for model in models]
            costs = [experiment.cost(model) for model in models]
            found['grey', 1.0] = figures(COLOURS, [judged[0][0]])
            found[kind, share] = figures(COLOURS, [rows[-1] for rows in judged])
            cost = {'seconds': [cost['seconds'] for cost in costs], 'MiB': [cost['mib'] for cost in costs]}
            part = f'{experiment.options.minutes:g} minutes' if kind.endswith('-in-time') else f'{100 * share:g} %'
            lines.append(((kind.removesuffix('-in-time'), part), {**found[kind, share], **cost}))
        lines.append((('grey', ''), {**found['grey', 1.0], 'seconds': [], 'MiB': []}))
        (experiment.report / 'reproduction.md').write_text(table(['model', 'share of the steps'], lines))
        (experiment.report / 'reproduction.svg').write_text(curve(found, experiment.options.steps))


if __name__ == '__main__':
    main()

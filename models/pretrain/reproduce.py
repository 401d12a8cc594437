"""python -m models.pretrain.reproduce --data folder --work folder [--parent folder] [--steps 360] [--seeds 3] [--side 64]

The study's tables, small enough for two cores: docs/reproduction.md says what each run is and what came out. `data` holds
faces-hq-train and faces-hq-val. Without --parent, what is adapted first fills holes for as many steps as the others get.
"""

import argparse

from .experiment import FALLS_TO, Experiment, add_options, forget_signal
from .experiment_table import COLOURS, figures, table
from .reproduction_curve import curve

# Of the steps that training from nothing gets.
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
COLORIZE = ['--task', 'colorize']
ROTATION = ['--subsets', 8, '--epochs-per-subset', 3]
LONGEST_WARM_UP = 30


def main():
    parser = argparse.ArgumentParser(description='The tables of the study, in small.')
    add_options(parser, steps=360, side=64)
    parser.add_argument('--parent', help='folder of the long-trained model that is adapted')
    parser.add_argument('--minutes', type=float, default=2, help='of the runs that are compared at the same time')
    options = parser.parse_args()
    reproduction = Reproduction(Experiment(options), options.parent)
    # What is adapted has one parent, which must not be made twice at once.
    alone = [[kind] for kind, _ in reproduction.rows() if not kind.startswith('adapted')]
    together = [kind for kind, _ in reproduction.rows() if kind.startswith('adapted')]
    reproduction.experiment.do([
        lambda kinds=kinds, seed=seed: [reproduction.run(kind, seed) for kind in kinds] for seed in reproduction.experiment.seeds for kinds in [*alone, together]
    ])
    reproduction.write()


class Reproduction:
    def __init__(self, experiment, parent):
        self.experiment, self.parent, self.options = experiment, parent, experiment.options

    def rows(self):
        """(kind, share of the steps or None where minutes count) of each line of the table."""
        whole = [('batch', 1.0), ('incremental', 1.0), ('batch-in-time', None), ('incremental-in-time', None), ('regression', 1.0)]
        return whole + [(part_of(kind, share), share) for kind in ('batch', 'adapted') for share in SHARES]

    def run(self, kind, seed):
        """@returns rows of the evaluation, what the training cost"""
        share = dict(self.rows())[kind]
        words, changes = [*COLORIZE, '--seed', seed], {'final_rate': FALLS_TO}
        if kind.startswith('incremental'):
            words += ROTATION
        if kind == 'regression':
            changes['change'] = forget_signal
        if kind.startswith('adapted'):
            words += ['--parent', self.parent or self.experiment.train(f'inpaint-{seed}', '--task', 'inpaint', '--seed', seed)]
        if share is None:
            changes['minutes'] = self.options.minutes
        else:
            changes['steps'] = max(1, round(share * self.options.steps))
            # A third of a short run at most.
            words += ['--warm-up', min(LONGEST_WARM_UP, changes['steps'] // 3)]
        model = self.experiment.train(f'{kind}-{seed}', *words, **changes)
        judged = self.experiment.judge(model, 'colorize', steps=1 if kind == 'regression' else 4)
        return judged['rows'], self.experiment.cost(model)

    def write(self):
        found, lines = {}, []
        for kind, share in self.rows():
            runs = [self.run(kind, seed) for seed in self.experiment.seeds]
            found[kind] = figures(COLOURS, [rows[-1] for rows, _ in runs])
            found['grey'] = figures(COLOURS, [runs[0][0][0]])
            cost = {'seconds': [cost['seconds'] for _, cost in runs], 'MiB': [cost['mib'] for _, cost in runs]}
            part = f'{self.options.minutes:g} minutes' if share is None else f'{100 * share:g} %'
            lines.append(((kind.partition('-')[0], part), {**found[kind], **cost}))
        lines.append((('grey', ''), {**found['grey'], 'seconds': [], 'MiB': []}))
        report = self.experiment.report
        (report / 'reproduction.md').write_text(table(['model', 'share of the steps'], lines))
        curves = {kind: {share: found[part_of(kind, share)] for share in SHARES} for kind in ('adapted', 'batch')}
        curves['batch'][1.0] = found['batch']
        (report / 'reproduction.svg').write_text(curve(curves, {kind: found[kind] for kind in ('grey', 'regression', 'incremental')}, self.options.steps))


def part_of(kind, share):
    """A model's id has no dots."""
    return f'{kind}-{100 * share:g}'


if __name__ == '__main__':
    main()

"""python -m models.pretrain.forgetting --data folder --work folder --parent folder [--steps 120] [--seeds 3] [--side 64]

Several adaptations in a row, which the study leaves open: what a model that fills holes in faces still can after it has learned to
colour them, then landscapes, then faces again. docs/reproduction.md has the matrix. `data` holds faces-hq-train, faces-hq-val,
landscapes-train and landscapes-val.
"""

import argparse
import json
import shutil

from .experiment import FALLS_TO, Experiment, add_options
from .experiment_table import COLOURS, HOLES, table

# Each begins where the one before it ended: name, task, what it learns from.
SESSIONS = (
    ('colours of faces', 'colorize', 'faces-hq-train'),
    ('colours of landscapes', 'colorize', 'landscapes-train'),
    ('colours of faces again', 'colorize', 'faces-hq-train'),
)
EXAMS = {
    'holes in faces': ('inpaint', 'faces-hq-val', HOLES),
    'colours of faces': ('colorize', 'faces-hq-val', COLOURS),
    'colours of landscapes': ('colorize', 'landscapes-val', COLOURS),
}


def main():
    parser = argparse.ArgumentParser(description='What a model forgets while it learns another thing.')
    add_options(parser, steps=120, side=64)
    parser.add_argument('--parent', required=True, help='folder of a model that fills holes in faces')
    options = parser.parse_args()
    experiment = Experiment(options)
    experiment.do([lambda seed=seed: examined(experiment, seed) for seed in experiment.seeds])
    found = [examined(experiment, seed) for seed in experiment.seeds]
    lines = []
    for stage, after in enumerate(['before', *(name for name, _, _ in SESSIONS)]):
        values = {}
        for exam, (_, _, measures) in EXAMS.items():
            rows = [stages[stage][exam] for stages in found]
            values |= {f'{exam}: {name}': [measures[name](row) for row in rows] for name in ('CIEDE2000', 'Frechet, middle')}
        # Before anything was learned all seeds are the same model.
        lines.append(((after,), values if stage > 0 else {name: value[:1] for name, value in values.items()}))
    (experiment.report / 'forgetting.md').write_text(table(['after'], lines))


def examined(experiment, seed):
    """@returns for the parent and after each session: exam -> the model's row"""
    stages, model = [exams(experiment, experiment.options.parent, 'parent')], experiment.options.parent
    for number, (_, task, data) in enumerate(SESSIONS, 1):
        model = experiment.train(f'session{number}-{seed}', '--task', task, '--seed', seed, '--parent', model, data=data, final_rate=FALLS_TO)
        stages.append(exams(experiment, model, f'session{number}-{seed}'))
    return stages


def exams(experiment, model, name):
    """@returns exam -> the row of the model, whatever it learned last"""
    rows = {}
    for exam, (task, photos, _) in EXAMS.items():
        asked = asked_for(task, model, experiment.work / 'models' / f'{name}-asked-to-{task}')
        rows[exam] = experiment.judge(asked, task, photos, name=f'{name}-{exam.replace(" ", "-")}')['rows'][-1]
    return rows


def asked_for(task, model, into):
    """The same weights, with a manifest that lets them be asked for another task than they learned last."""
    if not into.exists():
        shutil.copytree(model, into)
        manifest = json.loads((into / 'manifest.json').read_text())
        (into / 'manifest.json').write_text(json.dumps({**manifest, 'task': task}))
    return into


if __name__ == '__main__':
    main()

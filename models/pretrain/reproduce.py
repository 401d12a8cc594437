"""python -m models.pretrain.reproduce --data folder --work folder [--steps 720] [--seeds 3] [--side 64] [--limit 64]

The study's tables, small enough for two cores: docs/reproduction.md says what each run is and what came out. `folder` holds
faces-hq-train and faces-hq-val (folders, or tars of those names). Every run and every evaluation that is there already is left
as it is, so the same command goes on where it was stopped, or does more when it is asked for more seeds.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from .reproduction_report import write_report

# Shares of the steps that training from nothing gets.
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


def main():
    parser = argparse.ArgumentParser(description='The tables of the study, in small.')
    parser.add_argument('--data', required=True)
    parser.add_argument('--work', required=True, help='keeps runs and results; a stopped command goes on in it')
    parser.add_argument('--steps', type=int, default=720, help='of every run from nothing, batches of 16')
    parser.add_argument('--seeds', type=int, default=3)
    parser.add_argument('--side', type=int, default=64)
    parser.add_argument('--limit', type=int, default=64, help='photos of each evaluation')
    parser.add_argument('--report', help='folder for reproduction.svg and tables.md (default: the work folder)')
    bench = Bench(parser.parse_args())
    for seed in range(1, bench.options.seeds + 1):
        bench.run(f'batch-{seed}', seed)
        bench.run(f'incremental-{seed}', seed, subsets=8)
        parent = bench.run(f'inpaint-{seed}', seed, task='inpaint', judged=False)
        for share in SHARES:
            bench.run(f'adapted-{seed}', seed, parent=parent, share=share)
        bench.run(f'regression-{seed}', seed, only_noise=True)
        write_report(bench.work, Path(bench.options.report or bench.work), bench.options)


class Bench:
    def __init__(self, options):
        self.options, self.work, self.data = options, Path(options.work), Path(options.data).resolve()
        self.work.mkdir(parents=True, exist_ok=True)

    def run(self, name, seed, task='colorize', subsets=1, parent=None, share=1.0, only_noise=False, judged=True):
        """Trains up to this share of the steps, keeps the model as it then is, judges it. @returns the model's folder"""
        model = self.work / 'models' / f'{name}-{share:g}'
        if not model.exists():
            self._train(name, seed, task, subsets, parent, max(1, round(share * self.options.steps)), only_noise)
            shutil.copytree(self.work / 'runs' / name / 'model', model)
        if judged:
            self._judge(model, 1 if only_noise else 4)
        return model

    def _train(self, name, seed, task, subsets, parent, steps, only_noise):
        folder = self.work / 'plans' / name
        if not folder.exists():
            words = ['--id', name, '--task', task, '--batch', 16, '--learning-rate', 0.0005, '--warm-up', 30, '--ema', 0.99]
            words += ['--subsets', subsets, '--epochs-per-subset', 3 if subsets > 1 else 1, '--seed', seed]
            words += ['--stage', f'side={self.options.side},data=faces-hq-train,steps={self.options.steps}']
            heirloom('export-pretrain', folder, *words, *(['--parent', parent] if parent else []))
        plan = json.loads((folder / 'plan.json').read_text())
        if only_noise:
            # Palette's regression baseline: it is only ever asked at pure noise, which says nothing, and answers with the mean.
            plan['gammas'] = [plan['gammas'][-1]] * 2
        (folder / 'plan.json').write_text(json.dumps(plan))
        begun, run = time.monotonic(), self.work / 'runs' / name
        words = ['--plan', folder / 'plan.json', '--data', self.data, '--run', run, '--until-step', steps, '--device', 'cpu', '--compile', 'off']
        call([sys.executable, '-m', 'models.pretrain.train', *words, '--save-seconds', 3600])
        with open(run / 'seconds.jsonl', 'a') as file:
            file.write(json.dumps({'steps': steps, 'seconds': time.monotonic() - begun}) + '\n')

    def _judge(self, model, steps):
        result = self.work / 'results' / f'{model.name}.json'
        if result.exists():
            return
        result.parent.mkdir(exist_ok=True)
        photos = next(path for path in (self.data / 'faces-hq-val', self.data / 'faces-hq-val.tar') if path.exists())
        words = ['--task', 'colorize', '--model', model, '--side', self.options.side, '--limit', self.options.limit, '--batch', 16]
        heirloom('evaluate', photos, *words, '--seeds', 2, '--steps', steps, '--json', result, '--quiet')


def heirloom(*words):
    call([shutil.which('npm'), 'run', '-s', 'heirloom', '--', *words])


def call(words):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f'{" ".join(str(word) for word in words)} failed:\n{done.stdout[-2000:]}')


if __name__ == '__main__':
    main()

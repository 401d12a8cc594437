"""Small training runs and how they are judged, for tables: what is there already is left as it is, so a stopped command goes on."""

import json
import os
import queue
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Of every run, where a command says nothing else; a first run on few pictures wants a short memory.
RECIPE = ['--batch', 16, '--learning-rate', 0.0005, '--warm-up', 30, '--ema', 0.99, '--subsets', 1, '--epochs-per-subset', 1]


# Where the rate of Adam ends, so that a short run is as finished as a long one.
FALLS_TO = 0.00001


def add_options(parser, steps, side):
    parser.add_argument('--data', required=True, help='holds the folders of photos that docs/reproduction.md names, or tars of those names')
    parser.add_argument('--work', required=True, help='keeps runs and results; a stopped command goes on in it')
    parser.add_argument('--steps', type=int, default=steps, help='of every run from nothing, batches of 16')
    parser.add_argument('--seeds', type=int, default=3)
    parser.add_argument('--side', type=int, default=side, help='of the pictures, pixels')
    parser.add_argument('--limit', type=int, default=48, help='photos of each evaluation')
    parser.add_argument('--at-once', type=int, default=1, help='runs at a time, each on its share of the processor')
    parser.add_argument('--report', help='folder for the tables and curves (default: the work folder)')


class Experiment:
    def __init__(self, options):
        self.seeds = range(1, options.seeds + 1)
        self.options, self.work, self.data = options, Path(options.work), Path(options.data).resolve()
        self.report = Path(options.report or options.work)
        for folder in (self.work, self.report):
            folder.mkdir(parents=True, exist_ok=True)
        self.threads = max(1, len(cores()) // options.at_once)

    def do(self, jobs):
        """Calls all of these, so many at once; a failed one ends the command after those beside it."""
        shares = queue.Queue()
        for i in range(self.options.at_once):
            shares.put(cores()[i * self.threads:(i + 1) * self.threads] or cores())
        with ThreadPoolExecutor(self.options.at_once, initializer=lambda: stay_on(shares.get())) as pool:
            for future in [pool.submit(job) for job in jobs]:
                future.result()

    def train(self, name, *words, data='faces-hq-train', steps=None, minutes=None, final_rate=None, change=None):
        """
        For so many steps (the command's own when absent), or minutes; `words` are options of `heirloom export-pretrain`, `change`
        changes the plan as read. @returns the folder of the model
        """
        model = self.work / 'models' / name
        if model.exists():
            return model
        folder, run = self.work / 'plans' / name, self.work / 'runs' / name
        if not folder.exists():
            end = f'steps={steps or self.options.steps}' if minutes is None else f'minutes={minutes}'
            falls = '' if final_rate is None else f',final-rate={final_rate:.7f}'
            heirloom('export-pretrain', folder, '--id', name, *RECIPE, *words, '--stage', f'side={self.options.side},data={data},{end}{falls}')
            if change is not None:
                plan = folder / 'plan.json'
                plan.write_text(json.dumps(change(json.loads(plan.read_text()))))
        where = ['--plan', folder / 'plan.json', '--data', self.data, '--run', run]
        spent = call([sys.executable, '-m', 'models.pretrain.train', *where, '--device', 'cpu', '--compile', 'off', '--save-seconds', 3600])
        shutil.copytree(run / 'model', model)
        (self.work / 'costs').mkdir(exist_ok=True)
        (self.work / 'costs' / f'{name}.json').write_text(json.dumps(spent))
        return model

    def judge(self, model, task, photos='faces-hq-val', steps=4, name=None, words=()):
        """@returns what `heirloom evaluate --json` writes"""
        result = self.work / 'results' / f'{name or model.name}.json'
        if not result.exists():
            result.parent.mkdir(exist_ok=True)
            found = next((path for path in (self.data / photos, self.data / f'{photos}.tar') if path.exists()), self.data / photos)
            what = ['--task', task, '--model', model, '--side', self.options.side, '--limit', self.options.limit, '--batch', 16]
            heirloom('evaluate', found, *what, '--seeds', 2, '--steps', steps, '--threads', self.threads, '--json', result, '--quiet', *words)
        return json.loads(result.read_text())

    def cost(self, model):
        """@returns {'seconds', 'mib': the most memory it held}"""
        return json.loads((self.work / 'costs' / f'{model.name}.json').read_text())


def forget_signal(plan):
    """Palette's regression baseline: it is only ever asked at pure noise, which says nothing, and answers with the mean."""
    return {**plan, 'gammas': [plan['gammas'][-1]] * 2}


def heirloom(*words):
    call([shutil.which('npm'), 'run', '-s', 'heirloom', '--', *words])


def call(words):
    """@returns what it cost: {'seconds', 'mib': the most memory it held}"""
    begun = time.monotonic()
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f'{" ".join(str(word) for word in words)} failed:\n{said[-2000:]}')
    return {'seconds': time.monotonic() - begun, 'mib': usage.ru_maxrss / 1024}


def cores():
    return sorted(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else list(range(os.cpu_count() or 1))


def stay_on(share):
    """This thread and the programs it starts: two that compute on the same cores stand in each other's way."""
    if hasattr(os, 'sched_setaffinity'):
        os.sched_setaffinity(0, share)

"""python -m models.pretrain.rehearse --plan plan.json --work folder [--minutes 1] [--pixels 164] [options of train.py]

A short run of every stage of a plan on pictures made of noise: is everything there, how fast is this device, how many pictures
fit at once; and what torch.compile makes now, the real run finds again. Nothing in the plan's own folder is changed.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import numpy as np

from . import train


def main():
    parser = argparse.ArgumentParser(description='Tries a plan on pictures made of noise.')
    parser.add_argument('--plan', required=True)
    parser.add_argument('--work', required=True, help='a folder that may be lost')
    parser.add_argument('--minutes', type=float, default=1, help='of each stage')
    parser.add_argument('--pixels', type=int, default=164, help='side of the pictures, as that of the photos to come')
    options, others = parser.parse_known_args()
    work = Path(options.work)
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(Path(options.plan).parent, work / 'plan', ignore=shutil.ignore_patterns('*.safetensors'))
    plan = json.loads(Path(options.plan).read_text())
    plan['initial'] = None
    for i, stage in enumerate(plan['stages']):
        stage.update(data=[f'noise-{i}'], minutes=options.minutes, steps=None)
        make_noise(work / f'noise-{i}.photos', stage['batch'] * stage['subsets'], options.pixels)
    (work / 'plan' / 'plan.json').write_text(json.dumps(plan))
    sys.argv = [sys.argv[0], '--plan', str(work / 'plan' / 'plan.json'), '--data', str(work), '--run', str(work / 'run'), *others]
    train.main()


def make_noise(cache, count, side):
    """What photo_cache.py would have left of so many photos."""
    cache.mkdir()
    np.random.default_rng(1).integers(0, 256, count * side * side * 3, np.uint8).tofile(cache / 'rgb.bin')
    np.save(cache / 'sizes.npy', np.full((count, 2), side, np.int64))
    (cache / 'about.json').write_text(json.dumps({'source': None, 'photos': count, 'skipped': 0}))


if __name__ == '__main__':
    main()

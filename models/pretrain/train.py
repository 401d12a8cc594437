"""python -m models.pretrain.train --plan plan.json --data folder --run folder: docs/pretraining.md explains every step.

Goes on where a killed run stopped. Several GPUs: torchrun --standalone --nproc_per_node 8 -m models.pretrain.train ... --into folder
(torchrun takes --run for an option of its own).
"""

import argparse
import sys

import torch

from .devices import Devices
from .refusal import Refusal
from .training import Training


def main():
    options = parse()
    try:
        devices = Devices(options)
        try:
            Training(options, devices).train()
        finally:
            devices.close()
    except Refusal as refusal:
        sys.exit(str(refusal))


def parse():
    parser = argparse.ArgumentParser(description='Trains what `heirloom export-pretrain` planned.')
    parser.add_argument('--plan', required=True, help='plan.json')
    parser.add_argument('--data', required=True, help='folder that holds the folders or tars which the plan names')
    parser.add_argument('--run', '--into', dest='run', required=True, help='folder that keeps the run; an interrupted run in it goes on')
    parser.add_argument('--minutes', type=float, default=float('inf'), help='stop after so many minutes of this call')
    parser.add_argument('--until-step', type=int, default=sys.maxsize, help='stop before the plan is done, after so many steps in all')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--precision', choices=['auto', 'bfloat16', 'float16', 'float32'], default='auto')
    parser.add_argument('--compile', default='auto', help='off, or a mode of torch.compile such as default or max-autotune-no-cudagraphs')
    parser.add_argument('--micro-batch', type=int, default=0, help='pictures at once; halved by itself when the memory runs out')
    parser.add_argument('--memory', type=int, default=0, help='use no more than so many MiB (a processor: besides what it uses when training begins)')
    parser.add_argument('--save-seconds', type=float, default=60)
    parser.add_argument('--tell-seconds', type=float, default=10)
    parser.add_argument('--threads', type=int, default=0, help='processor threads; 0 leaves the choice to PyTorch')
    return parser.parse_args()


if __name__ == '__main__':
    main()

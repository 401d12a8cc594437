"""Times one network in PyTorch, eager, float32: python torch_speed.py <exchange.onnx> <threads>

Prints PyTorch's version, then answers each line `call <batch>` or `step <batch>` with milliseconds.
"""

import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[2] / 'models' / 'pretrain'))
from onnx_module import OnnxModule  # noqa: E402

torch.set_num_threads(int(sys.argv[2]))
module = OnnxModule(sys.argv[1])
side = 256


def call(x, yt, gamma):
    module.eval()
    with torch.inference_mode():
        module(x, yt, gamma)


def step(x, yt, gamma):
    module.train()
    module.zero_grad(set_to_none=True)
    (module(x, yt, gamma) - x).square().mean().backward()


print(torch.__version__.split('+')[0], flush=True)
for line in sys.stdin:
    what, batch = line.split()
    pictures = torch.randn(2, int(batch), 3, side, side)
    gamma = torch.rand(int(batch), 1)
    started = time.perf_counter()
    {'call': call, 'step': step}[what](*pictures, gamma)
    print((time.perf_counter() - started) * 1000, flush=True)

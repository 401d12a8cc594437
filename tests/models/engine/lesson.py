"""One lesson in PyTorch: python lesson.py <exchange.onnx> <feeds.safetensors> <p> <results.safetensors>

Reads inputs, targets, weights and dropout masks; writes f, the loss of each picture and every gradient, in the shapes and
under the names of `lowerToTraining`. Computed in double precision, so that what differs is the other side's rounding.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

sys.path.insert(0, str(Path(__file__).parents[3] / 'models' / 'pretrain'))
from onnx_module import OnnxModule  # noqa: E402


class Lesson(OnnxModule):
    """Takes its dropout masks from outside, in the order of the network's dropouts."""

    masks = iter(())

    def drop(self, x, rate):
        mask = next(self.masks)
        assert abs(mask.max() - 1 / (1 - rate)) < 1e-6
        return x * mask


graph_file, feeds_file, p, results_file = sys.argv[1:]
feeds = {name: tensor.double() for name, tensor in load_file(feeds_file).items()}
module = Lesson(graph_file).double()
module.masks = iter([feeds[name] for name in sorted((n for n in feeds if n.startswith('dropout_')), key=lambda n: int(n[8:]))])

f = module(feeds['x'], feeds['yt'], feeds['gamma'])
losses = (feeds['weight'] * (f - feeds['target']).abs() ** int(p)).sum(dim=(1, 2, 3))
losses.sum().backward()
assert next(module.masks, None) is None, 'a mask was left over'

results = {'f': f, 'loss': losses, **{f'gradient:{name}': parameter.grad for name, parameter in module.named_parameters()}}
save_file({name: tensor.detach().float().contiguous() for name, tensor in results.items()}, results_file)

"""python perceptual.py <folder>: what the perceptual loss of models/pretrain says of feeds.safetensors, seen with eye.onnx; writes results.safetensors."""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

sys.path.insert(0, str(Path(__file__).parents[3]))
from models.pretrain.perceptual import Perception  # noqa: E402

torch.set_num_threads(1)
folder = Path(sys.argv[1])
feeds = load_file(folder / 'feeds.safetensors')
results = {}
for name, precision in (('float32', None), ('bfloat16', torch.bfloat16)):
    perception = Perception(folder / 'eye.onnx', precision, torch.device('cpu'))
    predicted = feeds['predicted'].clone().requires_grad_()
    distance = perception.distance(predicted, feeds['y0'], feeds['weight'])
    (gradient,) = torch.autograd.grad(distance.sum(), predicted)
    everywhere = perception.distance(predicted, feeds['y0'], torch.ones(len(predicted), 1, 1, 1))
    results.update({name: distance.detach(), f'{name}.gradient': gradient, f'{name}.everywhere': everywhere.detach()})
save_file(results, folder / 'results.safetensors')

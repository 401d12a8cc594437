"""The perceptual loss: how differently another network sees what was predicted and the truth.

LPIPS (Zhang et al. 2018, "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric", equation 1) with every channel
weighing the same, on the MobileNetV2 that `export-pretrain --perceptual` writes (models/evaluation/mobilenet.ts). Where several
pictures are likely, L2 alone asks for their mean; seen by a network a sharp picture is nearer to each of them than a blur is.
"""

import torch
import torch.nn.functional as F

from .onnx_module import OnnxModule


class Perception:
    def __init__(self, path, precision, device):
        self.network = OnnxModule(path, precision).to(device).eval().requires_grad_(False)

    def distance(self, predicted, y0, weight):
        """
        @param predicted, y0: [n,3,side,side] in [-1, 1]
        @param weight: [n,1,side,side] or [n,1,1,1]; what counts is where it is above 0
        @returns [n]: 0 = seen alike, at most 4 a depth
        """
        hole = (weight > 0).expand(-1, 1, *y0.shape[2:])
        found = self.directions(torch.where(hole, predicted, y0).clamp(-1, 1))
        with torch.no_grad():
            true = self.directions(y0)
        total = 0
        for one, other in zip(found, true, strict=True):
            share = F.adaptive_avg_pool2d(hole.float(), one.shape[2:])
            apart = (one - other).square().sum(1, keepdim=True)
            total = total + (share * apart).sum((1, 2, 3)) / share.sum((1, 2, 3))
        return total

    def directions(self, pictures):
        """At each place of each depth a vector of length 1."""
        return [F.normalize(depth.float(), dim=1, eps=1e-3) for depth in self.network(pictures)]

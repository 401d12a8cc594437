"""An adversarial loss beside Algorithm 1's: a discriminator learns to tell what the network painted from what was there, and the
network's gradient is bent towards what it would believe.

The mean of all pictures that fit is blurred, and few sampler steps leave it so; a discriminator sees blur at once. It looks at
the estimate of y0 at every noise level, as in Denoising Diffusion GANs (Xiao et al. 2022) and WaveDiff (Phung et al. 2023): at
patches of two sizes (Isola et al. 2017), by the hinge loss (Lim and Ye 2017); how much the network heeds it is a share of what
Algorithm 1 asks for (Esser et al. 2021, equation 7, at the output instead of the last layer).
"""

import math

import torch
import torch.nn.functional as F

from .flat_weights import FlatWeights

RATE, BETAS = 4e-4, (0.5, 0.9)
# Channels after each halving; what the third and the fourth see of a picture is judged: patches of 54 and 94 pixels.
CHANNELS = (32, 64, 128, 192)
JUDGED = (2, 3)


def parameters():
    """Name and shape of each, as `FlatWeights` wants them."""
    shapes = {}
    for i, (before, after) in enumerate(zip((4, *CHANNELS), CHANNELS)):
        shapes |= {f'conv.{i}.weight': (after, before, 4, 4), f'conv.{i}.bias': (after,), f'norm.{i}.weight': (after,), f'norm.{i}.bias': (after,)}
    for i in JUDGED:
        shapes |= {f'score.{i}.weight': (1, CHANNELS[i], 3, 3), f'score.{i}.bias': (1,)}
    return [{'name': name, 'shape': shape} for name, shape in shapes.items()]


class Discriminator:
    def __init__(self, device, precision, seed, world=1):
        self.weights = FlatWeights(parameters(), device, ('weights', 'm', 'v'))
        self.weights.begin(initial_values(seed))
        self.parameters = self.weights.trainable()
        self.precision = precision if precision == torch.bfloat16 else None
        self.world = world
        self.flat = torch.nn.Parameter(self.weights.weights)
        self.flat.grad = self.weights.gradient
        self.adam = torch.optim.Adam([self.flat], lr=RATE, betas=BETAS, fused=True)
        self.resume(0)
        self.loss = torch.zeros((), device=device)  # summed since `take_loss`

    def resume(self, step):
        self.weights.resume(self.adam, self.flat, step)

    def score(self, pictures, mask):
        """[n, 3, s, s], [n, 1, s, s] 1 = may be painted -> maps of scores [n, 1, s / 8, s / 8] and half of that: above 0 = was there."""
        p, maps = self.parameters, []
        device = pictures.device.type
        with torch.autocast(device, self.precision, enabled=self.precision is not None):
            h = torch.cat([pictures, mask], 1)
            for i, channels in enumerate(CHANNELS):
                h = F.conv2d(h, p[f'conv.{i}.weight'], p[f'conv.{i}.bias'], 2, 1)
                if i > 0:
                    h = F.group_norm(h.float(), channels // 8, p[f'norm.{i}.weight'], p[f'norm.{i}.bias'])
                h = F.leaky_relu(h, 0.2)
                if i in JUDGED:
                    maps.append(F.conv2d(h, p[f'score.{i}.weight'], p[f'score.{i}.bias'], 1, 1).float())
        return maps

    def pull(self, estimate, target, weight, share):
        """
        One lesson: what is added to the gradient at `estimate` (of y0), and the own gradient, for `learn`.
        @param weight of the loss of each pixel; 0 = known
        @param share of the batch that these pictures are
        """
        mask = (weight > 0).expand(-1, 1, *target.shape[2:]).float()
        estimate = estimate.detach().requires_grad_()
        painted = torch.where(mask > 0, estimate, target)
        found = self.score(painted, mask)
        there = self.score(target, mask)
        # Patches that hold no painted pixel say nothing.
        places = [F.adaptive_max_pool2d(mask, scores.shape[2:]) for scores in found]
        places = [place / place.sum() for place in places]
        wish = -sum((place * scores).sum() for place, scores in zip(places, found))
        pull, = torch.autograd.grad(wish, estimate, retain_graph=True)
        loss = sum((place * (F.relu(1 - real) + F.relu(1 + fake))).sum() for place, real, fake in zip(places, there, found))
        loss = share * loss / len(places)
        loss.backward(inputs=list(self.parameters.values()))
        self.loss += loss.detach()
        return pull

    def learn(self):
        if self.world > 1:
            torch.distributed.all_reduce(self.weights.gradient)
        self.adam.step()

    def take_loss(self):
        total = self.loss.item()
        self.loss.zero_()
        return total


def initial_values(seed):
    generator = torch.Generator().manual_seed(seed)
    values = {}
    for parameter in parameters():
        name, shape = parameter['name'], parameter['shape']
        if name.startswith('norm'):
            values[name] = torch.full(shape, float(name.endswith('weight')))
        elif name.endswith('bias'):
            values[name] = torch.zeros(shape)
        else:
            bound = math.sqrt(1 / math.prod(shape[1:]))
            values[name] = torch.empty(shape).uniform_(-bound, bound, generator=generator)
    return values

"""Algorithm 1: one step on the gradient of sum weight |f - target|^p (and, where wished, of a
perceptual loss), clipped, warmed up, by Adam; then the moving average."""

import torch
import torch.distributed as dist

from .onnx_module import OnnxModule
from .perceptual import Perception


class Weights:
    """Weights, average, gradient and Adam's moments, each one flat float32 tensor: clipping, Adam, the average and the sum over
    devices are then one operation each. `view(flat)` finds the parameters in one."""

    PARTS = ('weights', 'average', 'm', 'v')

    def __init__(self, parameters, device):
        self.shapes = {p['name']: tuple(p['shape']) for p in parameters}
        self.size = sum(torch.Size(shape).numel() for shape in self.shapes.values())
        self.weights, self.average, self.m, self.v, self.gradient = (torch.zeros(self.size, device=device) for _ in range(5))

    def view(self, flat):
        views, start = {}, 0
        for name, shape in self.shapes.items():
            size = torch.Size(shape).numel()
            views[name] = flat[start:start + size].view(shape)
            start += size
        return views

    def begin(self, values):
        """@param values: name -> array, as `view` has them"""
        for name, view in self.view(self.weights).items():
            view.copy_(torch.as_tensor(values[name]))
        self.average.copy_(self.weights)


class Descent:
    def __init__(self, plan, weights, precision, compile_mode, world=1):
        self.recipe, self.weights, self.world = plan.recipe, weights, world
        self.precision = None if precision == torch.float32 else precision
        self.compile_mode = compile_mode
        device = weights.weights.device
        self.perception = Perception(plan.folder / plan.eye, self.precision, device) if plan.recipe.perceptual > 0 else None
        self.flat = torch.nn.Parameter(weights.weights)
        self.flat.grad = weights.gradient
        self.adam = torch.optim.Adam([self.flat], lr=0.0, betas=(0.9, 0.999), eps=1e-8, fused=True)
        # Halves have little room: the loss is scaled up, and a step whose gradient overflows is left out.
        self.scaler = torch.amp.GradScaler(device.type, enabled=precision == torch.float16)
        self.resume(0)
        self.loss = torch.zeros((), device=device)  # summed since `take_loss`
        self.trouble = torch.zeros((), device=device)  # the first step whose loss was no number; 0 = none

    def resume(self, step):
        """Adam goes on after so many steps with the moments in `weights`."""
        state = {'step': torch.tensor(float(step), device=self.flat.device), 'exp_avg': self.weights.m, 'exp_avg_sq': self.weights.v}
        self.adam.state[self.flat] = state

    def use_network(self, path, batch=1):
        """The same weights in the network of another side, for so many pictures a step."""
        self.batch = batch
        self.network = OnnxModule(path, self.precision).to(self.flat.device).train()
        for name, view in self.weights.view(self.weights.weights).items():
            parent, leaf = self.network.places[name]
            parent._parameters[leaf] = torch.nn.Parameter(view)
        for name, view in self.weights.view(self.weights.gradient).items():
            self.network.get_parameter(name).grad = view
        self.loss_of = self._loss_of if self.compile_mode is None else torch.compile(self._loss_of, dynamic=False, mode=self.compile_mode)

    def _loss_of(self, x, yt, gamma, target, weight):
        predicted = self.network(x, yt, gamma).float()
        difference = predicted - target
        loss = (weight * (difference.abs() if self.recipe.loss == 'l1' else difference.square())).sum()
        if self.perception is None:
            return loss
        return loss + self.recipe.perceptual / self.batch * self.perception.distance(predicted, target, weight).sum()

    def descend(self, lessons, step, learning_rate):
        """One step, number `step` from 1, on lessons whose weights are shares of the whole batch (of all devices)."""
        self.weights.gradient.zero_()
        loss = torch.zeros_like(self.loss)
        for lesson in lessons:
            part = self.loss_of(**lesson)
            self.scaler.scale(part).backward()
            loss += part.detach()
        if self.world > 1:
            dist.all_reduce(self.weights.gradient)
            dist.all_reduce(loss)
        self.scaler.unscale_(self.adam)
        length = torch.linalg.vector_norm(self.weights.gradient)
        self.weights.gradient.mul_((self.recipe.gradient_clip / length).clamp(max=1))
        broken = ~torch.isfinite(loss if self.scaler.is_enabled() else loss + length)
        self.trouble.copy_(torch.where((self.trouble == 0) & broken, step, self.trouble))
        self.loss += loss
        self.adam.param_groups[0]['lr'] = learning_rate * min(1, step / max(1, self.recipe.warm_up_steps))
        self.scaler.step(self.adam)
        self.scaler.update()
        kept = min(self.recipe.ema_decay, (1 + step) / (10 + step))
        self.weights.average.lerp_(self.weights.weights, 1 - kept)

    def take_loss(self):
        total = self.loss.item()
        self.loss.zero_()
        return total

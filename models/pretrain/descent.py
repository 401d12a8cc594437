"""Algorithm 1: one step on the gradient of sum weight |f - target|^p, clipped, warmed up, by Adam; then the moving average."""

import torch
import torch.distributed as dist

from .discriminator import Discriminator
from .onnx_module import OnnxModule


class Descent:
    def __init__(self, plan, weights, precision, compile_mode, world=1):
        self.recipe, self.weights, self.world = plan.recipe, weights, world
        self.precision = None if precision == torch.float32 else precision
        self.compile_mode = compile_mode
        device = weights.weights.device
        self.flat = torch.nn.Parameter(weights.weights)
        self.flat.grad = weights.gradient
        self.adam = torch.optim.Adam([self.flat], lr=0.0, betas=(0.9, 0.999), eps=1e-8, fused=True)
        # Halves have little room: the loss is scaled up, and a step whose gradient overflows is left out.
        self.scaler = torch.amp.GradScaler(device.type, enabled=precision == torch.float16)
        self.discriminator = Discriminator(device, self.precision, self.recipe.seed, world) if plan.adversarial else None
        self.resume(0)
        self.loss = torch.zeros((), device=device)  # summed since `take_loss`
        self.trouble = torch.zeros((), device=device)  # the first step whose loss was no number; 0 = none

    @property
    def discriminator_weights(self):
        return None if self.discriminator is None else self.discriminator.weights

    def resume(self, step, adversarial_step=0):
        """Adam goes on after so many steps with the moments in `weights`."""
        self.weights.resume(self.adam, self.flat, step)
        if self.discriminator is not None:
            self.discriminator.resume(adversarial_step)

    def use_network(self, path, adversarial=0.0):
        """The same weights in the network of another side. @param adversarial share of the gradient that the discriminator bends"""
        # Dropped activations would be an unsteadiness that a discriminator can tell by, and are not there when the network is used.
        self.network = OnnxModule(path, self.precision).to(self.flat.device).train(adversarial == 0)
        self.adversarial = adversarial
        for name, parameter in self.weights.trainable().items():
            parent, leaf = self.network.places[name]
            parent._parameters[leaf] = parameter
        self.loss_of, self.predict = self._compiled(self._loss_of), self._compiled(self.network)

    def _compiled(self, function):
        return function if self.compile_mode is None else torch.compile(function, dynamic=False, mode=self.compile_mode)

    def _loss_of(self, x, yt, gamma, target, weight):
        difference = self.network(x, yt, gamma).float() - target
        return (weight * (difference.abs() if self.recipe.loss == 'l1' else difference.square())).sum()

    def _descend_on(self, lesson):
        """Adds the gradient of one micro-batch. @returns its loss"""
        part = self.loss_of(**lesson)
        self.scaler.scale(part).backward()
        return part.detach()

    def _descend_against(self, x, yt, gamma, target, weight, share):
        """The same, bent by the discriminator."""
        prediction = self.predict(x, yt, gamma).float()
        difference = prediction.detach() - target
        part = (weight * (difference.abs() if self.recipe.loss == 'l1' else difference.square())).sum()
        gradient = weight * (difference.sign() if self.recipe.loss == 'l1' else 2 * difference)
        pull = self.discriminator.pull(prediction, target, weight, share)
        length = torch.linalg.vector_norm
        gradient = gradient + self.adversarial * length(gradient) / (length(pull) + 1e-12) * pull
        prediction.backward(self.scaler.scale(gradient))
        return part

    def descend(self, lessons, step, learning_rate, batch):
        """One step, number `step` from 1, on lessons whose weights are shares of the whole batch (of all devices)."""
        self.weights.gradient.zero_()
        if self.adversarial > 0:
            self.discriminator.weights.gradient.zero_()
        loss = torch.zeros_like(self.loss)
        for lesson in lessons:
            # A lesson's weights add up to its share of the batch, level by level; the discriminator weighs every picture alike.
            loss += self._descend_on(lesson) if self.adversarial == 0 else self._descend_against(**lesson, share=len(lesson['x']) / batch)
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
        if self.adversarial > 0:
            self.discriminator.learn()

    def take_loss(self):
        total = self.loss.item()
        self.loss.zero_()
        return total

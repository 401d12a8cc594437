"""Many parameters in one flat tensor."""

import torch


class FlatWeights:
    """Weights, gradient, Adam's moments and what else `parts` names, each one flat float32 tensor: clipping, Adam, the average and
    the sum over devices are then one operation each. `view(flat)` finds the parameters in one."""

    def __init__(self, parameters, device, parts=('weights', 'average', 'm', 'v')):
        """@param parts what a saved state holds"""
        self.parts = parts
        self.shapes = {p['name']: torch.Size(p['shape']) for p in parameters}
        size = sum(shape.numel() for shape in self.shapes.values())
        for part in (*parts, 'gradient'):
            setattr(self, part, torch.zeros(size, device=device))

    def view(self, flat):
        views, start = {}, 0
        for name, shape in self.shapes.items():
            size = shape.numel()
            views[name] = flat[start:start + size].view(shape)
            start += size
        return views

    def trainable(self):
        """Name -> parameter, whose gradient adds up in `gradient`."""
        gradients = self.view(self.gradient)
        parameters = {name: torch.nn.Parameter(view) for name, view in self.view(self.weights).items()}
        for name, parameter in parameters.items():
            parameter.grad = gradients[name]
        return parameters

    def begin(self, values):
        """@param values: name -> array, as `view` has them"""
        for name, view in self.view(self.weights).items():
            view.copy_(torch.as_tensor(values[name]))
        if 'average' in self.parts:
            self.average.copy_(self.weights)

    def resume(self, adam, flat, step):
        """Adam goes on after so many steps with the moments that are here."""
        adam.state[flat] = {'step': torch.tensor(float(step), device=flat.device), 'exp_avg': self.m, 'exp_avg_sq': self.v}

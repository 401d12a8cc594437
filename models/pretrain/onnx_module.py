"""A network that Heirloom wrote as an ONNX exchange file (`lowerToExchange` in models/engine/lower.ts), as a PyTorch module.

The network is defined once, in models/network/unet.ts. Here its operators are called one after another; nothing about the
network is known in this file. `state_dict()` has the names that every Heirloom weights file has.
"""

import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper


class OnnxModule(torch.nn.Module):
    """forward(x, yt, gamma): float32 [N,3,side,side], [N,3,side,side], [N,1] -> [N,3,side,side], or whatever else the file is fed
    and gives, a tuple where there are several outputs. Dropout follows train() and eval().

    `precision`: None computes in the parameters' own type. bfloat16 or float16: learned convolutions and attention in that
    type, channels last; what must not be rounded (the noise level, norms, the Haar stem, the output) stays in float32.
    """

    def __init__(self, path, precision=None):
        super().__init__()
        self.precision = precision
        graph = onnx.load(str(path)).graph
        fixed = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        # What is fed has a free batch axis; a parameter's sides are all known, its values may be left out of the file.
        self.input_names = [port.name for port in graph.input if sides_of(port)[0] is None]
        self.parameter_names = [port.name for port in graph.input if sides_of(port)[0] is not None]
        self.output_names = [port.name for port in graph.output]
        self.numbers = {}  # sizes, scales and single numbers, as Python's
        self.places = {}
        for port in graph.input:
            if port.name in self.input_names:
                continue
            values = torch.tensor(fixed.pop(port.name)) if port.name in fixed else torch.full(sides_of(port), torch.nan)
            parent, leaf = self._parent_of(port.name)
            parent.register_parameter(leaf, torch.nn.Parameter(values))
            self.places[port.name] = (parent, leaf)
        biases = {node.input[2] for node in graph.node if node.op_type == 'Conv' and len(node.input) > 2}
        for name, values in fixed.items():
            if values.dtype == 'int64' or (values.ndim < 2 and name not in biases):
                self.numbers[name] = values.tolist()
            else:
                leaf = f'fixed_{len(self.places)}'
                self.register_buffer(leaf, torch.tensor(values), persistent=False)
                self.places[name] = (self, leaf)
        self.steps = [Step(node) for node in graph.node]
        forget_early(self.steps, self.output_names)

    def forward(self, *inputs):
        values = dict(zip(self.input_names, inputs, strict=True))
        for step in self.steps:
            result = OPERATORS[step.type](self, step, *[self._operand(name, values) for name in step.reads])
            if len(step.writes) == 1:
                values[step.writes[0]] = result
            else:
                values.update((name, result[i]) for i, name in enumerate(step.writes))
            for name in step.forgets:
                del values[name]
        outputs = tuple(values[name] for name in self.output_names)
        return outputs[0] if len(outputs) == 1 else outputs

    def drop(self, x, rate):
        return F.dropout(x, rate, self.training)

    def _operand(self, name, values):
        if name in values:
            return values[name]
        if name in self.places:
            parent, leaf = self.places[name]
            return getattr(parent, leaf)
        return self.numbers.get(name)  # None for an operand that is left out

    def _parent_of(self, name):
        """down.0.0.conv.0.weight is `weight` in the module down.0.0.conv.0, which is made where it is not there yet."""
        module = self
        *path, leaf = name.split('.')
        for part in path:
            if part not in module._modules:
                module.add_module(part, torch.nn.Module())
            module = module._modules[part]
        return module, leaf


class Step:
    """One operator of the file, with its attributes as Python values."""

    def __init__(self, node):
        if node.op_type not in OPERATORS:
            raise NotImplementedError(f'This file has the operator {node.op_type}, which onnx_module.py does not know.')
        self.type = node.op_type
        self.reads = list(node.input)
        self.writes = list(node.output)
        self.attributes = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
        self.forgets = []

    def __getitem__(self, name):
        return self.attributes.get(name)


def sides_of(port):
    """Whole numbers; None where a side is free."""
    return [side.dim_value if side.HasField('dim_value') else None for side in port.type.tensor_type.shape.dim]


def forget_early(steps, output_names):
    """Each computed value is forgotten after the last step that reads it: memory for those that autograd does not keep."""
    seen = set(output_names)
    computed = {name for step in steps for name in step.writes}
    for step in reversed(steps):
        step.forgets = [name for name in dict.fromkeys(step.reads) if name in computed and name not in seen]
        seen.update(step.reads)


def conv(module, step, x, weight, bias=None):
    if step['strides'] == step['kernel_shape'] and bias is None:
        return patches_to_channels(x, weight)
    pads = step['pads'] or [0, 0, 0, 0]
    if module.precision is not None:
        x, bias = x.to(module.precision), bias.to(module.precision)
        weight = weight.to(module.precision, memory_format=torch.channels_last)
    group, stride = step['group'] or 1, step['strides'] or 1
    if pads[:2] == pads[2:]:
        return F.conv2d(x, weight, bias, stride=stride, padding=pads[:2], groups=group)
    if group > 1 and not x.is_cuda and (stride, pads, step['kernel_shape']) == ([2, 2], [0, 0, 1, 1], [3, 3]):
        # On a processor the gradient of a depthwise convolution with gaps takes longer than that of all places.
        every = F.conv2d(x, weight, bias, padding=1, groups=group)
        return every[:, :, 1::2, 1::2].contiguous(memory_format=torch.channels_last)
    top, left, bottom, right = pads
    return F.conv2d(F.pad(x, (left, right, top, bottom)), weight, bias, stride=stride, groups=group)


def patches_to_channels(x, weight):
    """A convolution whose patches lie side by side is one product of matrices, and its result lies channels last."""
    n, c, h, w = x.shape
    size = weight.shape[2]
    patches = x.to(weight.dtype).reshape(n, c, h // size, size, w // size, size).permute(0, 2, 4, 1, 3, 5)
    return (patches.reshape(n, h // size, w // size, c * size * size) @ weight.flatten(1).T).permute(0, 3, 1, 2)


def channels_to_patches(_, step, x, weight):
    """The transpose of `patches_to_channels`."""
    if step['strides'] != step['kernel_shape']:
        raise NotImplementedError('Only patches side by side are known.')
    n, _, h, w = x.shape
    _, c, size, _ = weight.shape
    patches = (x.to(weight.dtype).permute(0, 2, 3, 1) @ weight.flatten(1)).reshape(n, h, w, c, size, size)
    return patches.permute(0, 3, 1, 4, 2, 5).reshape(n, c, h * size, w * size)


def linear(_, step, x, weight, bias):
    return F.linear(x, weight if step['transB'] else weight.T, bias)


def group_norm(module, step, x, scale, bias):
    groups, epsilon = step['num_groups'], step['epsilon']
    if module.precision is None or not x.is_cuda:
        return F.group_norm(x.to(scale.dtype), groups, scale, bias, epsilon)
    # First each channel's sums, then the groups': with channels last, neighbours in memory are read together.
    x = x.float()
    mean, square = (sums.unflatten(1, (groups, -1)).mean(2, keepdim=True) for sums in (x.mean((2, 3)), x.square().mean((2, 3))))
    inverse = ((square - mean.square()).clamp(min=0) + epsilon).rsqrt()
    gain = inverse * scale.unflatten(0, (groups, -1))
    shift = bias.unflatten(0, (groups, -1)) - mean * gain
    return x * gain.flatten(1)[:, :, None, None] + shift.flatten(1)[:, :, None, None]


def attention(module, _step, q, k, v):
    if module.precision is not None and not q.is_cuda:
        # A processor has no kernel for short numbers here that is as fast as float32's.
        q, k, v = q.float(), k.float(), v.float()
    return F.scaled_dot_product_attention(q, k, v)


def resize(_, step, x, _region, scales):
    if step['mode'] != b'nearest' or scales != [1, 1, 2, 2]:
        raise NotImplementedError('Only doubling by the nearest pixel is known.')
    return F.interpolate(x, scale_factor=2, mode='nearest')


def reshape(_, _step, x, shape):
    return x.reshape([x.shape[axis] if side == 0 else side for axis, side in enumerate(shape)])


# Each as https://onnx.ai/onnx/operators/ says, for the attributes that models/engine/ writes.
OPERATORS = {
    'Add': lambda _, step, a, b: a + b,
    'Attention': attention,
    'AveragePool': lambda _, step, x: F.avg_pool2d(x, step['kernel_shape'], step['strides']),
    'Clip': lambda _, step, x, low, high: F.hardtanh(x, low, high),
    'Concat': lambda _, step, *parts: torch.cat(parts, step['axis']),
    'Conv': conv,
    'ConvTranspose': channels_to_patches,
    'Cos': lambda _, step, x: torch.cos(x),
    'Dropout': lambda module, step, x, rate: module.drop(x, rate),
    'Gemm': linear,
    'GroupNormalization': group_norm,
    'Identity': lambda _, step, x: x,
    'Mul': lambda _, step, a, b: a * b,
    'Reshape': reshape,
    'Resize': resize,
    'Sin': lambda _, step, x: torch.sin(x),
    'Split': lambda _, step, x: torch.chunk(x, step['num_outputs'], step['axis']),
    'Swish': lambda _, step, x: F.silu(x),
    'Transpose': lambda _, step, x: x.permute(*step['perm']),
}

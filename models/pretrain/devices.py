"""What the run computes on: one processor, one GPU, or several through torch.distributed (torchrun sets WORLD_SIZE)."""

import os

import torch
import torch.distributed as dist

from .refusal import Refusal

# Dense 16-bit matrix products, FLOP/s, as the vendor states them.
PEAKS = {'H100': 989e12, 'H200': 989e12, 'A100': 312e12, 'L40S': 362e12, 'L4': 121e12, 'V100': 125e12, 'T4': 65e12}


class Devices:
    def __init__(self, options):
        self.world, self.rank = int(os.environ.get('WORLD_SIZE', 1)), int(os.environ.get('RANK', 0))
        self.first = self.rank == 0
        self.options = options
        self.device = torch.device(options.device)
        self.cuda = self.device.type == 'cuda'
        if self.cuda and not torch.cuda.is_available():
            raise Refusal('PyTorch finds no GPU here; name another device with --device cpu.')
        if options.threads:
            torch.set_num_threads(options.threads)
        if self.cuda:
            self.device = torch.device('cuda', int(os.environ.get('LOCAL_RANK', 0)) if self.world > 1 else torch.cuda.current_device())
            torch.cuda.set_device(self.device)
            torch.backends.cudnn.benchmark = True
            torch.set_float32_matmul_precision('high')
        if self.world > 1:
            dist.init_process_group('nccl' if self.cuda else 'gloo')
        self.precision = self._precision(options.precision)
        self.compile_mode = {'auto': 'default' if self.cuda else None, 'off': None}.get(options.compile, options.compile)
        kind = torch.cuda.get_device_name(self.device) if self.cuda else f'a processor with {torch.get_num_threads()} threads'
        self.name = kind if self.world == 1 else f'{self.world} x {kind}'
        self.peak = next((peak for name, peak in PEAKS.items() if self.cuda and name in kind), None)

    def _precision(self, asked):
        if asked != 'auto':
            return getattr(torch, asked)
        if not self.cuda:
            return torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
        # Before Ampere (the T4 of Colab, for one) bfloat16 is emulated.
        return torch.bfloat16 if torch.cuda.get_device_capability(self.device)[0] >= 8 else torch.float16

    def compiled(self, function):
        """Whatever shapes come first are compiled for; where others follow (photos in memory), once more for any."""
        return function if self.compile_mode is None else torch.compile(function, mode=self.compile_mode)

    def share_of_peak(self, flops):
        return None if self.peak is None else flops / (self.peak * self.world)

    def one_by_one(self, prepare):
        """The first process makes files that the others then find."""
        if self.first:
            result = prepare()
        if self.world > 1:
            dist.barrier()
        return result if self.first else prepare()

    def agree(self, over, stop, step):
        """The first process decides for all; several ask each other only now and then, as every question waits for the device."""
        if self.world == 1:
            return over, stop
        if step % 10 != 0:
            return False, False
        words = torch.tensor([over, stop], dtype=torch.int32, device=self.device)
        dist.broadcast(words, 0)
        over, stop = words.tolist()
        return bool(over), bool(stop)

    def limit_memory(self):
        megabytes = self.options.memory
        if megabytes == 0:
            return
        if self.cuda:
            total = torch.cuda.get_device_properties(self.device).total_memory
            torch.cuda.set_per_process_memory_fraction(min(1.0, megabytes * 2**20 / total), self.device)
            return
        import resource  # not on Windows

        used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 2**20, resource.getrlimit(resource.RLIMIT_AS)[1]))

    def free_memory(self):
        if self.cuda:
            torch.cuda.empty_cache()

    def close(self):
        if self.world > 1 and dist.is_initialized():
            dist.destroy_process_group()


def is_out_of_memory(error):
    """A processor's allocator says it in words, and oneDNN in these."""
    words = ("can't allocate memory", 'could not create a primitive')
    return isinstance(error, (torch.OutOfMemoryError, MemoryError)) or any(word in str(error) for word in words)

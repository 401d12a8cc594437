"""python -m models.pretrain.train --plan plan.json --data folder --run folder: docs/pretraining.md explains every step.

Goes on where a killed run stopped. Several GPUs: torchrun --standalone --nproc_per_node 8 -m models.pretrain.train ...
"""

import argparse
import signal
import sys
import time

import numpy as np
import torch

from .descent import Descent, Weights
from .devices import Devices, is_out_of_memory
from .incremental import IncrementalPlan
from .lessons import draw_chance, make_lesson, to_device
from .photos import Photos
from .plan import read_plan
from .refusal import Refusal
from .run_folder import Position, RunFolder


def main():
    options = parse()
    try:
        devices = Devices(options)
        try:
            Training(options, devices).train()
        finally:
            devices.close()
    except Refusal as refusal:
        sys.exit(str(refusal))


def parse():
    parser = argparse.ArgumentParser(description='Trains what `heirloom export-pretrain` planned.')
    parser.add_argument('--plan', required=True, help='plan.json')
    parser.add_argument('--data', required=True, help='folder that holds the folders or tars which the plan names')
    parser.add_argument('--run', required=True, help='folder that keeps the run; an interrupted run in it goes on')
    parser.add_argument('--minutes', type=float, default=float('inf'), help='stop after so many minutes of this call')
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--precision', choices=['auto', 'bfloat16', 'float16', 'float32'], default='auto')
    parser.add_argument('--compile', default='auto', help='off, or a mode of torch.compile such as default or max-autotune-no-cudagraphs')
    parser.add_argument('--micro-batch', type=int, default=0, help='pictures at once; halved by itself when the memory runs out')
    parser.add_argument('--memory', type=int, default=0, help='use no more than so many MiB (on a processor: beyond what is in use when training begins)')
    parser.add_argument('--save-seconds', type=float, default=60)
    parser.add_argument('--tell-seconds', type=float, default=10)
    parser.add_argument('--threads', type=int, default=0, help='processor threads; 0 leaves the choice to PyTorch')
    return parser.parse_args()


class Training:
    def __init__(self, options, devices):
        self.options, self.devices = options, devices
        self.plan = read_plan(options.plan)
        self.folder = RunFolder(options.run, self.plan, devices.name)
        self.weights = Weights(self.plan.parameters, devices.device)
        self.descent = Descent(self.plan, self.weights, devices.precision, devices.compile_mode, devices.world)
        restored = self.folder.restore(self.weights)
        if restored is None:
            self.weights.begin(self.plan.initial_values())
            self.position = Position()
        else:
            self.position, scaler = restored
            self.descent.resume(self.position.step)
            self.descent.scaler.load_state_dict(scaler)
        self.begun = self.told = self.saved = time.monotonic()
        self.told_position = Position(**vars(self.position))
        self.stopping = None
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)

    def train(self):
        stages = self.plan.stages
        while self.position.stage < len(stages):
            ended = self._train_stage(stages[self.position.stage])
            if not ended:
                break
            self.position.stage += 1
            self.position.stage_step, self.position.stage_seconds = 0, 0.0
        self._tell(force=True)
        self._save()
        self.folder.finish_writing()
        if self.devices.first:
            done = 'The plan is done' if self.position.stage == len(stages) else 'Stopped'
            say(f'{done} after {self.position.step} steps; the model is in {self.folder.folder / "model"}.')

    def _train_stage(self, stage):
        """@returns whether the stage is over; else this call's time is up, or someone asked to stop"""
        photos = self.devices.one_by_one(lambda: Photos(self.options.data, stage.data, say))
        incremental = IncrementalPlan(len(photos), stage.subsets, stage.epochs_per_subset, stage.batch, self.plan.recipe.seed)
        self.descent.use_network(self.plan.folder / stage.network)
        self.make_lesson = self.devices.compiled(make_lesson)
        self.position.micro_batch = self._fitting(stage)
        if self.devices.first:
            say(f'Stage {self.position.stage + 1}: {stage.side} px, {len(photos)} photos, batches of {stage.batch} ({self.position.micro_batch} at once)')
        self.devices.limit_memory()
        loaded, at_hand = None, None
        clock = time.monotonic()
        while True:
            over = stage.progress(self.position.stage_step, self.position.stage_seconds) >= 1
            stop = self.stopping is not None or time.monotonic() - self.begun >= self.options.minutes * 60
            over, stop = self.devices.agree(over, stop, self.position.step)
            if over or stop:
                return over
            draw = incremental.draw(self.position.stage_step)
            if draw.subset != at_hand:
                # Line 4 of Algorithm 2: the state is saved when a subset's epochs are over.
                if at_hand is not None:
                    self._save()
                loaded = None  # makes room before the next subset comes
                loaded, at_hand = photos.load(incremental.subset(draw.subset), self.devices.device), draw.subset
            if not self._step(stage, loaded, draw.photos):
                continue
            now = time.monotonic()
            self.position.seconds += now - clock
            self.position.stage_seconds += now - clock
            clock = now
            if now - self.told >= self.options.tell_seconds:
                self._tell()
            if now - self.saved >= self.options.save_seconds:
                self._save()

    def _step(self, stage, loaded, numbers):
        """One turn of Algorithm 1. @returns whether it succeeded; else something was changed and it is to be tried again"""
        position = self.position
        try:
            rate = stage.learning_rate + (stage.final_learning_rate - stage.learning_rate) * stage.progress(position.stage_step, position.stage_seconds)
            self.descent.descend(self._lessons(stage, loaded, numbers), position.step + 1, rate)
        except torch._dynamo.exc.TorchDynamoException as error:
            self._compile_no_more(error)
            return False
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            self._halve(stage)
        else:
            position.step += 1
            position.stage_step += 1
            position.images += stage.batch
            return True
        # Only here is the failed step's memory out of sight of the exception.
        self.devices.free_memory()
        return False

    def _lessons(self, stage, loaded, numbers):
        """Micro-batches in turn to each device; what each is like depends on its number alone, not on how many devices there are."""
        size = self.position.micro_batch
        for i in range(self.devices.rank, stage.batch // size, self.devices.world):
            seed = [self.plan.recipe.seed, 2**33 + self.position.step, i]
            torch.manual_seed(int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] >> 1))
            chance = draw_chance(self.plan, stage, loaded, numbers[i * size:(i + 1) * size], np.random.default_rng(seed))
            with torch.no_grad():
                chance = to_device(chance, self.devices.device)
                lesson = self.make_lesson(loaded.rgb, chance, self.plan.task, self.plan.prediction, loaded.reach, stage.side)
            yield lesson

    def _fitting(self, stage):
        """The largest micro-batch that divides the batch, gives every device some, and has not run out of memory yet."""
        most = self.position.micro_batch or self.options.micro_batch or stage.batch
        return largest_share(stage.batch, min(most, stage.batch // self.devices.world))

    def _halve(self, stage):
        size = self.position.micro_batch
        if size == 1 or self.devices.world > 1:
            raise Refusal(f'The memory of {self.devices.name} is too small for {size} pictures at once; plan a smaller network or side, or name a smaller --micro-batch.')
        self.position.micro_batch = largest_share(stage.batch, size // 2)
        say(f'Out of memory with {size} pictures at once: going on with {self.position.micro_batch}.')

    def _compile_no_more(self, error):
        say(f'torch.compile failed ({str(error).splitlines()[0][:200]}): going on without it, slower.')
        self.devices.compile_mode = self.descent.compile_mode = None
        self.make_lesson = make_lesson
        self.descent.use_network(self.plan.folder / self.plan.stages[self.position.stage].network)

    def _tell(self, force=False):
        position, before = self.position, self.told_position
        if position.step == before.step:
            return
        loss = self.descent.take_loss() / (position.step - before.step)  # waits for the device
        self._refuse_trouble()
        now = time.monotonic()
        seconds = now - self.told
        rate = (position.images - before.images) / seconds
        stage = self.plan.stages[min(position.stage, len(self.plan.stages) - 1)]
        flops = 3 * stage.flop * rate  # backward costs twice what forward does
        share = self.devices.share_of_peak(flops)
        self.told, self.told_position = now, Position(**vars(position))
        if self.devices.first:
            of_peak = '' if share is None else f' ({100 * share:.1f} % of the peak)'
            say(f'step {position.step}, {position.images} pictures, loss {loss:.4f}, {rate:.0f} pictures/s, {flops / 1e12:.2f} TFLOP/s{of_peak}')
            self.folder.note({**vars(position), 'side': stage.side, 'loss': loss, 'picturesPerSecond': rate, 'flops': flops, 'shareOfPeak': share})

    def _save(self):
        self.saved = time.monotonic()
        self._refuse_trouble()
        if self.devices.first:
            self.folder.save(self.weights, self.position, self.descent.scaler.state_dict())

    def _refuse_trouble(self):
        """What was saved before stays: nothing is saved without this look."""
        step = int(self.descent.trouble.item())
        if step > 0:
            self.folder.finish_writing()
            raise Refusal(
                f'Training went astray at step {step} (the loss is no number any more); {self.folder.folder} keeps the last good state: '
                'go on from it with a plan that has a smaller learning rate.'
            )

    def _stop(self, number, _frame):
        self.stopping = number


def largest_share(batch, most):
    return next(size for size in range(max(1, most), 0, -1) if batch % size == 0)


def say(sentence):
    print(sentence, flush=True)


if __name__ == '__main__':
    main()

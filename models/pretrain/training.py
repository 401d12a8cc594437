"""Algorithm 1 inside Algorithm 2, stage by stage, in slices of minutes."""

import signal
import time

import numpy as np
import torch

from .descent import Descent, Weights
from .devices import is_out_of_memory
from .incremental import IncrementalPlan
from .lessons import draw_chance, make_lesson, to_device
from .photos import Photos
from .plan import read_plan
from .progress import Progress, say
from .refusal import Refusal
from .run_folder import Position, RunFolder

# Beyond it no half can hold a weight, and no network of ours has use for it.
LARGEST_WEIGHT = 65504


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
        self.progress = Progress(devices, self.folder, self.position)
        self.begun = self.saved = time.monotonic()
        self.stopping = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)

    def train(self):
        position, stages = self.position, self.plan.stages
        while position.stage < len(stages) and self._train_stage(stages[position.stage]):
            position.stage, position.stage_step, position.stage_seconds = position.stage + 1, 0, 0.0
            self._save()
        self._save()
        self.folder.finish_writing()
        if self.devices.first:
            done = 'The plan is done' if position.stage == len(stages) else 'Stopped'
            say(f'{done} after {position.step} steps; the model is in {self.folder.folder / "model"}.')

    def _train_stage(self, stage):
        """@returns whether the stage is over; else this call's time is up, or someone asked to stop"""
        position = self.position
        photos = self.devices.one_by_one(lambda: Photos(self.options.data, stage.data, say))
        incremental = IncrementalPlan(len(photos), stage.subsets, stage.epochs_per_subset, stage.batch, self.plan.recipe.seed)
        self._use_network(stage)
        self.at_once = self._fitting(stage)
        if self.devices.first:
            say(f'Stage {position.stage + 1}: {stage.side} px, {len(photos)} photos, batches of {stage.batch} ({self.at_once} at once)')
        self.devices.limit_memory()
        loaded, at_hand = None, None
        clock = time.monotonic()
        while True:
            over = stage.progress(position.stage_step, position.stage_seconds) >= 1
            stop = self.stopping or position.step >= self.options.until_step or time.monotonic() - self.begun >= self.options.minutes * 60
            over, stop = self.devices.agree(over, stop, position.step)
            if over or stop:
                self.progress.tell(position, stage, self.descent)
                return over
            draw = incremental.draw(position.stage_step)
            if draw.subset != at_hand:
                # Line 4 of Algorithm 2: the state is saved when a subset's epochs are over.
                if at_hand is not None:
                    self._save()
                loaded = None  # makes room before the next subset comes
                loaded, at_hand = photos.load(incremental.subset(draw.subset), self.devices.device), draw.subset
            if not self._step(stage, loaded, draw.photos):
                continue
            spent, clock = time.monotonic() - clock, time.monotonic()
            position.seconds += spent
            position.stage_seconds += spent
            if self.progress.due(self.options.tell_seconds):
                self.progress.tell(position, stage, self.descent)
                self._refuse_trouble()
            if time.monotonic() - self.saved >= self.options.save_seconds:
                self._save()

    def _step(self, stage, loaded, numbers):
        """One turn of Algorithm 1. @returns whether it succeeded; else something was changed and it is to be tried again"""
        position = self.position
        done = stage.progress(position.stage_step, position.stage_seconds)
        rate = stage.learning_rate + (stage.final_learning_rate - stage.learning_rate) * done
        try:
            self.descent.descend(self._lessons(stage, loaded, numbers), position.step + 1, rate)
        except torch._dynamo.exc.TorchDynamoException as error:
            say(f'torch.compile failed ({str(error).splitlines()[0][:200]}): going on without it, slower.')
            self.devices.compile_mode = self.descent.compile_mode = None
            self._use_network(stage)
            return False
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self._halve(stage)
        else:
            position.step += 1
            position.stage_step += 1
            position.images += stage.batch
            position.flop += 3 * stage.flop * stage.batch
            return True
        # Only here has the exception let go of the failed step's memory.
        self.devices.free_memory()
        return False

    def _lessons(self, stage, loaded, numbers):
        """Micro-batches in turn to each device; what each is like depends on its number alone, not on how many devices there are."""
        size = self.at_once
        for i in range(self.devices.rank, stage.batch // size, self.devices.world):
            seed = [self.plan.recipe.seed, 2**33 + self.position.step, i]
            torch.manual_seed(int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0] >> 1))
            chance = draw_chance(self.plan, stage, loaded, numbers[i * size:(i + 1) * size], np.random.default_rng(seed))
            with torch.no_grad():
                chance = to_device(chance, self.devices.device)
                lesson = self.make_lesson(loaded.rgb, chance, self.plan.task, self.plan.prediction, loaded.reach, stage.side)
            yield lesson

    def _use_network(self, stage):
        if self.devices.compile_mode is not None:
            torch._dynamo.reset()  # what was compiled for other sizes would only be in the way
        self.descent.use_network(self.plan.folder / stage.network, stage.batch)
        self.make_lesson = self.devices.compiled(make_lesson)

    def _fitting(self, stage):
        """The largest micro-batch that divides the batch, leaves some for every device, and has not run out of memory yet."""
        most = self.position.micro_batch or self.options.micro_batch or (stage.batch if self.devices.cuda else 16)
        return largest_share(stage.batch, min(most, stage.batch // self.devices.world))

    def _halve(self, stage):
        size = self.at_once
        if size == 1 or self.devices.world > 1:
            raise Refusal(
                f'The memory of {self.devices.name} is too small for {size} pictures at once: '
                'name a smaller --micro-batch, or plan a smaller network or side.'
            )
        self.at_once = self.position.micro_batch = largest_share(stage.batch, size // 2)
        say(f'Out of memory with {size} pictures at once: going on with {self.at_once}.')
        self._use_network(stage)

    def _save(self):
        self.saved = time.monotonic()
        self._refuse_trouble()
        if self.devices.first:
            self.folder.save(self.weights, self.position, self.descent.scaler.state_dict())

    def _refuse_trouble(self):
        """What was saved before stays: nothing is saved without this look."""
        step = int(self.descent.trouble.item())
        # A last step that blew the weights up shows in the next loss only.
        sound = bool(self.weights.weights.abs().max() <= LARGEST_WEIGHT)
        if step > 0 or not sound:
            self.folder.finish_writing()
            raise Refusal(
                f'Training went astray at step {step or self.position.step} (loss or weights are no sensible numbers any more); {self.folder.folder} keeps the last good state: '
                'go on from it with a plan that has a smaller learning rate.'
            )

    def _stop(self, _number, _frame):
        self.stopping = True


def largest_share(batch, most):
    return next(size for size in range(max(1, most), 0, -1) if batch % size == 0)

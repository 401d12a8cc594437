"""What a run keeps: state.safetensors to go on from, model/ to use, progress.jsonl to draw curves of."""

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import save, save_file

from .refusal import Refusal


@dataclass
class Position:
    """Where a run stands; all chance follows from it and the plan."""

    step: int = 0  # optimizer steps of this run
    images: int = 0
    seconds: float = 0.0
    stage: int = 0
    stage_step: int = 0
    stage_seconds: float = 0.0
    flop: float = 0.0
    micro_batch: int = 0  # pictures at once that the memory has room for; 0 = it never ran out


class RunFolder:
    def __init__(self, folder, plan, device_name):
        self.folder, self.plan, self.device_name = Path(folder), plan, device_name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.writer = ThreadPoolExecutor(1)
        self.writing = None

    def restore(self, weights):
        """Fills `weights` and says where the run stood; None if there is none yet."""
        path = self.folder / 'state.safetensors'
        if not path.exists():
            return None
        try:
            with safe_open(path, 'np') as file:
                about = file.metadata()
                if about['signature'] != self.plan.signature():
                    raise Refusal(f'{self.folder} holds a run of another plan (task, network, prediction or schedule differ): name another folder with --run.')
                for part in weights.PARTS:
                    for name, view in weights.view(getattr(weights, part)).items():
                        view.copy_(torch.from_numpy(file.get_tensor(f'{part}/{name}')))
            return Position(**json.loads(about['position'])), json.loads(about['scaler'])
        except Refusal:
            raise
        except Exception as error:  # safetensors' own errors have no common class
            raise Refusal(f'{path} is damaged ({error}): remove it to begin anew.') from error

    def save(self, weights, position, scaler):
        """Copies the state now and writes it meanwhile; a save that comes too soon waits for the last one."""
        self.finish_writing()
        parts = {part: getattr(weights, part).detach().cpu().clone() for part in weights.PARTS}
        self.writing = self.writer.submit(self._write, weights, parts, Position(**asdict(position)), scaler)

    def finish_writing(self):
        if self.writing is not None:
            self.writing.result()
            self.writing = None

    def note(self, record):
        with open(self.folder / 'progress.jsonl', 'a') as file:
            file.write(json.dumps(record) + '\n')

    def _write(self, weights, parts, position, scaler):
        tensors = {f'{part}/{name}': view.numpy() for part in parts for name, view in weights.view(parts[part]).items()}
        about = {'signature': self.plan.signature(), 'position': json.dumps(asdict(position)), 'scaler': json.dumps(scaler)}
        replace(self.folder / 'state.safetensors', lambda path: save_file(tensors, path, about))
        average = {name: view.numpy() for name, view in weights.view(parts['average']).items()}
        write_model(self.folder / 'model', self._manifest(position), average)

    def _manifest(self, position):
        parent = self.plan.parent or {'steps': 0, 'images': 0, 'flop': 0}
        stages = self.plan.stages[:position.stage + (position.stage_step > 0)]
        # A parent of whom it is not known leaves the sum unknown.
        flop = {} if parent.get('flop') is None else {'flop': position.flop + parent['flop']}
        seen = '; then '.join(f'{", ".join(dict.fromkeys(stage.data))} at {stage.side} px' for stage in stages)
        return {
            **self.plan.manifest,
            'steps': position.step + parent['steps'],
            'images': position.images + parent['images'],
            **flop,
            'data': f'{self.plan.manifest["data"]} ({seen})'[:4000],
            'trainedOn': self.device_name,
            'hours': position.seconds / 3600,
            'created': datetime.now(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'),
        }


def write_model(folder, manifest, average):
    """In the order of models/node/model-folder.ts: whenever this is killed, a reader finds the old model or the new one."""
    folder.mkdir(exist_ok=True)
    # 65504 is the largest half.
    halves = all(np.abs(values).max(initial=0) <= 65504 for values in average.values())
    encoded = save({name: values.astype(np.float16 if halves else np.float32) for name, values in average.items()})
    sha256 = hashlib.sha256(encoded).hexdigest()
    pending = folder / f'.model-{sha256}.tmp'
    replace(pending, lambda path: path.write_bytes(encoded))
    replace(folder / 'manifest.json', lambda path: path.write_text(json.dumps({**manifest, 'sha256': sha256}, indent=2) + '\n'))
    os.replace(pending, folder / 'model.safetensors')
    for left in folder.glob('.model-*.tmp'):
        left.unlink()


def replace(path, write):
    """A file is there whole or not at all, also after a power cut."""
    unfinished = path.with_name(f'.{path.name}.{os.getpid()}.new')
    try:
        write(unfinished)
        force(unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    if os.name == 'posix':
        force(path.parent)


def force(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

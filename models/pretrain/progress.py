"""How fast a run goes: one line for a person every few seconds, and the same as JSON in the run's folder."""

import time
from dataclasses import asdict, replace


class Progress:
    def __init__(self, devices, folder, position):
        self.devices, self.folder = devices, folder
        self.before, self.at = replace(position), time.monotonic()

    def due(self, seconds):
        return time.monotonic() - self.at >= seconds

    def tell(self, position, stage, descent):
        """Waits for the device, so that what is counted has been computed."""
        steps = position.step - self.before.step
        if steps == 0:
            return
        loss = descent.take_loss() / steps
        now = time.monotonic()
        rate = (position.images - self.before.images) / (now - self.at)
        flops = 3 * stage.flop * rate  # backward costs twice what forward does
        share = self.devices.share_of_peak(flops)
        self.before, self.at = replace(position), now
        if not self.devices.first:
            return
        of_peak = '' if share is None else f' ({100 * share:.1f} % of the peak)'
        say(f'step {position.step}, {position.images} pictures, loss {loss:.4f}, {rate:.0f} pictures/s, {flops / 1e12:.2f} TFLOP/s{of_peak}')
        self.folder.note({**asdict(position), 'side': stage.side, 'loss': loss, 'picturesPerSecond': rate, 'flops': flops, 'shareOfPeak': share})


def say(sentence):
    print(sentence, flush=True)

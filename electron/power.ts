import { powerMonitor } from 'electron';
import type { Power } from '../app/host.ts';

/** Whether the computer is plugged in. Once Electron is ready. */
export function desktopPower(): Power {
  return {
    onBattery: () => powerMonitor.isOnBatteryPower(),
    onChange(listener) {
      powerMonitor.on('on-battery', listener);
      powerMonitor.on('on-ac', listener);
    },
  };
}

import type { Accelerator } from '../engine/devices.ts';
import { tryDevice } from '../engine/try-device.ts';
import type { NetworkConfig } from '../network/config.ts';

/** A process of its own, started by choose-device.ts: tries one device and sends what came of it. */
const { device, config } = JSON.parse(process.argv[2] ?? '') as { device: Accelerator; config: NetworkConfig };
process.send?.(await tryDevice(device, config, () => performance.now()));

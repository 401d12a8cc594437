import type { Bridge } from '../../app/contract/bridge.ts';
import { socketBridge } from './socket-bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload on a desktop. */
    readonly heirloom?: Bridge;
  }
}

/** @param connected told whenever the way to the application is lost or found again; never on a desktop */
export function findBridge(connected: (is: boolean) => void): Bridge {
  return window.heirloom ?? socketBridge(connected);
}

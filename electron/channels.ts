/** Between preload and main: the only channels there are. */
export const channels = {
  call: 'heirloom:call',
  openPaths: 'heirloom:open-paths',
  openMask: 'heirloom:open-mask',
  event: 'heirloom:event',
} as const;

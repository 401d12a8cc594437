/** Between preload and main: the only channels there are. */
export const channels = {
  call: 'heirloom:call',
  openPaths: 'heirloom:open-paths',
  openMask: 'heirloom:open-mask',
  teachPaths: 'heirloom:teach-paths',
  event: 'heirloom:event',
} as const;

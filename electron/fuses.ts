/**
 * Switches in Electron's binary that packaging turns (names of @electron/fuses' FuseV1Options); docs/security.md says why.
 * @public the packaging's configuration reads it
 */
export const fuses = {
  // The trial of a graphics device forks a process (models/node/choose-device.ts), which needs this one.
  RunAsNode: true,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
} as const;

/** Where Electron Forge looks; what it finds is in build/packaging/. */
export { forgeConfig as default } from './build/packaging/forge-config.ts';

const { EventEmitter } = require('node:events');

/** What Electron Forge calls: nothing is found, so nothing is built. */
exports.rebuild = () => Object.assign(Promise.resolve(), { lifecycle: new EventEmitter() });

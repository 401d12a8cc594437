/**
 * The house, as a table: who may import whom. The rule in imports.js reads it, so this is the one place to change when a
 * room is added. Imports point down only (see AGENTS.md): a room may import what its row lists, and itself.
 *
 * @typedef {object} Room
 * @property {string} name  the room's folder; the longest name that begins a path is that path's room
 * @property {string} purpose  what lives there, for the message
 * @property {readonly string[]} imports  other rooms (or single files, without their extension) that it may import
 * @property {readonly string[] | 'any'} packages  npm packages it may import; 'any' still leaves those with a home (below) at home
 * @property {boolean} node  whether it may import `node:` modules
 * @property {string} [remedy]  what to do instead, for the message
 */

const floor = ['models'];
const photo = [...floor, 'models/photo'];
const theory = [...photo, 'models/diffusion', 'models/network'];
const machinery = [...theory, 'models/engine', 'models/checkpoint'];
const seeing = [...machinery, 'models/faces'];
const work = [...seeing, 'models/tasks'];
const judging = [...work, 'models/training', 'models/evaluation'];
const models = [...judging, 'models/teach', 'models/node'];

const asParameter = 'What lies above reaches a room below as a parameter: a value, a function, or an interface that the room below declares.';

/** @type {readonly Room[]} */
export const rooms = [
  // What lies directly in models/ (failure, cancel, random) is the floor that everything stands on.
  { name: 'models', purpose: 'the floor: failures, cancelling, chance', imports: [], packages: [], node: false, remedy: asParameter },
  { name: 'models/photo', purpose: 'pictures as plain numbers', imports: floor, packages: ['valibot'], node: false, remedy: asParameter },
  { name: 'models/diffusion', purpose: 'the mathematics of diffusion', imports: photo, packages: ['valibot'], node: false, remedy: asParameter },
  {
    name: 'models/network',
    purpose: 'the network as a graph of operators',
    imports: photo,
    packages: ['valibot'],
    node: false,
    remedy: 'Lowering a graph belongs in models/engine; reading weights belongs in models/checkpoint.',
  },
  {
    name: 'models/checkpoint',
    purpose: 'weights and manifests as bytes',
    imports: theory,
    packages: ['valibot', '@petamoriken/float16'],
    node: false,
    remedy: 'Reading and writing files belongs in models/node.',
  },
  {
    name: 'models/engine',
    purpose: 'what runs a graph; the only room that knows ONNX Runtime and TensorFlow.js',
    imports: [...theory, 'models/checkpoint'],
    packages: ['valibot', '@petamoriken/float16', 'onnxruntime-*', 'onnx-proto', '@tensorflow/tfjs-core'],
    node: false,
    remedy: 'Starting a process and reading a file belong in models/node, which hands the engine bytes and values.',
  },
  {
    name: 'models/faces',
    purpose: 'finding faces and telling them apart, by networks of others',
    imports: [...photo, 'models/engine'],
    packages: ['valibot', '@petamoriken/float16'],
    node: false,
    remedy: 'Reading the networks belongs in models/node.',
  },
  {
    name: 'models/tasks',
    purpose: 'the tasks: damage for training, use on a photo',
    imports: seeing,
    packages: ['valibot'],
    node: false,
    remedy: asParameter,
  },
  {
    name: 'models/training',
    purpose: 'Algorithms 1 and 2',
    imports: work,
    packages: ['valibot'],
    node: false,
    remedy: 'Judging results belongs in models/evaluation; files and processes belong in models/node.',
  },
  {
    name: 'models/evaluation',
    purpose: 'measures of quality',
    imports: work,
    packages: ['valibot', 'ml-matrix'],
    node: false,
    remedy: 'Files and processes belong in models/node.',
  },
  {
    name: 'models/teach',
    purpose: 'teaching a model on a person\'s own photos: what is decided, without files',
    imports: judging,
    packages: ['valibot'],
    node: false,
    remedy: 'Reading photos, keeping sessions and running networks belong in models/node/teach.',
  },
  {
    name: 'models/node',
    purpose: 'the one room of models/ that touches files, codecs and processes',
    imports: models,
    packages: 'any',
    node: true,
    remedy: 'What a person types or sees belongs in cli/, electron/ or renderer/.',
  },
  {
    name: 'app',
    purpose: 'the application without a window',
    imports: [...models, 'app/contract'],
    packages: 'any',
    node: true,
    remedy: 'The doors (cli/, electron/) hand app/ what it needs as a parameter.',
  },
  {
    name: 'app/contract',
    purpose: 'what the contract speaks of',
    imports: ['app/contract'],
    packages: ['valibot'],
    node: false,
    remedy: 'The contract is values and types only; whatever does something belongs in app/.',
  },
  { name: 'cli', purpose: 'the door for a terminal', imports: [...models, 'app', 'app/contract'], packages: 'any', node: true },
  { name: 'electron', purpose: 'the door for a window, without logic', imports: [...models, 'app', 'app/contract'], packages: 'any', node: true },
  {
    name: 'renderer',
    purpose: 'what a person sees; knows app/ by its contract only',
    // The brush draws with the very code that training draws with.
    imports: ['app/contract', 'models/photo'],
    packages: 'any',
    node: false,
    remedy: 'Ask for it through a call in app/contract.ts.',
  },
  {
    name: 'build',
    purpose: 'how the repository is run and checked',
    imports: ['build/packaging'],
    packages: 'any',
    node: true,
    remedy: 'A tool that needs the program itself belongs in cli/ or tests/bench/.',
  },
  {
    name: 'build/packaging',
    purpose: 'how installers are made',
    imports: ['build', 'electron/fuses'],
    packages: 'any',
    node: true,
    remedy: 'What the packed program itself needs belongs in app/ or electron/.',
  },
  { name: 'tests', purpose: 'the tests', imports: [...models, 'app', 'app/contract', 'cli', 'electron', 'renderer', 'build', 'build/packaging'], packages: 'any', node: true },
];

/**
 * Packages with a home: only these rooms (and the tests) may import them, so that each can be replaced in one place.
 * @type {readonly { packages: readonly string[]; homes: readonly string[] }[]}
 */
export const homes = [
  { packages: ['onnxruntime-*', 'onnx-proto', '@tensorflow/*'], homes: ['models/engine'] },
  { packages: ['sharp', 'tar-stream'], homes: ['models/node', 'app', 'build/packaging'] },
  { packages: ['tinyglobby'], homes: ['models/node', 'app'] },
  { packages: ['commander', 'cli-progress', 'client-zip'], homes: ['cli'] },
  { packages: ['age-encryption'], homes: ['models/node'] },
  { packages: ['electron', 'electron-*'], homes: ['electron'] },
  { packages: ['svelte', 'svelte-*', 'konva'], homes: ['renderer'] },
  { packages: ['ws'], homes: ['cli'] },
  { packages: ['conf'], homes: ['cli', 'app'] },
  { packages: ['eslint', 'typescript', 'typescript-eslint', 'knip', 'vitest', 'vite', '@sveltejs/*'], homes: ['build', 'build/packaging'] },
];

/** The rooms that compile with no platform at all: no Node, no window, no clock and no chance of their own. */
export const pureRooms = rooms.filter((room) => room.name.startsWith('models') && !room.node).map((room) => room.name);

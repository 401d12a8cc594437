import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { imports } from './build/lint/imports.js';
import { pureRooms } from './build/lint/rooms.js';

const pureFiles = pureRooms.map((room) => (room === 'models' ? 'models/*.ts' : `${room}/**/*.ts`));
const configFiles = ['*.config.{js,ts}', '*.config.mjs', 'build/vite.config.ts'];

/** Each entry: what is refused, and what to do instead. */
const refusedSyntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name: a name can be searched for.' },
  { selector: 'TSEnumDeclaration', message: 'Write a union of string literals: the code runs without a compiler.' },
  {
    selector: ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration)[source.value=/^\\.{1,2}\\/(?!.*\\.(ts|js|mjs|json|svelte|css|webp)$)/]',
    message: 'Name the file with its extension (./photo.ts): nothing rewrites imports here.',
  },
  { selector: 'ForInStatement', message: 'Use for ... of Object.keys/entries: for ... in walks the prototype too.' },
];

const elsewhere = 'models/ outside models/node/ knows no platform';
const refusedGlobals = [
  ...['Date', 'performance'].map((name) => ({ name, message: `${elsewhere}: take a clock, or a number of milliseconds, as a parameter.` })),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({
    name,
    message: `${elsewhere}: write an async generator and let the caller wait between its steps.`,
  })),
  { name: 'Buffer', message: `${elsewhere}: use Uint8Array and DataView.` },
  { name: 'crypto', message: `${elsewhere}: chance comes from a passed Random (models/random.ts); hashes are taken in models/node.` },
  { name: 'console', message: `${elsewhere}: return it, yield it, or throw an AppFailure; cli/ prints.` },
  ...['process', 'global', 'globalThis', 'require', 'fetch', 'URL', 'TextEncoder', 'TextDecoder', 'window', 'document', 'navigator', 'self'].map(
    (name) => ({ name, message: `${elsewhere}: what needs ${name} belongs in models/node.` }),
  ),
];

export default defineConfig(
  { ignores: ['node_modules/', 'out/', '.cache/', 'runs/', 'coverage/', 'shared/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,js,mjs,svelte}'],
    plugins: { heirloom: { rules: { imports } } },
    rules: {
      'heirloom/imports': 'error',
      'no-restricted-syntax': ['error', ...refusedSyntax],
      eqeqeq: ['error', 'always'],
      curly: ['error', 'multi-line'],
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-useless-assignment': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-len': ['error', { code: 140, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
      semi: ['error', 'always'],
      quotes: ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true, allowDefaultCaseForExhaustiveSwitch: true },
      ],
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/promise-function-async': ['error', { checkArrowFunctions: false, checkMethodDeclarations: false }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      // Below: rules of the strict set that only made noise here.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      // An async function without await turns a throw into a rejection, which is what an interface of promises needs.
      '@typescript-eslint/require-await': 'off',
      // Objects of functions are taken apart here, and none of them says `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // svelte-check knows the types of components; here the parser alone, which is fast.
  ...svelte.configs.recommended.map((config) => ({ ...config, files: config.files ?? ['**/*.svelte'] })),
  {
    files: ['**/*.svelte'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // Properties are taken apart with `let`, for Svelte assigns to them.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // Markup: an element with its attributes is one line.
      'max-len': ['error', { code: 220, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true }],
    },
  },
  {
    files: ['renderer/**/*.{ts,svelte}'],
    rules: {
      // Caches beside the reactive state are plain on purpose; what is reactive says $state.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['**/*.svelte.ts'], languageOptions: { parser: tseslint.parser } },
  // What a button starts tells its own failure (Heirloom.ask): `void` says that nobody waits for it.
  { files: ['renderer/**/*.ts'], rules: { '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }] } },
  // The catalogue's types are what it says.
  { files: ['renderer/words/{en,*-en}.ts'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } },
  {
    files: pureFiles,
    rules: {
      'no-restricted-globals': ['error', ...refusedGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Same seed, same bytes: take a Random (models/random.ts) as a parameter.' },
      ],
    },
  },
  {
    files: ['tests/**/*.ts'],
    // tsc reads the tests as strictly as all else. The rules that ask for types once more took half of the linter's time
    // here and found nothing: those stay that catch an assertion nobody waits for.
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      // A test that reads what is not there fails, which is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: configFiles, rules: { 'no-restricted-syntax': ['error', ...refusedSyntax.slice(1)] } },
);

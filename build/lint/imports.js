import { builtinModules } from 'node:module';
import path from 'node:path';
import { homes, rooms } from './rooms.js';

/**
 * Lint rule `heirloom/imports`: an import may only point where build/lint/rooms.js allows, and the message names the
 * right place. Written here, not taken from a plugin, because the message is the point of it, and because it must also
 * see `new URL('./worker.ts', import.meta.url)` and the type `import('...')`.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const imports = {
  meta: {
    type: 'problem',
    docs: { description: 'Imports point down only, as build/lint/rooms.js says.' },
    messages: { wrong: '{{sentence}}' },
    schema: [],
  },
  create(context) {
    const file = relativeToRoot(context.cwd, context.filename);
    const from = roomOf(file);
    if (from === undefined) return {};

    /** @param {import('estree').Node | null | undefined} node */
    const check = (node) => {
      if (node?.type !== 'Literal' || typeof node.value !== 'string') return;
      const sentence = /^\.{1,2}(\/|$)/.test(node.value)
        ? wrongRoom(from, relativeToRoot(context.cwd, path.resolve(path.dirname(context.filename), node.value)))
        : wrongPackage(from, node.value);
      if (sentence !== undefined) context.report({ node, messageId: 'wrong', data: { sentence } });
    };

    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      // @ts-expect-error: typescript-eslint's node, unknown to ESLint's own types
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
      NewExpression(node) {
        const [target, base] = node.arguments;
        if (node.callee.type === 'Identifier' && node.callee.name === 'URL' && base?.type === 'MemberExpression'
          && base.object.type === 'MetaProperty' && target?.type === 'Literal' && /\.[cm]?[jt]s$/.test(String(target.value))) check(target);
      },
    };
  },
};

/**
 * @param {import('./rooms.js').Room} from
 * @param {string} target the imported file, relative to the root
 */
function wrongRoom(from, target) {
  const to = roomOf(target);
  if (to === from) return undefined;
  if (to === undefined) return `${from.name} may not import ${target}: it lies in no room. Give it a room in build/lint/rooms.js.`;
  // A row names rooms, or a single file of a room (app/contract).
  if (from.imports.some((name) => name === to.name || name === stripExtension(target))) return undefined;
  return [`${from.name} (${from.purpose}) may not import ${to.name} (${to.purpose}).`, sharedPlace(from, to), from.remedy, mayImport(from)]
    .filter((part) => part !== undefined)
    .join(' ');
}

/**
 * The nearest room that both may import, if there is a choice of few: more would be a list, not an answer.
 * @param {import('./rooms.js').Room} from
 * @param {import('./rooms.js').Room} to
 */
function sharedPlace(from, to) {
  const shared = from.imports.filter((name) => to.imports.includes(name));
  return shared.length === 0 || shared.length > 4 ? undefined : `What both need belongs in ${listed(shared, 'or')}.`;
}

/**
 * @param {import('./rooms.js').Room} from
 * @param {string} source
 */
function wrongPackage(from, source) {
  if (source.startsWith('node:') || builtinModules.includes(source)) {
    if (from.node) return undefined;
    const home = from.name.startsWith('models') ? 'models/node' : 'app';
    return `${from.name} (${from.purpose}) may not import ${source}: what needs Node belongs in ${home}. ${from.remedy ?? ''}`.trim();
  }
  if (from.name === 'tests') return undefined;
  const home = homes.find((row) => matches(row.packages, source));
  if (home !== undefined) {
    if (home.homes.includes(from.name)) return undefined;
    return `${from.name} (${from.purpose}) may not import ${source}: it belongs in ${listed(home.homes, 'or')}. ${from.remedy ?? ''}`.trim();
  }
  if (from.packages === 'any' || matches(from.packages, source)) return undefined;
  return `${from.name} (${from.purpose}) may not import ${source}. Packages it may import: ${listed(from.packages, 'and') || 'none'}. ${from.remedy ?? ''}`.trim();
}

/** @param {import('./rooms.js').Room} room */
function mayImport(room) {
  return room.imports.length === 0 ? 'It may import nothing but its own files.' : `It may import ${listed(room.imports, 'and')}.`;
}

/** @param {string} file relative to the root */
function roomOf(file) {
  const inside = rooms.filter((room) => isWithin(file, room.name));
  return inside.sort((a, b) => b.name.length - a.name.length)[0];
}

/**
 * @param {string} file
 * @param {string} folder
 */
function isWithin(file, folder) {
  return file === folder || file.startsWith(`${folder}/`);
}

/**
 * @param {readonly string[]} patterns
 * @param {string} source a package, or a file in it
 */
function matches(patterns, source) {
  return patterns.some((pattern) => (pattern.endsWith('*') ? source.startsWith(pattern.slice(0, -1)) : isWithin(source, pattern)));
}

/**
 * @param {string} root
 * @param {string} file
 */
function relativeToRoot(root, file) {
  return path.relative(root, file).split(path.sep).join('/');
}

/** @param {string} file */
function stripExtension(file) {
  return file.replace(/\.[^./]+$/, '');
}

/**
 * @param {readonly string[]} names
 * @param {string} word
 */
function listed(names, word) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

/**
 * JSON.parse for files from strangers. JSON.parse lets the last of two equal names win, so two readers can see two
 * different files in the same bytes; and a name like __proto__ waits for the first careless copy. Both are errors here.
 *
 * @throws SyntaxError whose message completes 'The file ...'
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError('is not valid JSON', { cause: error });
  }
  checkNames(text);
  return value;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}:]/g;
const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);

/** @param text valid JSON, so a colon outside of a string follows a name of the innermost open object */
function checkNames(text: string): void {
  const open: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (token === ':') addName(open.at(-1), JSON.parse(last) as string);
    else last = token;
  }
}

function addName(names: Set<string> | undefined, name: string): void {
  if (FORBIDDEN.has(name)) throw new SyntaxError(`uses the forbidden name ${name}`);
  if (names?.has(name) === true) throw new SyntaxError(`names ${JSON.stringify(name.slice(0, 60))} twice`);
  names?.add(name);
}

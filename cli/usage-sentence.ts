/** Commander's message as one sentence that says where to look. @param words what a person typed after `heirloom` */
export function usageSentence(message: string, words: readonly string[]): string {
  const [first = '', ...hints] = message.replace(/^error: /, '').split('\n');
  const what = `${first.charAt(0).toUpperCase()}${first.slice(1)}`.replace(/\.$/, '');
  const hint = hints.map((line) => line.trim().replace(/^\(?(.*?)\)?$/, '$1').replace(/^D/, 'd')).filter((line) => line !== '').join(' ');
  const [command = ''] = words;
  const known = /^[a-z]+$/.test(command) && !what.startsWith('Unknown command');
  return `${what}${hint === '' ? '' : ` (${hint})`}: see "heirloom ${known ? `${command} ` : ''}--help".`;
}

/** install.mjs is plain JavaScript, for it runs before there are packages; this says its types to those worlds that read none there. */
export function ensureInstalled(root: string, what?: string): Promise<string | undefined>;
export function npm(): { readonly file: string; readonly args: readonly string[]; readonly shell: boolean };

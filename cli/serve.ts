import type { Command } from 'commander';

export function registerServe(program: Command): void {
  program
    .command('serve')
    .summary("the window's interface in a browser, for a machine without a screen")
    .description('Opens Heirloom in a browser on this computer. Nobody else can reach it: the address it prints works here, and once.')
    .option('--port <number>', 'where to listen (default: a port that is free)')
    .option('--no-open', 'print the address and open no browser')
    .addHelpText('after', examples)
    .action(async (raw: unknown) => {
      const { parseServeOptions } = await import('./serve/serve-options.ts');
      const { serveWindow } = await import('./serve/serve-window.ts');
      process.exitCode = await serveWindow(parseServeOptions(raw));
    });
}

const examples = `
Examples:
  heirloom serve
      opens the window in your browser; Ctrl-C ends it
  heirloom serve --no-open --port 8080
      on a machine without a screen; then, on your own:
      ssh -L 8080:127.0.0.1:8080 that-machine, and open the address that was printed`;

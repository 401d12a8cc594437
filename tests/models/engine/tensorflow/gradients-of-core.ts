import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Rolldown } from 'vite';

/**
 * Registers the gradients of TensorFlow.js' core, which it has in modules that Node itself cannot read: Vite makes one file of
 * them. The registry is the program's, so that the core which the engine has loaded finds them there.
 */
export async function registerGradients(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/dist/register_all_gradients.js');
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'gradients' } },
  });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  const file = join(tmpdir(), `heirloom-gradients-${process.pid}.mjs`);
  writeFileSync(file, output[0].code);
  await import(pathToFileURL(file).href);
}

import fs from 'node:fs';
import path from 'node:path';
import { run } from './run.ts';

/**
 * Wheels of PyPI that carry libtensorflow with its C interface and its headers, by their SHA-256
 * (docs/decisions/0008-tensorflow.md says which versions were tried).
 */
const wheels = {
  cpu: { requirement: 'tensorflow-cpu==2.18.1', sha256: '8e0f27dbd92c6d380ae0ccfe73c7343f65c127b0aa98467c30c2e71eda7c76a4' },
} as const;

/** What is taken out of it, and where it goes: the names that tfjs-node links against, the headers it includes. */
const unpack = `
import glob, os, shutil, sys, zipfile
wheel, deps = glob.glob(os.path.join(sys.argv[1], '*.whl'))[0], sys.argv[2]
shutil.rmtree(deps, ignore_errors=True)
lib = os.path.join(deps, 'lib')
os.makedirs(lib)
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(('tensorflow/include/tensorflow/', 'tensorflow/include/tsl/', 'tensorflow/include/xla/tsl/')) and name.endswith('.h'):
            target = os.path.join(deps, name.removeprefix('tensorflow/'))
        elif name in ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'):
            target = os.path.join(lib, os.path.basename(name))
        else:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(name) as source, open(target, 'wb') as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
os.symlink('libtensorflow_cc.so.2', os.path.join(lib, 'libtensorflow.so'))
os.symlink('libtensorflow_framework.so.2', os.path.join(lib, 'libtensorflow_framework.so'))
`;

/** Fills the addon's deps/ from PyPI, by pip, which knows mirrors and proxies and refuses what has another checksum. @throws Error */
export async function fillFromWheel(addon: string, folder: string, gpu: boolean): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error("PyPI's wheels are of use on 64-bit Linux only: connect this computer to the internet, or leave --engine out.");
  }
  if (gpu) throw new Error('For the graphics card the library comes from storage.googleapis.com only: connect this computer to the internet.');
  const { requirement, sha256 } = wheels.cpu;
  console.log(`Fetching ${requirement} from PyPI (230 MB) ...`);
  const [download, log] = [path.join(folder, 'wheel'), path.join(folder, 'setup.log')];
  fs.rmSync(download, { recursive: true, force: true });
  fs.mkdirSync(download);
  const requirements = path.join(download, 'requirements.txt');
  fs.writeFileSync(requirements, `${requirement} --hash=sha256:${sha256}\n`);
  const pip = ['-m', 'pip', 'download', '--no-deps', '--require-hashes', '--only-binary=:all:', '--python-version=3.12', '--implementation=cp'];
  const place = ['--platform=manylinux_2_17_x86_64', '--platform=manylinux2014_x86_64', '--dest', download, '--requirement', requirements];
  if (!(await run('python3', [...pip, ...place], { cwd: folder, log }))) {
    throw new Error(`${requirement} could not be fetched: python3 with pip, and PyPI, are needed; ${log} has the details.`);
  }
  console.log('Unpacking it (700 MB) ...');
  if (!(await run('python3', ['-c', unpack, download, path.join(addon, 'deps')], { cwd: folder, log }))) {
    throw new Error(`The wheel could not be unpacked: is the disk full? ${log} has the details.`);
  }
  fs.rmSync(download, { recursive: true });
}

import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyProject, createSmallProject, npmStart, readJson, removeProject, run, startRun, writeJson } from './small-project.ts';

let original: string;
let installed: string;
let folder: string;
beforeAll(async () => {
  original = createSmallProject();
  installed = copyProject(original);
  await run(installed);
});
afterEach(() => {
  removeProject(folder);
});
afterAll(() => {
  removeProject(original);
  removeProject(installed);
});

const installing = /Installing the packages Heirloom needs/g;

describe('installing', () => {
  beforeEach(() => {
    folder = copyProject(original);
  });

  test('an empty node_modules is filled with one line of explanation, and only once', async () => {
    fs.mkdirSync(path.join(folder, 'node_modules'));
    const first = await run(folder, ['a', 'b c', '--d=é']);
    expect(first).toMatchObject({ code: 0, stderr: 'Installing the packages Heirloom needs, once: nothing is installed yet. This takes a minute or two.\n' });
    expect(JSON.parse(first.stdout)).toEqual({ greeting: 'hello', folder: fs.realpathSync(folder), args: ['a', 'b c', '--d=é'] });

    const second = await run(folder);
    expect(second).toMatchObject({ code: 0, stderr: '' });
  });

  test('killed in the middle of an install, the next run finishes it', async () => {
    const manifest = path.join(folder, 'package.json');
    const before = readJson(manifest);
    const marker = path.join(folder, 'began');
    const linger = `node -e "fs.writeFileSync(${JSON.stringify(marker).replaceAll('"', "'")}, ''); setTimeout(() => {}, 60000)"`;
    writeJson(manifest, { ...before, scripts: { ...(before['scripts'] as object), postinstall: linger } });
    const { child, outcome } = startRun(folder, []);
    while (!fs.existsSync(marker)) await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(-child.pid!, 'SIGKILL');
    expect((await outcome).signal).toBe('SIGKILL');
    expect(fs.existsSync(path.join(folder, '.cache/install.lock'))).toBe(true);

    // Half of what npm had unpacked is gone as well.
    fs.rmSync(path.join(folder, 'node_modules/tsx'), { recursive: true, force: true });
    writeJson(manifest, before);
    expect(await run(folder)).toMatchObject({ code: 0, stderr: expect.stringMatching(installing) as string });
    expect(fs.existsSync(path.join(folder, '.cache/install.lock'))).toBe(false);
  });

  test('two runs at once install once; the other waits', async () => {
    const outcomes = await Promise.all([run(folder, ['1']), run(folder, ['2']), run(folder, ['3'])]);
    expect(outcomes.map((outcome) => outcome.code)).toEqual([0, 0, 0]);
    const said = outcomes.map((outcome) => outcome.stderr).join('');
    expect(said.match(installing)).toHaveLength(1);
    expect(said.match(/Waiting for another Heirloom command/g)).toHaveLength(2);
  });

  test('an optional package that cannot be installed is tried once and done without', async () => {
    fs.rmSync(path.join(folder, 'packages/for-this-machine-1.0.0.tgz'));
    expect(await run(folder)).toMatchObject({ code: 0, stderr: expect.stringMatching(installing) as string });
    expect(fs.existsSync(path.join(folder, 'node_modules/for-this-machine'))).toBe(false);
    expect(await run(folder)).toMatchObject({ code: 0, stderr: '' });
  });

  test('a failed install is one sentence that says what to do, and the entry does not run', async () => {
    fs.rmSync(path.join(folder, 'packages/greeting-1.0.0.tgz'));
    const outcome = await run(folder);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    const [, sentence, ...rest] = outcome.stderr.trim().split('\n');
    expect(sentence).toMatch(/^Heirloom could not install its packages \(npm said “.*greeting-1\.0\.0\.tgz.*”\): check the network/);
    expect(rest).toEqual([]);
    expect(fs.readFileSync(path.join(folder, '.cache/install.log'), 'utf8')).toContain('ENOENT');
  });

  test('a package.json that was changed by hand is told to take its lock file along', async () => {
    const manifest = path.join(folder, 'package.json');
    const { dependencies, ...others } = readJson(manifest) as { dependencies: Record<string, string> };
    writeJson(manifest, { ...others, dependencies: { ...dependencies, added: 'file:packages/greeting-1.0.0.tgz' } });
    const outcome = await run(folder);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr.trim().split('\n')[1]).toBe(
      'package.json and package-lock.json disagree: run npm install once, and commit package-lock.json with package.json.',
    );
  });
});

describe('mending', () => {
  beforeEach(() => {
    folder = copyProject(installed);
  });

  test('a package that has gone, and an install that was not finished, are seen and mended', async () => {
    fs.rmSync(path.join(folder, 'node_modules/greeting'), { recursive: true });
    expect(await run(folder)).toMatchObject({ code: 0, stderr: expect.stringContaining('greeting is missing') as string });

    fs.rmSync(path.join(folder, 'node_modules/.package-lock.json'));
    expect(await run(folder)).toMatchObject({ code: 0, stderr: expect.stringContaining('the last installation was not finished') as string });
    expect((await run(folder)).stderr).toBe('');
  });

  test('an optional package for this machine that went missing is brought back; one for another machine is not missed', async () => {
    expect(fs.existsSync(path.join(folder, 'node_modules/for-another'))).toBe(false);
    fs.rmSync(path.join(folder, 'node_modules/for-this-machine'), { recursive: true });
    expect((await run(folder)).stderr).toContain('for-this-machine is missing');
    expect(fs.existsSync(path.join(folder, 'node_modules/for-this-machine/package.json'))).toBe(true);
  });
});

describe('running', () => {
  beforeEach(() => {
    folder = copyProject(installed);
  });

  test('the exit code and the signal that ended the entry come out', async () => {
    expect(await run(folder, ['exit', '7'])).toMatchObject({ code: 7, signal: null });
    expect(await run(folder, ['die'])).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('a signal reaches the entry, which may finish in its own way', async () => {
    const { child, outcome } = startRun(folder, ['wait']);
    await new Promise<void>((resolve) => {
      child.stdout!.on('data', (text: Buffer) => {
        if (text.toString().includes('waiting')) resolve();
      });
    });
    child.kill('SIGTERM');
    expect(await outcome).toMatchObject({ code: 3, signal: null, stdout: expect.stringContaining('asked to stop') as string });
  });

  test('npm start works from a subfolder, and the entry runs where the command was typed', async () => {
    const subfolder = path.join(folder, 'my photos');
    fs.mkdirSync(subfolder);
    const outcome = await npmStart(folder, ['--mask', 'm.png'], subfolder);
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toEqual({ greeting: 'hello', folder: fs.realpathSync(subfolder), args: ['--mask', 'm.png'] });
  });

  test('an old Node is told what it needs, in one sentence', async () => {
    const pretend = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.18.3'}})";
    const outcome = await run(folder, [], ['--import', pretend]);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toBe('Heirloom needs Node 20.19 or newer and this is 20.18.3: install the current Node (nodejs.org) and run the command again.\n');
  });

  test('an entry that is not there is named', async () => {
    fs.rmSync(path.join(folder, 'entry.ts'));
    expect(await run(folder)).toMatchObject({ code: 1, stderr: expect.stringContaining(`There is no entry.ts in ${folder}`) as string });
  });
});

/**
 * Why a package of TensorFlow.js did not load, as the end of a sentence that begins with its name. The texts are Node's,
 * the dynamic linker's and tfjs-node's; what is not known is quoted.
 */
export function reasonOf(text: string): string {
  const known = reasons.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1](text);
  return `does not load (${text.split('\n', 1)[0] ?? ''})`;
}

/** Why the process that tried it ended by a signal, or on Windows with an exit code that stands for one. */
export function crashReason(end: string): string {
  if (end === 'SIGILL' || end === ILLEGAL_INSTRUCTION) return 'needs instructions that this processor does not have (AVX)';
  if (end === 'SIGBUS') return 'has a native library that is cut short';
  if (end === 'SIGKILL') return 'did not answer within two minutes, or took all memory';
  return `stopped while it was tried (${end})`;
}

/** STATUS_ILLEGAL_INSTRUCTION */
const ILLEGAL_INSTRUCTION = String(0xc000_001d);

const reasons: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/^Cannot find (module|package) '@tensorflow\//, () => 'is not installed'],
  [/can not be found at path/, () => 'is installed without its native part'],
  [/lib(cudart|cudnn|cublas|cufft|cusolver|cusparse)/, () => 'finds no CUDA and cuDNN of the versions it was built for'],
  [/[^\s/]+: cannot open shared object file/, (text) => `misses its library ${/([^\s/]+): cannot open/.exec(text)?.[1] ?? ''}`],
  [/GLIBC\w*_[\d.]+' not found/, (text) => `needs a newer system (${/GLIBC\w*_[\d.]+/.exec(text)?.[0] ?? ''})`],
  [/NODE_MODULE_VERSION|did not self-register|napi_|undefined symbol/, () => 'was built for another Node or another libtensorflow'],
  [/file too short|invalid ELF header|wrong ELF class|not a valid Win32|not a mach-o/i, () => 'has a native part that is damaged or meant for another computer'],
  [/specified module could not be found|Library not loaded/, () => 'does not find its native library'],
  [/out of memory|OOM|[Cc]annot allocate|RESOURCE_EXHAUSTED/, () => 'does not get the memory that it needs'],
];

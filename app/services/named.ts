import { AppFailure } from '../../models/failure.ts';

/** Where a sentence names a file by its place on the disk, the person reads its name. */
export async function named<T>(path: string, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    throw new AppFailure(error.code, error.message.replaceAll(path, name), { cause: error });
  }
}

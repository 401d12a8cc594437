import { type Face, findFaces } from '../faces/detector.ts';
import { AppFailure } from '../failure.ts';
import type { Photo } from '../photo/photo.ts';
import type { FaceRestorer, Restorer } from '../tasks/restore.ts';
import { type Network, openNetwork } from './engine-host.ts';
import { openFaceDetector } from './face-networks.ts';
import { readModel } from './model-folder.ts';

/** A model in memory, ready for any number of photos. */
export interface OpenModel extends Restorer {
  readonly network: Network;
  /** Lets running calls finish, then frees memory and threads. */
  dispose(): Promise<void>;
}

/** Folders of models. */
export interface ModelPlaces {
  readonly folder: string;
  /** The model that faces are left to. */
  readonly faces?: ModelPlaces | undefined;
}

interface Machine {
  /** onnx where it is absent. */
  readonly engine?: string;
  readonly device: string;
  readonly threads: number;
}

/** @throws AppFailure 'checkpoint-invalid', 'engine-failed' */
export async function openModel({ folder, faces }: ModelPlaces, machine: Machine): Promise<OpenModel> {
  const { manifest, weights } = await readModel(folder);
  const network = await openNetwork({ config: manifest.network, weights, ...machine });
  if (faces === undefined) return { manifest, network, dispose: async () => network.dispose() };
  const faceRestorer = new LazyFaceRestorer(faces, machine);
  return {
    manifest,
    network,
    faces: faceRestorer,
    async dispose() {
      await network.dispose();
      await faceRestorer.dispose();
    },
  };
}

/** Finds faces and brings their model: each comes into memory when a photo first needs it. */
class LazyFaceRestorer implements FaceRestorer {
  readonly #places: ModelPlaces;
  readonly #machine: Machine;
  #detector: ReturnType<typeof openFaceDetector> | undefined;
  #model: Promise<OpenModel> | undefined;
  /** The same photo is asked about once for every seed. */
  readonly #found = new WeakMap<Photo, Promise<readonly Face[]>>();

  constructor(places: ModelPlaces, machine: Machine) {
    this.#places = places;
    this.#machine = machine;
  }

  async find(photo: Photo): Promise<readonly Face[]> {
    const found = this.#found.get(photo) ?? this.#find(photo);
    this.#found.set(photo, found);
    return found;
  }

  async #find(photo: Photo): Promise<readonly Face[]> {
    this.#detector ??= openFaceDetector(this.#machine.threads);
    try {
      return await findFaces(photo, (await this.#detector).detect);
    } catch (error) {
      // Without its package a photo is restored as a scene.
      if (error instanceof AppFailure && error.code === 'model-unknown') return [];
      throw error;
    }
  }

  async open(): Promise<Restorer> {
    this.#model ??= openModel(this.#places, this.#machine);
    return this.#model;
  }

  async dispose(): Promise<void> {
    const opened = await Promise.allSettled([this.#detector, this.#model]);
    for (const result of opened) if (result.status === 'fulfilled') await result.value?.dispose();
  }
}

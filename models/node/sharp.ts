import { availableParallelism } from 'node:os';
import sharp from 'sharp';

// Every photo is read once: libvips' operation cache would only hold on to decoded pixels.
sharp.cache(false);
// Encoders that know threads (AVIF) get the machine's cores, but never so many that each brings its own buffers.
sharp.concurrency(Math.min(4, availableParallelism()));

/** The one configured sharp: import it from here, so that its settings hold whoever comes first. */
export { sharp };

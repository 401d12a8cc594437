import { embeddingFrequencies } from '../../network/embedding.ts';
import type { Operator } from '../operator.ts';

export const noiseEmbedding: Operator<'noiseEmbedding'> = {
  forward({ gamma, y }, { model, of }) {
    const width = y.shape[0] as number;
    const frequencies = model.tensor(`frequencies_${width}`, [1, width / 2], embeddingFrequencies(width));
    const angles = model.node('Mul', [of(gamma), frequencies]);
    return model.node('Concat', [model.node('Cos', [angles]), model.node('Sin', [angles])], { axis: 1 });
  },
  // Nothing before it is learned.
  gradient: () => undefined,
};

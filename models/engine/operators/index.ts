import type { OperationName } from '../../network/graph.ts';
import type { Operator } from '../operator.ts';
import { add } from './add.ts';
import { attention } from './attention.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { dropout } from './dropout.ts';
import { groupNorm } from './group-norm.ts';
import { haar, inverseHaar } from './haar.ts';
import { input } from './input.ts';
import { linear } from './linear.ts';
import { modulate } from './modulate.ts';
import { noiseEmbedding } from './noise-embedding.ts';
import { averagePool, upsample } from './resample.ts';
import { silu } from './silu.ts';

/** Every operator of a graph has a row here, or this file does not compile. */
export const operators: { readonly [Name in OperationName]: Operator<Name> } = {
  input, conv, linear, groupNorm, modulate, silu, dropout, attention, add, concat, averagePool, upsample, haar, inverseHaar, noiseEmbedding,
};

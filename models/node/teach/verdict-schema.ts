import * as v from 'valibot';
import type { TeachVerdict } from '../../teach/verdict.ts';

const interval = v.strictObject({ value: v.number(), low: v.number(), high: v.number() });
const compared = v.strictObject({ base: v.number(), taught: v.number(), change: interval });

/** A verdict as it lies in a session's record. */
export const teachVerdictSchema: v.GenericSchema<unknown, TeachVerdict> = v.strictObject({
  judgement: v.picklist(['better', 'same', 'worse']),
  colourError: compared,
  identity: v.nullable(compared),
  forgotten: compared,
  proposal: v.picklist(['keep', 'discard']),
  sentence: v.string(),
  share: v.number(),
});

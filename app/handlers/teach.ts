import type { Handlers } from '../handlers.ts';
import type { Services } from '../services/start-services.ts';

export function teachHandlers({ teaching: teach }: Services): Pick<Handlers, Extract<keyof Handlers, `teach.${string}`>> {
  return {
    'teach.list': async () => Promise.resolve(teach.list()),
    'teach.begin': async () => teach.begin(),
    'teach.open': async ({ teaching }) => teach.openOne(teaching),
    'teach.choose': async ({ teaching, what }) => teach.choose(teaching, what),
    'teach.forgetSources': async ({ teaching }) => teach.forgetSources(teaching),
    'teach.survey': async ({ teaching }) => teach.survey(teaching),
    'teach.setGoal': async ({ teaching, ...goal }) => teach.setGoal(teaching, goal),
    'teach.crops': async ({ teaching }) => teach.crops(teaching),
    'teach.changeCrop': async ({ teaching, crop, box, excluded }) =>
      teach.changeCrop(teaching, { id: crop, ...(box !== undefined && { box }), ...(excluded !== undefined && { excluded }) }),
    'teach.prepare': async ({ teaching }) => teach.prepare(teaching),
    'teach.cancel': async ({ teaching }) => teach.cancel(teaching),
    'teach.propose': async ({ teaching, minutes }) => teach.propose(teaching, minutes),
    'teach.start': async ({ teaching, minutes, details }) => teach.start(teaching, minutes, details),
    'teach.pause': async ({ teaching }) => teach.pause(teaching),
    'teach.resume': async ({ teaching }) => teach.resume(teaching),
    'teach.steer': async ({ teaching, ...change }) => teach.steer(teaching, change),
    'teach.judge': async ({ teaching, share }) => teach.judge(teaching, share),
    'teach.goOn': async ({ teaching, minutes }) => teach.goOn(teaching, minutes),
    'teach.keep': async ({ teaching, ...choice }) => teach.keep(teaching, choice),
    async 'teach.discard'({ teaching }) {
      await teach.discard(teaching);
      return null;
    },
    'teach.emptyCache': async ({ teaching }) => teach.emptyCache(teaching),
  };
}

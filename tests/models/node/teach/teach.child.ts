import { openTeachSession } from '../../../../models/node/teach/session.ts';
import { teach } from '../../../../models/node/teach/teach.ts';

/** A process to be killed: goes on with a session, saving about ten times a second. */
const [root = '', id = ''] = process.argv.slice(2);
const session = await openTeachSession(root, id);
const run = teach(session, { saveEveryMinutes: 0.1 / 60, threads: 1 });
for (let next = await run.next(); next.done !== true; next = await run.next()) process.stdout.write(`${next.value.step}\n`);
await session.close();

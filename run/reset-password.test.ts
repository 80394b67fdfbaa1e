import { expect, test } from 'bun:test';
import { outcome, refusedWith } from '../testkit/call.ts';
import { password, Person } from '../testkit/person.ts';
import { startProcess } from '../testkit/process.ts';
import { failsWith, rookery } from '../testkit/rookery-command.ts';
import { tempFolder } from '../testkit/temp.ts';

test('reset-password gives a new password while the server runs, and signs out', async () => {
  const dataFolder = tempFolder();
  const world = await startProcess(dataFolder);
  const ada = await new Person(world).claim('ada');
  const { code, output, errors } = await rookery(['reset-password', 'ADA'], { ROOKERY_DATA: dataFolder })
    .ended;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const [, fresh = ''] = /^ {2}(\S+)$/m.exec(output) ?? [];
  expect(fresh.length).toBeGreaterThanOrEqual(12);
  expect(await refusedWith(new Person(world).login('ada', password))).toBe('wrong_credentials');
  expect((await new Person(world).login('ada', fresh)).id).toBe(ada.id);
  // What the gateway remembers of a session ends within two seconds.
  let last = '200';
  for (const until = Date.now() + 10_000; last === '200' && Date.now() < until;)
    last = outcome(await ada.call('GET', '/api/rooms'));
  expect(last).toBe('401 not_signed_in');

  await failsWith(rookery(['reset-password', 'nobody'], { ROOKERY_DATA: dataFolder }), 1, 'nobody');
  await world.stop();
});

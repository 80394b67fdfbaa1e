import type { Room } from '../../contracts/chats.ts';
import type { People, Person } from '../people.ts';
import { portrait } from './portraits.ts';

/** Who talks in the scenes. */
export interface Cast {
  ada: Person;
  grace: Person;
  tomas: Person;
  noor: Person;
  max: Person;
  noa: Person;
}

export type Role = keyof Cast;

/** Who says what, and when where that matters: `2026-03-12T10:40`. */
export type Line = readonly [who: Role, when: string, text: string];

/** Sets the server's clock; in tests, where no time shows, nothing. */
export type SetClock = (time: string) => void;

/** The owner and five others, with the names, pictures and lines about now that they have. */
export async function castOf(ada: Person, people: People): Promise<Cast> {
  const [grace, tomas, noor, max, noa] = await Promise.all([
    people.member('grace'),
    people.member('tomas.ferreira'),
    people.member('noor'),
    people.member('maximiliane'),
    people.member('noa'),
  ]);
  const cast = { ada, grace, tomas, noor, max, noa };
  const named: Record<Role, readonly [displayName: string, status: string]> = {
    ada: ['Ada Lindqvist', 'Relaunch week'],
    grace: ['Grace Okafor', 'On the 14:10 train'],
    tomas: ['Tomás Ferreira', ''],
    noor: ['نور الهدى', 'إجازة حتى الأحد'],
    max: [
      'Maximiliane Freifrau von Hohenstein-Schillingsfürst',
      'Please write, do not call: the new phone is not here yet',
    ],
    noa: ['נועה לוי', ''],
  };
  for (const [role, [displayName, status]] of Object.entries(named))
    await cast[role as Role].api.users.changeMe({ body: { displayName, status } });
  await grace.api.users.setAvatar({ body: await portrait('lake') });
  await tomas.api.users.setAvatar({ body: await portrait('cat') });
  await max.api.users.setAvatar({ body: await portrait('plant') });
  return cast;
}

/** Plays lines in a room; `@ada` and the like become mentions. Answers the seqs by place. */
export async function play(
  cast: Cast,
  room: Room,
  lines: readonly Line[],
  clock: SetClock,
): Promise<number[]> {
  const seqs: number[] = [];
  for (const [who, when, text] of lines) {
    clock(when);
    const body = text.replaceAll(
      /@(ada|grace|tomas|noor|max|noa)\b/g,
      (_, role: Role) => `<@${cast[role].id}>`,
    );
    const key = crypto.randomUUID();
    const posted = await cast[who].api.chats.postMessage({ params: { room: room.id }, body: { key, body } });
    seqs.push(posted.seq);
  }
  return seqs;
}

import type { RoomEvent } from '../../contracts/chats.ts';
import { createApi } from '../../web/src/state/api.ts';
import { attempt, postByRest, type Person } from './by-rest.ts';
import { Page } from './page.ts';
import { account, origin, type SimulatedWorld } from './world.ts';

/** Microseconds between two things that somebody does, at most. */
const pauseUs = 400_000;
/** Microseconds until somebody who was signed out is back: at least, and at most so much more. */
const signedOutUs = 4_000_000;
const signedOutMoreUs = 10_000_000;

/** What people do in one run. */
export class Workload {
  readonly pages: Page[] = [];
  private readonly people: Person[] = [];
  /** All that were made, also those that are deleted. */
  readonly rooms: string[] = [];
  private readonly owners = new Map<string, Person>();
  /** Texts are mostly short; in some runs so long that who does not read is soon too far behind. */
  private readonly longest: number;
  private said = 0;
  private rawKeys = 0;
  /** The only room that things are done in just now. */
  private only: string | undefined;

  constructor(private readonly world: SimulatedWorld) {
    this.longest = world.random.chance(30) ? 15_000 : 3_000;
  }

  /** Everybody signs in and joins all rooms. To be done before anything goes wrong. */
  setUp(): void {
    const { world } = this;
    const { random, time } = world;
    const names = ['anna', 'bela', 'cleo', 'dora'].slice(0, 2 + random.below(3));
    for (const name of names) {
      const signIn = world.signIns.signIn(account(name));
      this.people.push({ id: signIn.user.id, signIn, api: createApi(origin, world.fetchFor(signIn)) });
    }
    const rooms = 1 + random.below(3);
    for (let i = 0; i < rooms; i++) {
      const owner = random.pick(this.people);
      const room = time.finish(owner.api.chats.createRoom({ body: { name: `Room ${i}` } }));
      this.rooms.push(room.id);
      this.owners.set(room.id, owner);
      world.recorder.add({ is: 'joined', user: owner.id, room: room.id });
      for (const person of this.people) if (person !== owner) time.finish(this.invite(person, room.id));
    }
    for (const person of this.people) {
      const devices = random.chance(30) ? 2 : 1;
      for (let i = 0; i < devices; i++)
        this.pages.push(new Page(world, `${person.id.slice(5)}${i}`, person.signIn));
    }
    for (const page of this.pages) for (const room of this.rooms) if (random.chance(75)) page.open(room);
  }

  /** Does one thing, and lets some time pass. */
  step(): void {
    const { random, time } = this.world;
    this.act();
    time.pass(random.chance(40) ? 0 : random.below(pauseUs));
  }

  /** Does several things in one room at the same moment. */
  rush(room: string): void {
    const { random } = this.world;
    this.only = room;
    for (let i = random.below(6); i >= 0; i--) this.act();
    if (random.chance(30)) this.reload();
    this.only = undefined;
  }

  /** The owner of a room makes another one, for the same people. */
  makeAnother(room: string): void {
    const { random, recorder } = this.world;
    const owner = this.ownerOf(room);
    attempt(owner.api.chats.createRoom({ body: { name: `Instead of ${room}` } }), ({ id }) => {
      recorder.add({ is: 'joined', user: owner.id, room: id });
      this.rooms.push(id);
      this.owners.set(id, owner);
      for (const page of this.pages) if (random.chance(75)) page.open(id);
      for (const person of this.people)
        if (person !== owner) attempt(this.invite(person, id), () => undefined);
    });
  }

  ownerOf(room: string): Person {
    const owner = this.owners.get(room);
    if (!owner) throw new Error(`nobody made ${room}`);
    return owner;
  }

  private someRoom(): string {
    return this.only ?? this.world.random.pick(this.rooms);
  }

  private act(): void {
    const { random } = this.world;
    const what = random.below(100);
    if (what < 58) this.post();
    else if (what < 66) this.rawPost();
    else if (what < 74) this.change();
    else if (what < 80) this.read();
    else if (what < 88) this.comeOrGo();
    else if (what < 91) this.look();
    else if (what < 94) this.reload();
    else if (what < 96) this.signOut();
    else if (what < 98) this.rename();
    else this.history();
  }

  private post(): void {
    const { random } = this.world;
    const page = random.pick(this.pages);
    const room = this.someRoom();
    if (!page.client.rooms.get(room)) return;
    const times = random.chance(10) ? 1 + random.below(8) : 1;
    for (let i = 0; i < times; i++) void page.client.posting.post(room, this.words());
  }

  /** By REST, at times the same key twice at once. */
  private rawPost(): void {
    const { random } = this.world;
    const person = random.pick(this.people);
    const room = this.someRoom();
    const key = `raw-key-${++this.rawKeys}`;
    const body = this.words();
    const times = random.chance(50) ? 2 : 1;
    for (let i = 0; i < times; i++) void postByRest(this.world, person, { room, key, body });
  }

  /** Edits or deletes a message that is on show somewhere. */
  private change(): void {
    const { random, recorder } = this.world;
    const page = random.pick(this.pages);
    const room = this.someRoom();
    const items = page.shown.get(room)?.getSnapshot().items ?? [];
    const mine = items.flatMap((item) => (item.kind === 'message' && item.by === page.user ? [item] : []));
    const message = mine.at(-1 - random.below(5));
    if (!message || message.seq === null) return;
    const { seq } = message;
    const body = this.words();
    if (random.chance(60))
      attempt(page.client.edits.change(room, seq, message.body ?? '', body), () =>
        recorder.add({ is: 'edited', user: page.user, room, target: seq, body }),
      );
    else
      // At once: how long a page holds it back is no matter of the server's.
      attempt(page.client.api.chats.deleteMessage({ params: { room, seq } }), () =>
        recorder.add({ is: 'deleted', room, target: seq }),
      );
  }

  private read(): void {
    const { random } = this.world;
    const page = random.pick(this.pages);
    const room = page.client.rooms.get(this.someRoom());
    if (room) page.client.openRooms.markRead(room.id, Math.max(1, room.head - random.below(3)));
  }

  private comeOrGo(): void {
    const { random, recorder } = this.world;
    const person = random.pick(this.people);
    const room = this.someRoom();
    const owner = this.owners.get(room);
    if (!owner || owner === person) return;
    const what = random.below(4);
    if (what === 0)
      attempt(person.api.chats.leave({ params: { room }, query: {} }), () =>
        recorder.add({ is: 'removed', user: person.id, room }),
      );
    else if (what === 1)
      attempt(owner.api.chats.removeMember({ params: { room, user: person.id } }), () =>
        recorder.add({ is: 'removed', user: person.id, room }),
      );
    else attempt(this.invite(person, room), () => undefined);
  }

  private async invite(person: Person, room: string): Promise<void> {
    const owner = this.owners.get(room);
    if (!owner) return;
    const { token } = await owner.api.chats.createInvite({ params: { room }, body: {} });
    await person.api.chats.acceptInvite({ params: { token } });
    this.world.recorder.add({ is: 'joined', user: person.id, room });
  }

  /** Goes to a room. */
  private look(): void {
    const { random } = this.world;
    random.pick(this.pages).open(this.someRoom());
  }

  private reload(): void {
    const at = this.world.random.below(this.pages.length);
    const page = this.pages[at];
    if (page) this.pages[at] = page.reloaded();
  }

  /** Signs somebody out everywhere; they sign in again a while later, in the same browsers. */
  private signOut(): void {
    const { world } = this;
    const person = world.random.pick(this.people);
    if (!world.signIns.holds(person.signIn) || !world.signOut(person.id)) return;
    world.time.in(signedOutUs + world.random.below(signedOutMoreUs), () => {
      person.signIn = world.signIns.signIn(account(person.id.slice(5)));
      person.api = createApi(origin, world.fetchFor(person.signIn));
      for (const [at, page] of this.pages.entries())
        if (page.user === person.id) this.pages[at] = page.reloaded(person.signIn);
    });
  }

  /** Gives some people new names at the same time. */
  private rename(): void {
    const { names, random } = this.world;
    for (const { id } of this.people) if (random.chance(60)) void names.rename(id);
  }

  private history(): void {
    const { random, recorder } = this.world;
    const person = random.pick(this.people);
    const room = this.someRoom();
    const after = random.below(30);
    const asked = recorder.now();
    const limit = 1 + random.below(100);
    attempt(person.api.chats.events({ params: { room }, query: { after, limit } }), ({ events, head }) =>
      recorder.add({
        is: 'history',
        asked,
        user: person.id,
        room,
        after,
        events: events.map((event: RoomEvent) => JSON.stringify(event)),
        head,
      }),
    );
  }

  private words(): string {
    const { random } = this.world;
    const to = random.chance(25) ? `<@${random.pick(this.people).id}> ` : '';
    const length = random.chance(this.longest > 3_000 ? 50 : 10)
      ? random.below(this.longest)
      : random.below(20);
    return `said ${++this.said} ${to}${'x'.repeat(length)}`;
  }
}

import { waitBeforeTry } from '../live/backoff.ts';
import type { Clock } from '../live/clock.ts';
import { limits } from './limits.ts';
import type { Members } from './members.ts';
import { namesOthers, stored } from './mentions.ts';
import type { Person, Profiles } from './profiles.ts';

export interface MentionableDeps {
  clock: Clock;
  random: () => number;
  profiles: Profiles;
  members: (room: string) => Members;
  /** Those who were seen in conversations, each with a room of theirs. */
  seen: () => ReadonlyMap<string, string>;
  /** Whether there is a connection: without one nothing is tried twice. */
  isLive: () => boolean;
}

/** Whom a message of a room may mention, and the names in texts that are to be sent. */
export class Mentionable {
  readonly #deps: MentionableDeps;

  constructor(deps: MentionableDeps) {
    this.#deps = deps;
  }

  /** Those whose names are known: the members loaded so far, and whoever was seen in the conversation. */
  people(room: string): readonly Person[] {
    const { profiles, members, seen } = this.#deps;
    const users = new Set(
      members(room)
        .getSnapshot()
        .members.map(({ user }) => user),
    );
    // Without a connection they are all there is.
    if (!members(room).complete) for (const [user, where] of seen()) if (where === room) users.add(user);
    const { of } = profiles.getSnapshot();
    return [...users].map(of).filter(({ known }) => known);
  }

  /** Whether a text has a name that is not known, and may yet be a member's. */
  isOpen(room: string, text: string): boolean {
    return text.includes('@') && namesOthers(text, this.people(room)) && !this.#isComplete(room);
  }

  /** A text with its names as mentions; as it is while `isOpen` some of them may stay names. */
  storedNow(room: string, text: string): string {
    return text.includes('@') ? stored(text, this.people(room)) : text;
  }

  /** The same once the members whom it may name are known, or cannot be known for some time. Never throws. */
  async stored(room: string, text: string): Promise<string> {
    if (this.isOpen(room, text)) await this.#known(room, () => !this.isOpen(room, text));
    return this.storedNow(room, text);
  }

  #isComplete(room: string): boolean {
    const { profiles, members } = this.#deps;
    const list = members(room);
    return list.complete && list.getSnapshot().members.every(({ user }) => profiles.isSettled(user));
  }

  /** Loads all members until `enough` is known of them. */
  async #known(room: string, enough: () => boolean): Promise<void> {
    const { clock, random, members, profiles, isLive } = this.#deps;
    const list = members(room);
    let end = (): void => {};
    const over = new Promise<void>((resolve) => (end = resolve));
    let failures = 0;
    let isOver = false;
    let retry = (): void => {};
    const look = (): void => {
      if (enough()) end();
    };
    const load = async (): Promise<void> => {
      await list.loadAll();
      if (isOver || !list.getSnapshot().error) return;
      if (isLive()) retry = clock.after(waitBeforeTry(failures++, 0, random()), () => void load());
      else end();
    };
    const stops = [list.subscribe(look), profiles.subscribe(look), clock.after(limits.namesMs, end)];
    void load();
    await over;
    isOver = true;
    retry();
    for (const stop of stops) stop();
  }
}

import type { Profile } from '../../../contracts/users.ts';
import { waitBeforeTry } from '../live/backoff.ts';
import type { Clock } from '../live/clock.ts';
import { limits } from './limits.ts';
import { namesakes } from './namesakes.ts';
import { Store } from './store.ts';

/** Somebody, as far as known. `known` is false, and the names are empty, until the profile has come. */
export interface Person extends Profile {
  known: boolean;
}

export interface ProfilesSnapshot {
  /** Never fails: somebody unknown has empty names and no picture. The same object while nothing changes. */
  of(user: string): Person;
  /**
   * Whether somebody else has a name that looks the same, among all whom this page knows: a name alone would take the
   * one for the other, also where the other is not in view.
   */
  isNamesake(user: string): boolean;
}

export interface ProfilesDeps {
  clock: Clock;
  random: () => number;
  /** Profiles by id, up to 200; unknown ids are left out. */
  load: (ids: readonly string[]) => Promise<readonly Profile[]>;
}

/** Requests are gathered for so long: a page of messages names its people one by one. */
const gatherMs = 20;

/** Everybody whose name or picture is on show. Asked for in batches, and again after failures; nothing waits for it. */
export class Profiles extends Store<ProfilesSnapshot> {
  readonly #deps: ProfilesDeps;
  /** Least recently wanted first. */
  readonly #people = new Map<string, Person>();
  readonly #wanted = new Set<string>();
  #failures = 0;
  #cancel: (() => void) | undefined;
  #loading = false;
  #stopped = false;

  constructor(deps: ProfilesDeps) {
    super();
    this.#deps = deps;
  }

  /** Has these profiles loaded, unless they are here already. Authors and members on show are asked for without it. */
  want(users: Iterable<string>): void {
    for (const user of users) {
      const person = this.#people.get(user);
      if (person) {
        this.#people.delete(user);
        this.#people.set(user, person);
      } else if (this.#wanted.size < limits.profiles) this.#wanted.add(user);
    }
    this.#soon(gatherMs);
  }

  /** Whether somebody's names are known, or there are none: they need not be waited for. */
  isSettled(user: string): boolean {
    return this.#people.get(user)?.known === true || !this.#wanted.has(user);
  }

  /** A profile as it is now: from a frame, or an answer. */
  put(profile: Profile): void {
    this.#keep(profile);
    this.changed();
  }

  /** Shows profiles as an earlier page kept them, and asks for them anew. */
  restore(profiles: readonly Profile[]): void {
    for (const profile of profiles) {
      if (this.#people.get(profile.id)?.known) continue;
      this.#keep(profile);
      this.#wanted.add(profile.id);
    }
    this.#soon(gatherMs);
    this.changed();
  }

  /** Those asked for last, at most so many. */
  kept(most: number): Profile[] {
    const known = [...this.#people.values()].filter((person) => person.known).slice(-most);
    return known.map(({ id, username, displayName, status, avatarUrl }) => {
      return { id, username, displayName, status, avatarUrl };
    });
  }

  /** A username learned by another way; shown until the profile is there. */
  hint(user: string, username: string): void {
    if (this.#people.get(user)?.known) return;
    const person = { ...stranger(user), username, displayName: username };
    this.#people.set(user, person);
    this.#wanted.add(user);
    this.#soon(gatherMs);
    this.changed();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#wanted.clear();
  }

  protected build(): ProfilesSnapshot {
    const people = new Map(this.#people);
    let alike: ReadonlySet<string> | undefined;
    return {
      isNamesake: (user) => (alike ??= namesakes(people.values())).has(user),
      of: (user) => {
        let person = people.get(user);
        if (!person) {
          person = stranger(user);
          if (people.size < 2 * limits.profiles) people.set(user, person);
        }
        return person;
      },
    };
  }

  #keep(profile: Profile): void {
    this.#wanted.delete(profile.id);
    this.#people.delete(profile.id);
    this.#people.set(profile.id, { ...profile, known: true });
    for (const user of this.#people.keys()) {
      if (this.#people.size <= limits.profiles) break;
      this.#people.delete(user);
    }
  }

  #soon(ms: number): void {
    if (this.#stopped || this.#loading || this.#cancel || this.#wanted.size === 0) return;
    this.#cancel = this.#deps.clock.after(ms, () => {
      this.#cancel = undefined;
      void this.#load();
    });
  }

  async #load(): Promise<void> {
    const ids = [...this.#wanted].slice(0, limits.profilesPerCall);
    this.#loading = true;
    try {
      const profiles = await this.#deps.load(ids);
      this.#failures = 0;
      for (const id of ids) this.#wanted.delete(id);
      for (const profile of profiles) this.#keep(profile);
      // An account without a profile stays a stranger; remembered, so that it is not asked for on every message.
      for (const id of ids) if (!this.#people.has(id)) this.#people.set(id, stranger(id));
      this.changed();
    } catch {
      this.#failures++;
    }
    this.#loading = false;
    this.#soon(this.#failures === 0 ? gatherMs : waitBeforeTry(this.#failures, 0, this.#deps.random()));
  }
}

function stranger(id: string): Person {
  return { id, username: '', displayName: '', status: '', avatarUrl: null, known: false };
}

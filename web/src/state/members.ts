import type { Member, RoomEvent } from '../../../contracts/chats.ts';
import { ApiError } from '../../../contracts/errors.ts';
import type { OtherEvent } from '../live/frames.ts';
import { limits } from './limits.ts';
import { Store } from './store.ts';

export interface MembersSnapshot {
  /** By user id, as far as loaded. */
  members: readonly Member[];
  /** Whether `loadMore()` brings others. */
  more: boolean;
  loading: boolean;
  /** Why the last load failed; null once it worked. */
  error: ApiError | null;
}

export interface MembersDeps {
  /** A page of members by user id, after one. */
  load: (after: string | undefined) => Promise<{ members: readonly Member[]; more: boolean }>;
  /** Told of everybody loaded, so that names can be fetched. */
  found: (users: readonly string[]) => void;
}

/** The members of one room, loaded page by page and kept up by its events. */
export class Members extends Store<MembersSnapshot> {
  readonly #deps: MembersDeps;
  readonly #members = new Map<string, Member>();
  #last: string | undefined;
  #more = true;
  #loading = false;
  #error: ApiError | null = null;
  /** Somebody needs all of them: each page is followed by the next until they are here. */
  #wantsAll = false;
  /** Who left while a page was on its way: the page may still name them. */
  readonly #leftMeanwhile = new Set<string>();
  #again = false;

  constructor(deps: MembersDeps) {
    super();
    this.#deps = deps;
  }

  /** Whether anybody asked for the members yet. */
  get asked(): boolean {
    return this.#loading || this.#last !== undefined;
  }

  /** Whether all that are kept are here: everybody, or as many as the limit allows. */
  get complete(): boolean {
    return !this.#loading && (!this.#more || this.#members.size >= limits.members);
  }

  /** Loads the next page with anybody new. A failure shows as `error`; calling again tries again. Never throws. */
  async loadMore(): Promise<void> {
    if (this.#loading || !this.#more || this.#members.size >= limits.members) return;
    const known = new Set(this.#members.keys());
    await this.#loadPage();
    // After a start over the pages that were here already come first: nothing new would show.
    const isNew = [...this.#members.keys()].some((user) => !known.has(user));
    if (this.#again) await this.reload();
    else if ((this.#wantsAll || !isNew) && !this.#error) await this.loadMore();
  }

  /** Loads all pages, one after the other, until there is none left or one fails; goes on where that was. */
  async loadAll(): Promise<void> {
    this.#wantsAll = true;
    await this.loadMore();
  }

  /** Starts over, for instance after a time without connection. What is shown stays until its page is there. */
  async reload(): Promise<void> {
    if (this.#loading) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#last = undefined;
    this.#more = true;
    await this.#loadPage();
    if (this.#again) await this.reload();
    else if (this.#wantsAll && !this.#error) await this.loadMore();
  }

  /** An event of the room. */
  apply(event: RoomEvent | OtherEvent): void {
    if (event.type === 'member.joined') {
      const { user } = event.data;
      this.#leftMeanwhile.delete(user);
      // Who sorts beyond the pages loaded so far comes with a later one.
      if (this.#members.has(user) || !this.#isLoaded(user)) return;
      this.#members.set(user, { user, role: 'member', joinedSeq: event.seq, joinedAt: event.at });
      this.#deps.found([user]);
      this.changed();
    } else if (event.type === 'member.left' || event.type === 'member.removed') {
      const member = this.#members.get(event.data.user);
      this.#leftMeanwhile.add(event.data.user);
      if (!member) return;
      this.#members.delete(event.data.user);
      this.changed();
      // An owner who leaves may have named another, which no event tells.
      if (member.role === 'owner') void this.reload();
    }
  }

  async #loadPage(): Promise<void> {
    this.#loading = true;
    this.#error = null;
    this.#leftMeanwhile.clear();
    this.changed();
    try {
      const { members, more } = await this.#deps.load(this.#last);
      const named = new Set(members.map(({ user }) => user));
      const before = this.#last;
      this.#last = members.at(-1)?.user ?? before;
      this.#more = more;
      // Known from before, and not on the page where they would be: they left.
      for (const user of [...this.#members.keys()]) {
        const onPage = (before === undefined || user > before) && this.#isLoaded(user);
        if (onPage && !named.has(user)) this.#members.delete(user);
      }
      for (const member of members) {
        if (!this.#leftMeanwhile.has(member.user)) this.#members.set(member.user, member);
      }
      this.#deps.found([...named]);
    } catch (cause) {
      this.#error = cause instanceof ApiError ? cause : new ApiError('internal', String(cause));
    }
    this.#loading = false;
    if (this.complete) this.#wantsAll = false;
    this.changed();
  }

  /** Whether the pages loaded so far would name this user. */
  #isLoaded(user: string): boolean {
    return !this.#more || (this.#last !== undefined && user <= this.#last);
  }

  protected build(): MembersSnapshot {
    const members = [...this.#members.values()].sort((a, b) => (a.user < b.user ? -1 : 1));
    return { members, more: this.#more, loading: this.#loading, error: this.#error };
  }
}

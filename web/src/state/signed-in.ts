import type { Account } from '../../../contracts/auth.ts';
import type { Room } from '../../../contracts/chats.ts';
import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import { Connection } from '../live/connection.ts';
import type { Frame, FrameOf } from '../live/frames.ts';
import type { Network } from '../live/network.ts';
import type { OpenSocket } from '../live/socket.ts';
import { Acts } from './acts.ts';
import type { Api } from './api.ts';
import { apply, type LiveState } from './apply.ts';
import { Deletions } from './deletions.ts';
import { Drafts } from './drafts.ts';
import { Edits } from './edits.ts';
import { NoFellowPages, type FellowPages } from './fellow-pages.ts';
import { KeptTexts, type TextStorage } from './kept-texts.ts';
import { forgetEdits } from './kept-edit.ts';
import { EmojiHabits } from './emoji-habits.ts';
import { limits } from './limits.ts';
import type { Members } from './members.ts';
import { Mentionable } from './mentionable.ts';
import { closedDesk, type NotificationDesk } from './notification-desk.ts';
import { Notifications } from './notifications.ts';
import { OpenRooms } from './open-rooms.ts';
import type { RoomCacheStorage } from './room-cache-storage.ts';
import { RoomCache } from './room-cache.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import { Outbox } from './outbox.ts';
import { Presence } from './presence.ts';
import { Profiles } from './profiles.ts';
import { RoomRecords } from './room-records.ts';
import { Rooms } from './rooms.ts';
import { Sending } from './sending.ts';
import { SentTimes } from './sent-times.ts';
import { ServerTime } from './server-time.ts';
import { Store } from './store.ts';
import type { News } from './tabs.ts';
import type { Timeline } from './timeline.ts';
import type { GoneCode } from './timeline-snapshot.ts';
import { Typing } from './typing.ts';

export interface SignedInSnapshot {
  /** Who I am. */
  account: Account;
  /** What the server allows, such as `bodyUnits` of a message; null before the first welcome. */
  limits: FrameOf<'welcome'>['limits'] | null;
  serverVersion: string | null;
}

export interface SignedInDeps {
  account: Account;
  api: Api;
  /** Address of `/live`. */
  url: string;
  openSocket: OpenSocket;
  clock: Clock;
  random: () => number;
  newKey: () => string;
  network?: Network;
  outboxStorage: OutboxStorage;
  textStorage: TextStorage | undefined;
  roomCacheStorage: RoomCacheStorage;
  serverTime?: ServerTime;
  /** The socket turned out to be somebody else's: this browser's session is another one now. */
  otherUser?: () => void;
  /** Tells the other pages of this browser. */
  tell?: (news: News) => void;
  /** Where to tell of what is missed, and with whom to agree on who tells; without them nobody is told. */
  desk?: NotificationDesk;
  fellowPages?: FellowPages;
  /** A name that no other page of this browser has at the same time; made up when it is left out. */
  page?: string;
  /** Milliseconds since any moment, never set back and finer than the clock; without it nothing is measured. */
  stopwatch?: () => number;
}

/** Everything of one user who is signed in on this page: made at sign-in, let go of at sign-out, never passed on. */
export class SignedIn extends Store<SignedInSnapshot> {
  readonly api: Api;
  readonly connection: Connection;
  readonly rooms: Rooms;
  readonly outbox: Outbox;
  readonly profiles: Profiles;
  readonly presence: Presence;
  readonly typing: Typing;
  readonly drafts: Drafts;
  readonly sending: Sending;
  readonly mentionable: Mentionable;
  /** Deletions of messages, which can be undone for a while, and edits likewise. */
  readonly deletions: Deletions;
  readonly edits: Edits;
  readonly acts = new Acts();
  readonly notifications: Notifications;
  readonly emojiHabits: EmojiHabits;
  /** How fast this page's own messages were stored. */
  readonly sentTimes: SentTimes;

  readonly #deps: SignedInDeps;
  #account: Account;
  #limits: FrameOf<'welcome'>['limits'] | null = null;
  #serverVersion: string | null = null;
  readonly #open: OpenRooms;
  readonly #cache: RoomCache;
  readonly #records: RoomRecords;
  readonly #keptDeletions: KeptTexts;
  /** The newest entry of my own log that was applied, and the newest that the present list of rooms reflects. */
  #meAfter: number | undefined;
  #meListed = 0;
  /** Whether the present socket's list of rooms is whole: what is said before that the server does not take. */
  #ready = false;
  #stopped = false;
  #unsubscribe: (() => void) | undefined;
  readonly #state: LiveState;

  constructor(deps: SignedInDeps) {
    super();
    this.#deps = deps;
    this.#account = deps.account;
    this.api = deps.api;
    const { clock, random, newKey } = deps;
    const send = (frame: UpInput): boolean => this.#ready && this.connection.send(frame);
    this.connection = new Connection({
      url: deps.url,
      openSocket: deps.openSocket,
      clock,
      random,
      ...(deps.network ? { network: deps.network } : {}),
      hello: () => this.#hello(),
      receive: (frame) => {
        this.#receive(frame);
      },
      sessionHolds: () => this.#sessionHolds(),
    });
    this.rooms = new Rooms({ me: this.me, clock, send });
    this.outbox = new Outbox({
      clock,
      random,
      newKey,
      storage: deps.outboxStorage,
      send,
      restart: () => {
        this.connection.restart();
      },
      named: async (room, body) => this.#fitting(await this.mentionable.stored(room, body), body),
      ...(deps.page === undefined ? {} : { page: deps.page }),
      tell: () => deps.tell?.({ type: 'unsent', user: this.me }),
    });
    this.sentTimes = new SentTimes(deps.stopwatch);
    this.profiles = new Profiles({
      clock,
      random,
      load: async (ids) => (await this.api.users.profiles({ query: { ids: ids.join() } })).users,
    });
    this.mentionable = new Mentionable({
      clock,
      random,
      profiles: this.profiles,
      members: (room) => this.members(room),
      seen: () => this.knownPeople(),
      isLive: () => this.connection.getSnapshot().state === 'live',
    });
    this.presence = new Presence(clock, send);
    this.typing = new Typing(this.me, clock, send);
    this.drafts = new Drafts(this.me, deps.textStorage);
    this.sending = new Sending({ drafts: this.drafts, post: (room, body) => this.post(room, body) });
    const noted = this.acts.note.bind(this.acts);
    this.#keptDeletions = new KeptTexts('rookery.deletion.', this.me, deps.textStorage);
    this.deletions = new Deletions({
      clock,
      random,
      kept: this.#keptDeletions,
      send: (room, seq) => this.#deleteMessage(room, seq),
      tell: (room, seq, until) => deps.tell?.({ type: 'deletion', user: this.me, room, seq, until }),
      noted,
    });
    this.edits = new Edits({ clock, send: (room, seq, body) => this.#editMessage(room, seq, body), noted });
    this.emojiHabits = new EmojiHabits(this.me, deps.textStorage);
    const { api, rooms, outbox, profiles, me } = this;
    this.#cache = new RoomCache({
      clock,
      storage: deps.roomCacheStorage,
      list: () => {
        const { rooms: mine, complete } = rooms.getSnapshot();
        return complete ? { rooms: mine, profiles: profiles.kept(limits.cachedProfiles) } : undefined;
      },
      log: (room) => this.#open.timeline(room)?.kept(),
    });
    const cache = this.#cache;
    const serverTime = deps.serverTime ?? new ServerTime();
    this.#open = new OpenRooms({ me, api, clock, random, rooms, outbox, profiles, cache, serverTime, send });
    this.#records = new RoomRecords({ api, clock, random, rooms });
    this.notifications = new Notifications({
      me,
      clock,
      rooms,
      profiles,
      desk: deps.desk ?? closedDesk,
      pages: deps.fellowPages ?? new NoFellowPages(),
      kept: new KeptTexts('rookery.notify.', me, deps.textStorage),
    });
    profiles.hint(me, deps.account.username);
    this.#state = this.#liveState();
    this.#watchParts();
  }

  /** My user id. */
  get me(): string {
    return this.#account.id;
  }

  /** Connects, takes up what was left unsent, and clears away what other users left on this browser. */
  start(): void {
    this.drafts.eraseOthers();
    this.#keptDeletions.eraseOthers();
    this.deletions.look();
    this.emojiHabits.eraseOthers();
    this.#deps.outboxStorage.eraseOthers().catch(() => undefined);
    this.#deps.roomCacheStorage.eraseOthers().catch(() => undefined);
    void this.outbox.restore();
    void this.#restoreRooms();
    this.#unsubscribe = this.#deps.network?.subscribe((hint) => {
      // Another page goes on with what this one cannot finish.
      if (hint !== 'leaving') return;
      this.outbox.leave();
      this.#cache.flush();
      this.deletions.leave();
    });
    void this.#records.loadAll();
    this.notifications.start();
    this.connection.start();
  }

  /** Lets go of everything, without erasing what is kept for the next time. */
  stop(): void {
    this.#stopped = true;
    this.#unsubscribe?.();
    this.connection.stop();
    this.outbox.disconnected();
    this.rooms.stop();
    this.profiles.stop();
    this.presence.stop();
    this.typing.disconnected();
    this.drafts.stop();
    this.deletions.stop();
    this.edits.stop();
    this.notifications.stop();
    this.#records.stop();
    this.#cache.flush();
    this.#cache.stop();
    this.#open.stop();
  }

  /** Stops, and erases all that was kept of this user on this browser. */
  async erase(): Promise<void> {
    this.stop();
    this.drafts.erase();
    this.#keptDeletions.erase();
    this.emojiHabits.erase();
    await Promise.all([this.outbox.erase(), this.#cache.erase(), this.notifications.erase()]);
  }

  /** Stops, and erases the conversations: the session ended, which may be because somebody else has this browser now. */
  async forgetRooms(): Promise<void> {
    this.stop();
    await this.#cache.erase();
  }

  /**
   * The conversation of a room, which the user now looks at: opened on the socket and kept up from here on. The last
   * ten stay in memory, so going back to one shows it at once. Unknown or foreign rooms become `gone`.
   */
  openRoom(room: string): Timeline {
    void this.#records.load(room);
    return this.#open.open(room);
  }

  /** Goes to a message of a room that is open, or to the nearest where that is none. */
  lookAt(room: string, seq: number): void {
    this.#open.timeline(room)?.looking.at(seq);
  }

  /** Rooms looked at on this page, the last one first. */
  recentRooms(): readonly string[] {
    return this.#open.recent();
  }

  /** Those who were seen on this page, as authors or members, each with a room of theirs. */
  knownPeople(): ReadonlyMap<string, string> {
    return this.#open.people();
  }

  /** The members of a room; call `loadMore()` for the first page. */
  members(room: string): Members {
    return this.#open.members(room);
  }

  /**
   * Posts to a room. Answers the key once this browser has stored the post, or could not; it is then shown, and goes out
   * as soon as it can. Throws `limit_reached`.
   */
  async post(room: string, body: string): Promise<string> {
    const measured = this.sentTimes.begin();
    this.typing.sent();
    // The names that became known since it was written, and whether there are others.
    const named = this.#fitting(this.mentionable.storedNow(room, body), body);
    const key = await this.outbox.post(room, named, this.mentionable.isOpen(room, named));
    measured(key);
    return key;
  }

  /** Another page of this user did something. */
  heard(news: News): void {
    if (this.#stopped || news.user !== this.me) return;
    if (news.type === 'unsent') void this.outbox.look();
    else if (news.type === 'deletion') this.deletions.heard(news.room, news.seq, news.until);
    else if (news.type === 'acked') apply({ t: 'ack', ...news.ack }, this.#state);
  }

  /** I have read up to a seq of a room that is open. */
  markRead(room: string, seq: number): void {
    this.rooms.markRead(room, seq, this.#open.timeline(room)?.ordinalAt(seq));
  }

  /** Makes a room. Throws `ApiError`, as all of the following do. */
  async createRoom(name: string): Promise<Room> {
    const room = await this.api.chats.createRoom({ body: { name } });
    this.rooms.joined(room);
    return room;
  }

  /** Joins by an invite; answers the room, which may be one of mine already. */
  async acceptInvite(token: string): Promise<Room> {
    const { room } = await this.api.chats.acceptInvite({ params: { token } });
    this.rooms.joined(room);
    return room;
  }

  async renameRoom(room: string, name: string): Promise<void> {
    this.rooms.details([await this.api.chats.renameRoom({ params: { room }, body: { name } })]);
  }

  async deleteRoom(room: string): Promise<void> {
    await this.api.chats.deleteRoom({ params: { room } });
    this.#lose(room, 'room_deleted');
  }

  /** `last_owner` asks for a `successor`, `last_member` for `deleteToo`. */
  async leaveRoom(room: string, more: { successor?: string; deleteToo?: boolean } = {}): Promise<void> {
    const query = {
      ...(more.successor ? { successor: more.successor } : {}),
      ...(more.deleteToo ? { delete: 'yes' as const } : {}),
    };
    await this.deletions.sendAll(room);
    await this.api.chats.leave({ params: { room }, query });
    this.#lose(room, 'left');
  }

  async removeMember(room: string, user: string): Promise<void> {
    await this.api.chats.removeMember({ params: { room, user } });
    this.#afterChange(room);
  }

  async changeUsername(username: string, password: string): Promise<void> {
    this.#account = await this.api.auth.changeUsername({ body: { username, password } });
    this.changed();
  }

  async changeProfile(change: { displayName?: string; status?: string }): Promise<void> {
    this.profiles.put(await this.api.users.changeMe({ body: change }));
  }

  async setAvatar(image: Uint8Array): Promise<void> {
    this.profiles.put(await this.api.users.setAvatar({ body: image }));
  }

  async removeAvatar(): Promise<void> {
    this.profiles.put(await this.api.users.removeAvatar());
  }

  protected build(): SignedInSnapshot {
    return { account: this.#account, limits: this.#limits, serverVersion: this.#serverVersion };
  }

  /** With mentions a text is longer; one that would be refused for it goes as it was typed. */
  #fitting(named: string, typed: string): string {
    return named.length <= (this.#limits?.bodyUnits ?? Infinity) ? named : typed;
  }

  async #editMessage(room: string, seq: number, body: string): Promise<void> {
    await this.api.chats.editMessage({ params: { room, seq }, body: { body } });
    this.#afterChange(room);
  }

  async #deleteMessage(room: string, seq: number): Promise<void> {
    await this.api.chats.deleteMessage({ params: { room, seq }, keepalive: true });
    this.#afterChange(room);
  }

  #watchParts(): void {
    let wasLive = false;
    this.connection.subscribe(() => {
      const live = this.connection.getSnapshot().state === 'live';
      if (wasLive && !live) this.#disconnected();
      wasLive = live;
    });
    this.outbox.subscribe(() => {
      this.#open.pendingChanged();
    });
    this.rooms.subscribe(() => {
      this.#cache.listChanged();
      this.#open.enter();
    });
    this.profiles.subscribe(() => {
      const { known, username } = this.profiles.getSnapshot().of(this.me);
      if (!known || username === this.#account.username) return;
      this.#account = { ...this.#account, username };
      this.changed();
    });
  }

  #hello(): Extract<UpInput, { t: 'hello' }> {
    this.#ready = false;
    const me = this.#meAfter === undefined ? {} : { after: this.#meAfter };
    return { t: 'hello', open: this.#open.positions(), me, caps: [] };
  }

  #receive(frame: Frame): void {
    if (this.#stopped) return;
    if (frame.t === 'ack') {
      const { t: _, ...ack } = frame;
      this.sentTimes.acked(ack.key);
      this.#deps.tell?.({ type: 'acked', user: this.me, ack });
    }
    if (frame.t === 'welcome' && frame.you.id !== this.me) {
      this.stop();
      this.#deps.otherUser?.();
      return;
    }
    if (frame.t === 'event' && frame.type === 'message.posted') this.notifications.posted(frame);
    apply(frame, this.#state);
    if (frame.t === 'event' && (frame.type === 'message.deleted' || frame.type === 'message.edited'))
      this.#cache.changed(frame.room, true);
  }

  async #restoreRooms(): Promise<void> {
    const list = await this.#cache.restore();
    if (this.#stopped) return;
    if (list) {
      this.profiles.restore(list.profiles);
      this.rooms.restore(list.rooms);
    }
    this.#open.restored();
  }

  #liveState(): LiveState {
    const { rooms, outbox, profiles, presence, typing } = this;
    return {
      rooms,
      outbox,
      profiles,
      presence,
      typing,
      notifications: this.notifications,
      timeline: (room) => this.#open.timeline(room),
      members: (room) => this.#open.knownMembers(room),
      welcomed: (frame) => {
        this.#welcomed(frame);
      },
      listed: (lost) => {
        this.#listed(lost);
      },
      lost: (room, code) => {
        this.#lose(room, code);
      },
      mine: (seq) => this.#mine(seq),
      reflected: (seq) => seq <= this.#meListed,
      recordMayDiffer: (room, when) => {
        this.#records.loadIn(room, when);
      },
    };
  }

  #welcomed(frame: FrameOf<'welcome'>): void {
    this.#limits = frame.limits;
    this.#serverVersion = frame.server.version;
    // A server whose own log is shorter than ours was set back: what it says next is new.
    const setBack = this.#meAfter !== undefined && frame.me.seq < this.#meAfter;
    if (this.#meAfter === undefined || setBack) this.#meAfter = frame.me.seq;
    this.#meListed = frame.me.seq;
    this.rooms.welcomed(setBack);
    this.changed();
  }

  #listed(lost: readonly string[]): void {
    for (const room of lost) this.#lose(room, 'not_found');
    this.#cache.retain(this.rooms.getSnapshot().rooms);
    this.#ready = true;
    this.#open.listed();
    this.rooms.connected();
    this.presence.connected();
    if (this.#limits) this.outbox.connected(this.#limits.inFlightPosts);
    this.deletions.connected();
    if (this.rooms.getSnapshot().rooms.some((room) => room.role === null)) void this.#records.loadAll();
  }

  #mine(seq: number): boolean {
    if (this.#meAfter !== undefined && seq <= this.#meAfter) return false;
    this.#meAfter = seq;
    return true;
  }

  #disconnected(): void {
    this.#ready = false;
    this.outbox.disconnected();
    this.presence.disconnected();
    this.typing.disconnected();
    this.#open.disconnected();
  }

  #lose(room: string, code: GoneCode): void {
    this.rooms.gone(room);
    this.#cache.drop(room);
    this.#open.lost(room, code);
    this.outbox.dropRoom(room);
    this.deletions.dropRoom(room);
    this.drafts.set(room, '');
    forgetEdits(this.drafts, room);
  }

  /** A change made by REST comes back over the socket; without one, by a look at the newest page. */
  #afterChange(room: string): void {
    if (this.connection.getSnapshot().state !== 'live') void this.#open.timeline(room)?.reload();
  }

  async #sessionHolds(): Promise<boolean> {
    try {
      const { user } = await this.api.auth.session();
      return user.id === this.me;
    } catch (cause) {
      return !(cause instanceof Error && 'code' in cause && cause.code === 'not_signed_in');
    }
  }
}

import type { Account } from '../../../contracts/auth.ts';
import type { UpInput } from '../../../contracts/live.ts';
import type { Connection } from '../live/connection.ts';
import { Acts } from './acts.ts';
import type { Api } from './api.ts';
import { Deletions } from './deletions.ts';
import { Drafts } from './drafts.ts';
import { Edits } from './edits.ts';
import { EmojiHabits } from './emoji-habits.ts';
import type { Environment } from './environment.ts';
import { NoFellowPages, type FellowPages } from './fellow-pages.ts';
import { forgetEdits } from './kept-edit.ts';
import { KeptTexts } from './kept-texts.ts';
import { LiveSync } from './live-sync.ts';
import { Mentionable } from './mentionable.ts';
import { closedDesk } from './notification-desk.ts';
import { Notifications } from './notifications.ts';
import { OpenRooms } from './open-rooms.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import { Outbox } from './outbox.ts';
import { OwnAccount } from './own-account.ts';
import { Posting } from './posting.ts';
import { Presence } from './presence.ts';
import { Profiles } from './profiles.ts';
import { RoomActions } from './room-actions.ts';
import type { RoomCacheStorage } from './room-cache-storage.ts';
import { RoomCache } from './room-cache.ts';
import { RoomRecords } from './room-records.ts';
import { Rooms } from './rooms.ts';
import { Sending } from './sending.ts';
import { SentTimes } from './sent-times.ts';
import { ServerTime } from './server-time.ts';
import type { News } from './tabs.ts';
import type { GoneCode } from './timeline-snapshot.ts';
import { Typing } from './typing.ts';

export interface SignedInDeps extends Environment {
  account: Account;
  api: Api;
  /** Address of `/live`. */
  url: string;
  outboxStorage: OutboxStorage;
  roomCacheStorage: RoomCacheStorage;
  serverTime?: ServerTime;
  /** The socket turned out to be somebody else's: this browser's session is another one now. */
  otherUser?: () => void;
  /** Tells the other pages of this browser. */
  tell?: (news: News) => void;
  /** With whom to agree on who tells of what is missed. */
  fellowPages?: FellowPages | undefined;
}

/** Everything of one user who is signed in on this page: made at sign-in, let go of at sign-out, never passed on. */
export class SignedIn {
  /** My user id. */
  readonly me: string;
  readonly api: Api;
  readonly connection: Connection;
  readonly sync: LiveSync;
  readonly account: OwnAccount;
  readonly rooms: Rooms;
  readonly openRooms: OpenRooms;
  readonly roomActions: RoomActions;
  readonly outbox: Outbox;
  readonly profiles: Profiles;
  readonly presence: Presence;
  readonly typing: Typing;
  readonly drafts: Drafts;
  readonly sending: Sending;
  readonly posting: Posting;
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
  readonly #cache: RoomCache;
  readonly #records: RoomRecords;
  readonly #keptDeletions: KeptTexts;
  #stopped = false;
  #unsubscribe: (() => void) | undefined;

  constructor(deps: SignedInDeps) {
    this.#deps = deps;
    const { account, api, clock, random, newKey, textStorage } = deps;
    const me = account.id;
    this.me = me;
    this.api = api;
    const send = (frame: UpInput): boolean => this.sync.send(frame);
    const lose = this.#lose.bind(this);
    this.rooms = new Rooms({ me, clock, send });
    this.outbox = new Outbox({
      clock,
      random,
      newKey,
      storage: deps.outboxStorage,
      send,
      restart: () => {
        this.connection.restart();
      },
      named: (room, body) => this.posting.named(room, body),
      ...(deps.page === undefined ? {} : { page: deps.page }),
      tell: () => deps.tell?.({ type: 'unsent', user: me }),
    });
    this.sentTimes = new SentTimes(deps.stopwatch);
    this.profiles = new Profiles({
      clock,
      random,
      load: async (ids) => (await api.users.profiles({ query: { ids: ids.join() } })).users,
    });
    this.account = new OwnAccount({ account, api, profiles: this.profiles });
    this.mentionable = new Mentionable({
      clock,
      random,
      profiles: this.profiles,
      members: (room) => this.openRooms.members(room),
      seen: () => this.openRooms.people(),
      isLive: () => this.connection.getSnapshot().state === 'live',
    });
    this.presence = new Presence(clock, send);
    this.typing = new Typing(me, clock, send);
    this.drafts = new Drafts(me, textStorage);
    this.sending = new Sending({ drafts: this.drafts, post: (room, body) => this.posting.post(room, body) });
    const noted = this.acts.note.bind(this.acts);
    this.#keptDeletions = new KeptTexts('rookery.deletion.', me, textStorage);
    this.deletions = new Deletions({
      clock,
      random,
      kept: this.#keptDeletions,
      send: (room, seq) => this.roomActions.deleteMessage(room, seq),
      tell: (room, seq, until) => deps.tell?.({ type: 'deletion', user: me, room, seq, until }),
      noted,
    });
    this.edits = new Edits({
      clock,
      send: (room, seq, body) => this.roomActions.editMessage(room, seq, body),
      noted,
    });
    this.emojiHabits = new EmojiHabits(me, textStorage);
    const { rooms, outbox, sentTimes, profiles, presence, typing, mentionable, deletions } = this;
    const cache = new RoomCache({
      clock,
      storage: deps.roomCacheStorage,
      rooms,
      profiles,
      log: (room) => this.openRooms.timeline(room)?.kept(),
    });
    const records = new RoomRecords({ api, clock, random, rooms });
    const serverTime = deps.serverTime ?? new ServerTime();
    const more = { cache, records, serverTime };
    const openRooms = new OpenRooms({ me, api, clock, random, rooms, outbox, profiles, ...more, send });
    this.#cache = cache;
    this.#records = records;
    this.openRooms = openRooms;
    this.notifications = new Notifications({
      me,
      clock,
      rooms,
      profiles,
      desk: deps.desk ?? closedDesk,
      pages: deps.fellowPages ?? new NoFellowPages(),
      kept: new KeptTexts('rookery.notify.', me, textStorage),
    });
    this.sync = new LiveSync({
      me,
      url: deps.url,
      openSocket: deps.openSocket,
      clock,
      random,
      network: deps.network,
      account: this.account,
      rooms,
      openRooms,
      records,
      cache,
      outbox,
      sentTimes,
      deletions,
      profiles,
      presence,
      typing,
      notifications: this.notifications,
      lose,
      acked: (ack) => deps.tell?.({ type: 'acked', user: me, ack }),
      otherUser: () => {
        this.stop();
        deps.otherUser?.();
      },
    });
    const { sync } = this;
    const { connection } = sync;
    this.connection = connection;
    this.posting = new Posting({ sync, outbox, mentionable, typing, sentTimes });
    this.roomActions = new RoomActions({ api, connection, rooms, openRooms, deletions, lose });
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
    this.sync.stop();
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
    this.openRooms.stop();
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

  /** Another page of this user did something. */
  heard(news: News): void {
    if (this.#stopped || news.user !== this.me) return;
    if (news.type === 'unsent') void this.outbox.look();
    else if (news.type === 'deletion') this.deletions.heard(news.room, news.seq, news.until);
    else if (news.type === 'acked') this.sync.ackedElsewhere(news.ack);
  }

  async #restoreRooms(): Promise<void> {
    await this.#cache.restore();
    if (!this.#stopped) this.openRooms.restored();
  }

  #lose(room: string, code: GoneCode): void {
    this.rooms.gone(room);
    this.#cache.drop(room);
    this.openRooms.lost(room, code);
    this.outbox.dropRoom(room);
    this.deletions.dropRoom(room);
    this.drafts.set(room, '');
    forgetEdits(this.drafts, room);
  }
}

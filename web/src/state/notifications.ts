import type { MeEvent, RoomEvent } from '../../../contracts/chats.ts';
import type { Clock } from '../live/clock.ts';
import type { FellowPages } from './fellow-pages.ts';
import type { KeptTexts } from './kept-texts.ts';
import { limits } from './limits.ts';
import { MissedMessages, type Missed } from './missed.ts';
import type { Note, NotificationDesk, NotificationPermissionState } from './notification-desk.ts';
import { plainWords } from './plain-words.ts';
import type { Profiles } from './profiles.ts';
import type { Rooms } from './rooms.ts';
import { Store } from './store.ts';

export interface NotificationsSnapshot {
  permission: NotificationPermissionState;
  /** Notifications are shown. */
  on: boolean;
  /** A tone is made. */
  sound: boolean;
  /** A message was missed, and the person never said whether to be told: time to ask. */
  offered: boolean;
}

export interface NotificationsDeps {
  me: string;
  clock: Clock;
  rooms: Rooms;
  profiles: Profiles;
  desk: NotificationDesk;
  pages: FellowPages;
  /** What the person chose, in this browser. */
  kept: KeptTexts;
}

/** Tells of messages that came while the page is hidden: once in all pages of the user, and never of what is read. */
export class Notifications extends Store<NotificationsSnapshot> {
  readonly #deps: NotificationsDeps;
  readonly #missed: MissedMessages;
  /** What was chosen, where the browser keeps nothing. */
  readonly #chosen = new Map<string, string>();
  /** What this page shows, by room. */
  readonly #shown = new Map<string, { seq: number; close: () => void }>();
  #offered = false;
  #room: string | null = null;
  #toneAt = 0;
  #stopped = false;
  readonly #unsubscribe: (() => void)[] = [];

  constructor(deps: NotificationsDeps) {
    super();
    this.#deps = deps;
    this.#missed = new MissedMessages(deps.me, deps.clock, deps.rooms, (missed) => void this.#tell(missed));
  }

  start(): void {
    const { desk, rooms } = this.#deps;
    this.#unsubscribe.push(
      desk.watchHidden(() => {
        this.#visibility();
      }),
      rooms.subscribe(() => {
        this.#missed.roomsChanged();
        this.#closeRead();
      }),
    );
    this.#visibility();
  }

  /** Closes all it shows, and shows nothing more. */
  stop(): void {
    this.#stopped = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#missed.hidden(false);
    for (const { close } of this.#shown.values()) close();
    this.#shown.clear();
    this.#deps.pages.look(null);
  }

  /** Stops, and forgets what the person chose. */
  async erase(): Promise<void> {
    this.stop();
    this.#deps.kept.erase();
    await this.#deps.pages.erase();
  }

  /** The page shows this room now, or none. */
  look(room: string | null): void {
    this.#room = room;
    this.#visibility();
  }

  /** See `MissedMessages.posted`. */
  posted(event: Extract<RoomEvent, { type: 'message.posted' }>): void {
    this.#missed.posted(event);
  }

  mentioned(mention: Extract<MeEvent, { type: 'mention' }>['data']): void {
    // Their name should be there when it is told of.
    if (this.#deps.desk.hidden()) this.#deps.profiles.want([mention.by]);
    this.#missed.mentioned(mention);
  }

  /** The person wants to be told; asks the browser if that has not been asked. Only after a click. */
  async turnOn(): Promise<void> {
    const permission = await this.#deps.desk.ask();
    this.#choose('on', permission === 'granted' ? 'yes' : '');
    if (permission !== 'denied') this.#offered = false;
    this.changed();
  }

  /** The person does not want to be told, nor asked again. */
  turnOff(): void {
    this.#choose('on', 'no');
    this.#offered = false;
    this.changed();
  }

  /** Makes a tone to hear it by, when it is turned on. */
  setSound(on: boolean): void {
    this.#choose('sound', on ? 'yes' : '');
    if (on) this.#deps.desk.tone();
    this.changed();
  }

  protected build(): NotificationsSnapshot {
    const permission = this.#deps.desk.permission();
    return {
      permission,
      on: permission === 'granted' && this.#choice('on') === 'yes',
      sound: this.#choice('sound') === 'yes',
      offered: this.#offered,
    };
  }

  /** Read anew each time: another page may have changed it. */
  #choice(name: 'on' | 'sound'): string | undefined {
    return this.#deps.kept.get(name) ?? this.#chosen.get(name);
  }

  #choose(name: 'on' | 'sound', choice: string): void {
    if (choice === '') {
      this.#chosen.delete(name);
      this.#deps.kept.remove(name);
    } else {
      this.#chosen.set(name, choice);
      this.#deps.kept.set(name, choice);
    }
  }

  #visibility(): void {
    const hidden = this.#deps.desk.hidden();
    this.#missed.hidden(hidden);
    this.#deps.pages.look(hidden ? null : this.#room);
    // The permission may have been changed in the browser's own settings meanwhile.
    if (!hidden) this.changed();
  }

  async #tell(missed: Missed): Promise<void> {
    const { pages, desk } = this.#deps;
    const { id, epoch, head, posts } = missed.room;
    if (await pages.isLookedAt(id)) return;
    this.changed();
    const { on, sound, permission } = this.getSnapshot();
    if (!on && permission !== 'unavailable' && this.#choice('on') === undefined) this.#offered = true;
    this.changed();
    if (!on && !sound) return;
    const { message } = missed;
    const first = await pages.claim(`${id} ${epoch}`, posts);
    // With who it is of a mention counts for more than the number that another page may have told.
    const firstOfMention = message?.mention && (await pages.claim(`${id} ${epoch} @`, message.seq));
    if (!first && !firstOfMention) return;
    if (this.#stopped || !desk.hidden() || this.#isRead(id, message?.seq ?? head)) return;
    if (sound) this.#tone();
    if (on) this.#shown.set(id, { seq: message?.seq ?? head, close: desk.show(this.#note(missed)) });
  }

  #note({ room, count, message }: Missed): Note {
    const about = { room: room.id, roomName: room.name, count };
    if (!message) return { ...about, seq: room.head, mention: false };
    const { of } = this.#deps.profiles.getSnapshot();
    const nameOf = (user: string): string => of(user).displayName || of(user).username;
    const { seq, by, body, mention } = message;
    return {
      ...about,
      seq,
      mention,
      who: nameOf(by),
      ...(body === null ? {} : { text: plainWords(body, nameOf) }),
    };
  }

  #isRead(room: string, seq: number): boolean {
    const mine = this.#deps.rooms.get(room);
    return !mine || mine.read >= seq;
  }

  #closeRead(): void {
    for (const [room, { seq, close }] of this.#shown) {
      if (!this.#isRead(room, seq)) continue;
      this.#shown.delete(room);
      close();
    }
  }

  #tone(): void {
    const now = this.#deps.clock.now();
    if (Math.abs(now - this.#toneAt) < limits.toneMs) return;
    this.#toneAt = now;
    this.#deps.desk.tone();
  }
}

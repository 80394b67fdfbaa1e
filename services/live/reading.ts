import { isWithin, type Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { Peers } from './peers.ts';

const tickMs = 100;
const perCall = 1024;

interface Pending {
  user: string;
  room: string;
  seq: number;
}

/** Gathers read positions: the first is written soon, later ones of the same user and room at most once a second. */
export class Reading {
  private pending = new Map<string, Pending>();
  private writtenAt = new Map<string, number>();
  private cancel: (() => void) | undefined;

  constructor(
    private readonly peers: Peers,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly limits: Pick<Limits, 'readIntervalMs'>,
  ) {}

  start(): void {
    this.cancel = this.clock.every(tickMs, () => void this.write(false));
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    this.cancel?.();
    await this.write(true);
  }

  read(user: string, room: string, seq: number): void {
    const key = `${user} ${room}`;
    const known = this.pending.get(key);
    if (known) known.seq = Math.max(known.seq, seq);
    else this.pending.set(key, { user, room, seq });
  }

  private async write(all: boolean): Promise<void> {
    const now = this.clock.now();
    for (const [key, at] of this.writtenAt)
      if (!isWithin(this.limits.readIntervalMs, at, now)) this.writtenAt.delete(key);
    const due = [...this.pending].filter(([key]) => all || !this.writtenAt.has(key));
    for (const [key] of due) {
      this.pending.delete(key);
      this.writtenAt.set(key, now);
    }
    for (let i = 0; i < due.length; i += perCall) {
      const reads = due.slice(i, i + perCall).map(([, { user, room, seq }]) => ({ user, room, seq }));
      try {
        await this.peers.chats.reads({ body: { reads } });
      } catch (error) {
        this.log.warn({ err: error }, 'read positions could not be written; they are tried again');
        for (const { user, room, seq } of reads) this.read(user, room, seq);
      }
    }
  }
}

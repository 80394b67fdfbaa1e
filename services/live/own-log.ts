import type { MeEvent } from '../../contracts/chats.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Peers } from './peers.ts';

/** Entries that may come while a client is being greeted. */
const waitingMax = 1000;
/** Reading what is missing failed: tried again after so long. */
const retryMs = 1000;

export interface OwnLogDeps {
  user: string;
  peers: Peers;
  clock: Clock;
  log: Log;
  /** Takes in the next entry. Called once for each, in the log's order. */
  take: (entry: MeEvent, bytes: string) => void;
  /** More came during the greeting than is kept. */
  onTooMuch: () => void;
  /** The log is no longer the one that was followed: the client must begin anew. */
  onReset: () => void;
}

/**
 * One session's way along its user's own log. The bus may bring entries late, twice or never; they are taken in the
 * log's order, each once: one that comes late must not take away a room that an entry after it gave back.
 */
export class OwnLog {
  /** The last entry taken; null until the client was told where it stands. */
  private seq: number | null = null;
  private waiting: { entry: MeEvent; bytes: string }[] = [];
  private expected = 0;
  private doubted = false;
  private reading = false;
  private closed = false;
  private cancelRetry = () => {};

  constructor(private readonly deps: OwnLogDeps) {}

  /** The client has everything up to `seq`; what came meanwhile goes out after it. */
  begin(seq: number): void {
    this.seq = seq;
    for (const { entry, bytes } of this.waiting.splice(0)) this.entry(entry, bytes);
    if (this.expected > seq) void this.read();
  }

  /** An entry as the bus brought it. */
  entry(entry: MeEvent, bytes: string): void {
    if (this.seq === null) {
      if (this.waiting.push({ entry, bytes }) > waitingMax) this.deps.onTooMuch();
    } else if (entry.seq === this.seq + 1) this.take(entry, bytes);
    else this.expect(entry.seq);
  }

  /**
   * The log is said to reach up to `head`; what is missing here is read. Less than was taken here may be old news, or the
   * log was put back: reading tells.
   */
  expect(head: number): void {
    this.expected = Math.max(this.expected, head);
    if (this.seq === null) return;
    if (head < this.seq) this.doubted = true;
    if (this.doubted || this.expected > this.seq) void this.read();
  }

  close(): void {
    this.closed = true;
    this.cancelRetry();
    this.waiting = [];
  }

  private take(entry: MeEvent, bytes: string): void {
    this.seq = entry.seq;
    this.deps.take(entry, bytes);
  }

  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      while (!this.closed && this.seq !== null && (this.doubted || this.expected > this.seq)) {
        const { expected, seq } = this;
        this.doubted = false;
        const { events, head, reset } = await this.deps.peers.chats.meLog({
          body: { user: this.deps.user, after: seq },
        });
        if (this.closed) return;
        if (reset || head < seq) return this.deps.onReset();
        for (const bytes of events) {
          const entry = JSON.parse(bytes) as MeEvent;
          if (!this.closed && entry.seq === this.seq + 1) this.take(entry, bytes);
        }
        // Heard of more than there is: the store was put back to an earlier state.
        if (head < expected && this.expected === expected) this.expected = head;
      }
    } catch (error) {
      this.doubted = true;
      this.deps.log.warn({ err: error }, "missing entries of a user's own log could not be read yet");
      if (!this.closed) this.cancelRetry = this.deps.clock.after(retryMs, () => void this.read());
    } finally {
      this.reading = false;
    }
  }
}

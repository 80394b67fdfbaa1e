import * as v from 'valibot';
import { Digest, subject } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';

/** Without a digest for so long the bus may have lost anything. */
const overdueMs = 2000;
const checkMs = 1000;
/**
 * A replica that fell silent is dead, or only cut off from the bus: then it goes on storing what nobody tells of, and it
 * is asked for again when it was silent for so much longer, a part of that time. One that died costs few questions so.
 */
const longerBy = 0.1;
const forgottenMs = 24 * 60 * 60 * 1000;
/** Replicas whose numbers are remembered; one that restarts is a new one. */
const replicasMax = 100;

export interface DigestReader {
  /** What changed, as a replica of `chats` says. */
  digest(digest: Digest): void;
  /** The bus lost a digest, or all of them: what is expected here must be asked for. */
  missed(): void;
}

/** Listens to the digests of every replica of `chats` and notices when one is missing. */
export class DigestWatch {
  private lastAt = 0;
  /** By replica: the number of its last digest, when that came, and when its silence was asked about. */
  private readonly seen = new Map<string, { n: number; at: number; askedAt: number }>();
  private suspected = false;
  private stops: Unsubscribe[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly readers: readonly DigestReader[],
  ) {}

  start(): void {
    this.lastAt = this.clock.now();
    this.stops = [
      this.bus.subscribe(subject.digest, (payload) => this.take(v.parse(Digest, JSON.parse(payload)))),
      this.clock.every(checkMs, () => this.check()),
    ];
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  /** What is known here of the store may be wrong, for another reason than a lost digest: it is asked for soon. */
  suspect(): void {
    this.suspected = true;
  }

  private check(): void {
    const now = this.clock.now();
    // Also when the clock was set back: for how long there was none is not known then.
    let missed = this.suspected || now - this.lastAt > overdueMs || this.lastAt > now;
    this.suspected = false;
    this.lastAt = Math.min(this.lastAt, now);
    for (const [replica, silent] of this.seen) {
      silent.at = Math.min(silent.at, now);
      silent.askedAt = Math.min(silent.askedAt, now);
      const silentMs = now - silent.at;
      if (silentMs <= overdueMs || now - silent.askedAt < longerBy * silentMs) continue;
      silent.askedAt = now;
      missed = true;
      if (silentMs > forgottenMs) this.seen.delete(replica);
    }
    if (missed) for (const reader of this.readers) reader.missed();
  }

  private take(digest: Digest): void {
    const { replica, n } = digest;
    this.lastAt = this.clock.now();
    const seen = this.seen.get(replica);
    if (seen === undefined && this.seen.size >= replicasMax) this.seen.clear();
    this.seen.set(replica, { n, at: this.lastAt, askedAt: this.lastAt });
    // Of a replica that is new here earlier digests may be lost.
    const missed = n !== (seen?.n ?? 0) + 1;
    for (const reader of this.readers) {
      if (missed) reader.missed();
      reader.digest(digest);
    }
  }
}

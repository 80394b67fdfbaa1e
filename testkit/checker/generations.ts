import type { HistoryRecord } from './history.ts';

/**
 * A store that was restored begins a new generation: what came after the heads it was restored to may be other events
 * from then on. A seq has a version for each log that it was part of; with no restoration there is only version 0.
 */
export class Generations {
  private readonly restored: {
    index: number;
    at: number;
    heads: Record<string, number>;
    epochs: Record<string, string>;
  }[] = [];
  private readonly ofSocket = new Map<string, number>();
  private passed = 0;

  constructor(records: readonly HistoryRecord[]) {
    for (const [index, record] of records.entries())
      if (record.is === 'restored') {
        const { at, heads, epochs = {} } = record;
        this.restored.push({ index, at, heads, epochs });
      }
  }

  get last(): number {
    return this.restored.length;
  }

  /** Begins again with the first record. */
  rewind(): void {
    this.passed = 0;
    this.ofSocket.clear();
  }

  /** The generation that a record speaks of. To be asked once for each record, in their order. */
  of(record: HistoryRecord): number {
    if (record.is === 'restored') {
      this.passed++;
      if (record.running) for (const socket of this.ofSocket.keys()) this.ofSocket.set(socket, this.passed);
    }
    if (record.is === 'connected') this.ofSocket.set(record.socket, this.passed);
    // Over REST a page may be asked for before a restoration and written down after it.
    if (record.is === 'history') return this.restored.filter(({ at }) => at < record.asked).length;
    if ('socket' in record && record.socket !== null) return this.ofSocket.get(record.socket) ?? this.passed;
    return this.passed;
  }

  /** Which of the logs that held this number a generation sees. */
  version(room: string, seq: number, generation: number): number {
    let version = 0;
    for (let i = 0; i < generation; i++) if (seq > (this.restored[i]?.heads[room] ?? 0)) version = i + 1;
    return version;
  }

  /** Whether the event was still there at the end of the run. */
  survives(room: string, seq: number, generation: number): boolean {
    return this.version(room, seq, generation) === this.version(room, seq, this.last);
  }

  /** A room's epoch as a generation has it, where a restoration said so. */
  epoch(room: string, generation: number): string | undefined {
    return this.restored[generation - 1]?.epochs[room];
  }

  /** Whether the store went back between two records. */
  restoredBetween(from: number, to: number): boolean {
    return this.restored.some(({ index }) => index > from && index < to);
  }
}

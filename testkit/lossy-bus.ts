import type { DurableBus } from '../platform/bus.ts';
import { localBus } from '../platform/bus-local.ts';
import type { Random } from './random.ts';

/** What becomes of what is published, in percent of the payloads. */
export interface Faults {
  /** Never delivered. */
  lost: number;
  /** Delivered twice. */
  doubled: number;
  /** Delivered later, and so out of order. */
  late: number;
}

/** The longest delay of a late payload, in ms. */
const lateMs = 60;

/** A bus that does what a bus may do: it loses, doubles and reorders what `faultsOf` a subject says. */
export function lossyBus(random: Random, faultsOf: (subject: string) => Faults | null): DurableBus {
  const bus = localBus((error) => {
    throw error;
  });
  return {
    ...bus,
    publish(subject, payload, headers) {
      const faults = faultsOf(subject);
      if (!faults) return bus.publish(subject, payload, headers);
      if (random.chance(faults.lost)) return;
      const times = random.chance(faults.doubled) ? 2 : 1;
      for (let i = 0; i < times; i++) {
        if (random.chance(faults.late)) {
          setTimeout(() => bus.publish(subject, payload, headers), random.below(lateMs));
        } else bus.publish(subject, payload, headers);
      }
    },
  };
}

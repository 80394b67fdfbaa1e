import * as v from 'valibot';
import { Down } from '../../../contracts/live.ts';
import { Id, Seq, Time } from '../../../contracts/shapes.ts';

/** An event of a type that this version does not know: nothing to show, but its seq counts. */
const OtherEvent = v.pipe(
  v.object({ t: v.literal('event'), room: Id, seq: Seq, id: Id, at: Time, by: Id }),
  v.transform((event) => ({ ...event, t: 'event' as const, type: 'other' as const })),
);
export type OtherEvent = v.InferOutput<typeof OtherEvent>;

/** An entry of one's own log of a type that this version does not know. */
const OtherMe = v.pipe(
  v.object({ t: v.literal('me'), seq: Seq }),
  v.transform((entry) => ({ ...entry, type: 'other' as const })),
);

export type Frame = Down | OtherEvent | v.InferOutput<typeof OtherMe>;
/** A frame of one kind. */
export type FrameOf<T extends Frame['t']> = Extract<Frame, { t: T }>;

/** Reads a frame of the server; null for what this version does not know or cannot read. */
export function readFrame(text: string): Frame | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  for (const schema of [Down, OtherEvent, OtherMe]) {
    const parsed = v.safeParse(schema, json);
    if (parsed.success) return parsed.output;
  }
  return null;
}

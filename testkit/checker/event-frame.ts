/** An event as its bytes say it; parts that its type does not have are undefined. */
export interface EventFrame {
  room: string;
  seq: number;
  id: string;
  type: string;
  by: string;
  data: { n?: number; key?: string; body?: string | null; target?: number; user?: string };
}

/** Reads an event's bytes; null when they are not an event. */
export function readFrame(frame: string): EventFrame | null {
  try {
    const event = JSON.parse(frame) as EventFrame;
    const { room, seq, id, type, by, data } = event;
    const texts = [room, id, type, by].every((text) => typeof text === 'string');
    return texts && Number.isInteger(seq) && typeof data === 'object' && data !== null ? event : null;
  } catch {
    return null;
  }
}

/** What an event says, whatever the order and spacing of its parts: answers over REST are written anew. */
export function meaning(event: object): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** The event without its text, as deletion leaves it. */
export function redacted(event: EventFrame): EventFrame {
  return { ...event, data: { ...event.data, body: null } };
}

/** Whether the event carries a text that deletion takes out. */
export function hasText({ type, data }: EventFrame): boolean {
  return (type === 'message.posted' || type === 'message.edited') && typeof data.body === 'string';
}

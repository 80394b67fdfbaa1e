import * as v from 'valibot';

/** What one page of a browser tells the others of the same instance. */
const News = v.variant('type', [
  v.object({ type: v.literal('signed-out'), user: v.string() }),
  v.object({ type: v.literal('signed-in'), user: v.string() }),
  /** What is stored of this user's unsent posts changed. */
  v.object({ type: v.literal('unsent'), user: v.string() }),
  /** A deletion is held back until then, or not any more. */
  v.object({
    type: v.literal('deletion'),
    user: v.string(),
    room: v.string(),
    seq: v.number(),
    until: v.nullable(v.number()),
  }),
  /** The server has a post that any of the pages may show. */
  v.object({
    type: v.literal('acked'),
    user: v.string(),
    ack: v.object({
      key: v.string(),
      room: v.string(),
      seq: v.number(),
      at: v.number(),
      n: v.optional(v.number()),
    }),
  }),
]);
export type News = v.InferOutput<typeof News>;

/** The little of a BroadcastChannel that is needed. */
export interface Channel {
  postMessage(news: unknown): void;
  addEventListener(type: 'message', heard: (event: MessageEvent) => void): void;
  close(): void;
}

/** The other pages of this browser. Where it has no BroadcastChannel nothing is told, and each page stands alone. */
export class Tabs {
  readonly #channel: Channel | undefined;

  constructor(channel: Channel | undefined, heard: (news: News) => void) {
    this.#channel = channel;
    if (!channel) return;
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      // Pages of another version may say what this one does not know.
      const news = v.safeParse(News, data);
      if (news.success) heard(news.output);
    });
  }

  /** Tells all other pages. */
  tell(news: News): void {
    this.#channel?.postMessage(news);
  }

  close(): void {
    this.#channel?.close();
  }
}

/** The browser's channel among the pages of this origin. */
export function browserChannel(): Channel | undefined {
  return typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('rookery');
}

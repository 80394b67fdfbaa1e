/** What the load generator can be asked to do, and what it answers. */

/** One socket to open. */
export interface SocketPlan {
  cookie: string;
  /** The room that it opens. */
  room: string;
  /** Where it connects, when that is another port than the others'. */
  port?: number;
}

interface Timed {
  /** The name that the sockets were opened under. */
  group: string;
  /** The processes whose CPU time counts as the server's. */
  serverPids: readonly number[];
  /** How long to measure, after a warm-up, in seconds. */
  seconds: number;
}

export type Command =
  | { do: 'connect'; group: string; port: number; sockets: SocketPlan[]; origin?: string | undefined }
  /** The first socket posts; each message goes to all; `inFlight` messages have not reached everybody yet. */
  | ({ do: 'fan-out'; inFlight: number; bodyUnits: number } & Timed)
  /** Every socket posts to its room, with `inFlight` posts not acknowledged yet. */
  | ({ do: 'posts'; inFlight: number; bodyUnits: number } & Timed)
  /** So many posts a second in all, from one socket after another, whatever the server does. */
  | ({ do: 'latency'; postsPerSecond: number; bodyUnits: number } & Timed)
  /** So many varied messages, from one socket after another; `postsPerSecond` null: as fast as they are acknowledged. */
  | { do: 'talk'; group: string; posts: number; postsPerSecond: number | null; seed: number }
  /** Sockets that come back on `ports`, in turn, whenever they are lost; the first one posts at a steady rate. */
  | {
      do: 'survive';
      ports: number[];
      origin: string;
      sockets: SocketPlan[];
      seconds: number;
      postsPerSecond: number;
    }
  | { do: 'disconnect'; group: string };

/** CPU used, as shares of one core; null where it cannot be read. */
export interface Cpu {
  server: number | null;
  load: number | null;
  /** The share of the time that the server was ready to run but other programs had its core. */
  waited: number | null;
}

export interface Outcome {
  connect: { seconds: number };
  'fan-out': { deliveriesPerSecond: number; frameBytes: number; cpu: Cpu };
  posts: { postsPerSecond: number; cpu: Cpu };
  latency: {
    deliveries: number;
    /** Post to delivery, in ms, at the percentiles 0, 1, … 100 and at 99.9. */
    percentiles: number[];
    p999: number;
    cpu: Cpu;
  };
  talk: { seconds: number };
  survive: {
    sockets: number;
    /** How many lost their connection meanwhile, and how long after the first loss each of them was caught up, in ms. */
    lost: number;
    backAfterMs: number[];
    /** Messages posted, and how many of them did not come to how many sockets once and in order. */
    posts: number;
    faults: string[];
  };
  disconnect: null;
}

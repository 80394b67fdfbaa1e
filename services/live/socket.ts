import type { Server, ServerWebSocket, WebSocketHandler } from 'bun';
import type { Limits } from '../../platform/limits.ts';

/** What a session needs of its connection. */
export interface Socket {
  send(text: string): void;
  /** From here on, what is published to the topic comes after what was sent before. */
  subscribe(topic: string): void;
  /** Acts at once: nothing published after it arrives. */
  unsubscribe(topic: string): void;
  /** Bytes that the other end has not taken yet. */
  buffered(): number;
  close(code: number, reason: string): void;
  /** Ends the connection without a goodbye. */
  terminate(): void;
}

/** Hands one text to every socket of a topic. */
export interface Publisher {
  publish(topic: string, text: string): void;
}

/** What a socket's owner hears of it. */
export interface SocketEvents {
  opened(socket: Socket): void;
  text(text: string): void;
  binary(): void;
  drained(): void;
  closed(): void;
}

export interface SocketData {
  events: SocketEvents;
}

/**
 * Bun drops what it publishes beyond its own limit, and its readers see a gap. So that limit is far above anything that
 * ours lets happen, and never acts; see the sweep in `slow-readers.ts`.
 */
const bunBackpressureBytes = 1024 * 1024 * 1024;

/** A browser answers pings by itself; a connection that does not for so long is dead. */
const deadAfterSeconds = 120;

/** Bun's WebSocket callbacks, passed on to whoever was given in the upgrade. */
export function socketHandler(limits: Pick<Limits, 'frameBytes'>): WebSocketHandler<SocketData> {
  return {
    maxPayloadLength: limits.frameBytes,
    backpressureLimit: bunBackpressureBytes,
    closeOnBackpressureLimit: false,
    perMessageDeflate: false,
    idleTimeout: deadAfterSeconds,
    sendPings: true,
    publishToSelf: true,
    open: (ws) => ws.data.events.opened(wrap(ws)),
    message: (ws, message) =>
      typeof message === 'string' ? ws.data.events.text(message) : ws.data.events.binary(),
    drain: (ws) => ws.data.events.drained(),
    close: (ws) => ws.data.events.closed(),
  };
}

function wrap(ws: ServerWebSocket<SocketData>): Socket {
  return {
    send: (text) => void ws.send(text),
    subscribe: (topic) => ws.subscribe(topic),
    unsubscribe: (topic) => ws.unsubscribe(topic),
    buffered: () => ws.getBufferedAmount(),
    close: (code, reason) => ws.close(code, reason),
    terminate: () => ws.terminate(),
  };
}

/** Bun's own publish: one buffer to every socket of a topic. */
export function publisher(server: Server<SocketData>): Publisher {
  return { publish: (topic, text) => void server.publish(topic, text) };
}

/** What a socket tells its owner. Nothing comes after `closed`. */
export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  /** Close code and reason as the WebSocket gave them; 1006 when the connection just broke or was never made. */
  closed(code: number, reason: string): void;
}

/** The little that the connection needs of a WebSocket. */
export interface Socket {
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** Begins to connect; the answer comes by `events`. */
export type OpenSocket = (url: string, protocol: string, events: SocketEvents) => Socket;

/** The browser's own WebSocket. Binary frames are none of the protocol's and are passed over. */
export const openBrowserSocket: OpenSocket = (url, protocol, events) => {
  const socket = new WebSocket(url, protocol);
  socket.addEventListener('open', () => {
    events.opened();
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') events.received(data);
  });
  socket.addEventListener('close', ({ code, reason }) => {
    events.closed(code, reason);
  });
  return {
    send: (text) => {
      socket.send(text);
    },
    close: (code, reason) => {
      socket.close(code, reason);
    },
  };
};

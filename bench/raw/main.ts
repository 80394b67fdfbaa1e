/**
 * What Bun's own publish does with nothing around it: every message up becomes one frame down to everybody, as long as
 * an event of ours. Nothing is read, checked or stored. It is the measure for our fan-out.
 */
import process from 'node:process';

const bytes = Number(process.env.FRAME_BYTES);
const start = '{"t":"event","pad":"';
const frame = `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
const room = 'room';
const hello = '{"t":"hello"';

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT),
  fetch(request, bun) {
    return bun.upgrade(request) ? undefined : new Response('ready');
  },
  websocket: {
    perMessageDeflate: false,
    backpressureLimit: 1024 * 1024 * 1024,
    open: (socket) => void socket.subscribe(room),
    message(socket, message) {
      if (String(message).startsWith(hello)) socket.send('{"t":"caught-up"}');
      else server.publish(room, frame);
    },
  },
});

process.on('SIGTERM', () => process.exit(0));

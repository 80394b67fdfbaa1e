import { expect, test } from 'bun:test';
import { clientFrame, FrameReader, frameType, opcode, type } from './frames.ts';
import { markOf } from './latency.ts';

/** A frame as a server sends it: without a mask. */
function serverFrame(code: number, text: string): Uint8Array {
  const payload = Buffer.from(text);
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | code, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = 0x80 | code;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

const texts = ['', '{}', 'x'.repeat(125), 'y'.repeat(126), 'ü'.repeat(400), 'z'.repeat(70_000), 'end'];

test('frames of every length come out whole, wherever the stream is cut', () => {
  const stream = Buffer.concat(texts.map((text) => serverFrame(opcode.text, text)));
  for (const pieceBytes of [1, 2, 3, 7, 64, 1000, stream.length]) {
    const got: string[] = [];
    const reader = new FrameReader((code, bytes, from, to) => {
      expect(code).toBe(opcode.text);
      got.push(Buffer.from(bytes.subarray(from, to)).toString());
    });
    for (let at = 0; at < stream.length; at += pieceBytes) reader.read(stream.subarray(at, at + pieceBytes));
    expect(got).toEqual(texts);
  }
});

test('our frames are told apart by their first letters', () => {
  const typeOf = (t: string) => frameType(Buffer.from(JSON.stringify({ t })), 0);
  expect([typeOf('event'), typeOf('ack'), typeOf('caught-up')]).toEqual([
    type.event,
    type.ack,
    type.caughtUp,
  ]);
  expect([typeOf('refused'), typeOf('error')]).toEqual([type.refused, type.error]);
  const others = [
    'activity',
    'reset',
    'welcome',
    'rooms',
    'me',
    'profile',
    'presence',
    'typing',
    'gone',
    'pong',
  ];
  const known = new Set<number>(Object.values(type));
  expect(others.filter((t) => known.has(typeOf(t)))).toEqual([]);
});

test('a frame up is masked with zeros, and a long one has its length in two bytes', () => {
  expect([...clientFrame(opcode.text, Buffer.from('hi'))]).toEqual([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
  expect([...clientFrame(opcode.text, new Uint8Array(300)).subarray(0, 8)]).toEqual([
    0x81, 0xfe, 1, 44, 0, 0, 0, 0,
  ]);
});

test('the mark of a post is read out of its event', () => {
  const event = Buffer.from('…{"t":"event","data":{"n":3,"key":"abcd-12-407","body":"a-1"}}');
  expect(markOf(event, 3, event.length)).toBe(407);
});

import type { DayFigures } from '../browser/day.ts';
import type { FirstLoadFigures } from '../browser/first-load.ts';
import type { ReceivedFigures } from '../browser/received.ts';
import type { ScrollingFigures } from '../browser/scrolling.ts';
import type { TypingFigures } from '../browser/typing.ts';
import type { BrowserFigures } from '../measures/browser.ts';
import { heldUp } from './cpu.ts';
import type { Row } from './row.ts';
import { growthOf, median } from './statistics.ts';

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const range = (values: readonly number[], text: (value: number) => string) =>
  `${text(Math.min(...values))} to ${text(Math.max(...values))}`;

function firstLoadRows(figures: FirstLoadFigures): Row[] {
  const {
    scripts,
    bytes,
    styleBytes,
    requests,
    cpuSlowdown,
    firstMessageMs,
    slowNetwork,
    overSlowNetworkMs,
  } = figures;
  const kilobits = (slowNetwork.bytesPerSecond * 8) / 1000;
  const milliseconds = (value: number) => `${whole(value)} ms`;
  return [
    [
      'first load: JavaScript before the first message',
      `${kilobytes(scripts.gzipBytes)} gzip`,
      `target ≤ 100 KB; ${scripts.files} files, ${kilobytes(scripts.bytes)} as they came over the network, headers too`,
    ],
    [
      'first load: all of it',
      kilobytes(bytes),
      `${requests} requests; styles ${kilobytes(styleBytes)}; as it came over the network, headers too`,
    ],
    [
      `cold start to the first message, CPU slowed ${cpuSlowdown} times`,
      milliseconds(median(firstMessageMs)),
      `${firstMessageMs.length} visits: ${range(firstMessageMs, milliseconds)}`,
    ],
    [
      'the same over slow 3G',
      milliseconds(median(overSlowNetworkMs)),
      `${whole(kilobits)} kbit/s, ${slowNetwork.roundTripMs} ms there and back; ${overSlowNetworkMs.length} visits: ${range(overSlowNetworkMs, milliseconds)}`,
    ],
  ];
}

function scrollingRows(history: number, figures: ScrollingFigures): Row[] {
  const { messages, seconds, framesPerSecond, slowFrames, slowFrameMs, p99Ms, worstMs, work, cpu } = figures;
  const name = `scrolling in a room of ${whole(history)} messages`;
  return [
    [
      `${name}: frames`,
      `${framesPerSecond.toFixed(1)}/s`,
      `target 60/s; past ${whole(messages)} messages in ${whole(seconds)} s, up and down${heldUp(cpu)}`,
    ],
    [
      `${name}: frames over ${slowFrameMs} ms`,
      percent(slowFrames),
      `target ≤ 1 %; p99 ${p99Ms.toFixed(1)} ms, longest ${whole(worstMs)} ms`,
    ],
    [
      `${name}: main thread`,
      `${work.all.toFixed(1)} ms CPU a frame`,
      `of 16.7 ms; scripts ${work.script.toFixed(1)} ms, style and layout ${work.styleAndLayout.toFixed(1)} ms`,
    ],
  ];
}

function heapRows({ messages, before, after }: ReceivedFigures, day: DayFigures): Row[] {
  const { first, last, growth } = growthOf(day.heap);
  return [
    [
      `heap after ${whole(messages)} messages came into the open room`,
      megabytes(after),
      `target < 80 MB; ${megabytes(before)} before them`,
    ],
    [
      `heap after a day of ${whole(day.messages)} messages in ${day.rooms} rooms`,
      megabytes(last),
      `target: flat; ${megabytes(first)} after the first quarter: ${growth < 0 ? '−' : '+'}${megabytes(Math.abs(growth))} for 100,000 messages; ${day.switches} changes of room, ${day.reconnects} lost connections`,
    ],
  ];
}

function typingRow({ messagesPerSecond, keys, p50Ms, p95Ms, worstMs, busy, cpu }: TypingFigures): Row {
  return [
    `key to screen while ${messagesPerSecond} messages/s arrive: p95`,
    `${whole(p95Ms)} ms`,
    `target < 50 ms; p50 ≤ ${whole(p50Ms)} ms, longest ${whole(worstMs)} ms; ${whole(keys)} keys; main thread busy ${whole(busy * 100)} %${heldUp(cpu)}`,
  ];
}

/** The figures of the browser app, one line each. */
export function browserRows({ history, firstLoad, scrolling, received, typing, day }: BrowserFigures): Row[] {
  return [
    ...firstLoadRows(firstLoad),
    ...scrollingRows(history, scrolling),
    typingRow(typing),
    ...heapRows(received, day),
  ];
}

import { useEffect, useRef, useState } from 'react';
import { plainWords } from '../state/plain-words.ts';
import type { Timeline } from '../state/timeline.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { useNames } from './person-name.ts';

/** One announcement in so long. */
const everyMs = 2_000;

/** Reads new messages of others out, politely; never what is loaded from before. */
export function Announcer({ timeline, room }: { timeline: Timeline; room: string }) {
  const t = useTexts();
  const my = useMy();
  const name = useNames();
  const [text, setText] = useState('');
  const words = useRef({ t, name, room });
  words.current = { t, name, room };
  useEffect(() => {
    let announced = timeline.getSnapshot().head;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The same words twice in a row would be no change, and stay unsaid.
    const say = (words: string): void => setText((before) => (before === words ? `${words}\u00a0` : words));
    const announce = (): void => {
      timer = undefined;
      const { items, head } = timeline.getSnapshot();
      const fresh = items.filter(
        (item) => item.kind === 'message' && item.by !== my.me && (item.seq ?? 0) > announced,
      );
      announced = head;
      const [one] = fresh;
      const { conversation } = words.current.t;
      if (fresh.length > 1) say(conversation.arrivedMany(fresh.length, words.current.room));
      else if (one?.kind === 'message' && one.body !== null) {
        const said = plainWords(one.body, words.current.name);
        say(conversation.arrived(words.current.name(one.by), said));
      }
    };
    const stop = timeline.subscribe(() => {
      const { head } = timeline.getSnapshot();
      if (announced === 0) announced = head;
      else if (head > announced) timer ??= setTimeout(announce, everyMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [my, timeline]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}

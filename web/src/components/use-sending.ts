import { useRef, useState, type RefObject } from 'react';
import { emojiHere, emojiInTime } from '../emoji/load.ts';
import { mayHoldShortcodes, withEmoji } from '../emoji/shortcodes.ts';
import { stored } from '../state/mentions.ts';
import type { Person } from '../state/profiles.ts';
import { useMy } from './app-context.ts';
import { splitMessage } from './split-message.ts';

interface SendingProps {
  room: string;
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  setText: (text: string) => void;
  members: readonly Person[];
  /** UTF-16 units of a message. */
  most: number;
  onSent: () => void;
}

/** Sends what stands in the composer. It stays there, and in the draft, until the browser has stored it as a post. */
export function useSending({ room, field, text, setText, members, most, onSent }: SendingProps): {
  send: () => Promise<void>;
  error: unknown;
} {
  const my = useMy();
  const [error, setError] = useState<unknown>(null);
  /** What was sent and is being stored: it still stands in the field, before what is typed next. */
  const storing = useRef<string[]>([]);
  /** What waits for the emoji: what is sent next waits as well, or it would overtake. */
  const waiting = useRef<Promise<unknown> | null>(null);
  const send = async (): Promise<void> => {
    field.current?.focus();
    const body = without(text, storing.current);
    if (body.trim() === '') return;
    storing.current.push(body);
    try {
      const needsEmoji = mayHoldShortcodes(body) && !emojiHere();
      if (needsEmoji || waiting.current) {
        const turn = Promise.all([waiting.current, needsEmoji ? emojiInTime() : null]);
        waiting.current = turn;
        await turn;
        if (waiting.current === turn) waiting.current = null;
      }
      const whole = stored(withEmoji(body, emojiHere() ?? []), members);
      // The draft holds the text until the browser has stored it as a post: nothing that happens to the page loses it.
      await Promise.all(splitMessage(whole, most).map((part) => my.post(room, part)));
      setError(null);
      // The person may have typed on, or be in another room, meanwhile.
      const rest = without(my.drafts.get(room), [body]);
      setText(rest);
      my.drafts.set(room, rest);
      onSent();
    } catch (cause) {
      setError(cause);
    }
    storing.current.splice(storing.current.indexOf(body), 1);
  };
  return { send, error };
}

/** A text without those that it begins with, one after the other. */
function without(text: string, beginnings: readonly string[]): string {
  return beginnings.reduce((rest, one) => (rest.startsWith(one) ? rest.slice(one.length) : rest), text);
}

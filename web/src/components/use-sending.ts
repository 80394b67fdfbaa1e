import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { emojiHere, emojiInTime } from '../emoji/load.ts';
import { mayHoldShortcodes, withEmoji } from '../emoji/shortcodes.ts';
import { useMy } from './app-context.ts';
import { splitMessage } from './split-message.ts';

interface SendingProps {
  room: string;
  field: RefObject<HTMLTextAreaElement | null>;
  /** UTF-16 units of a message. */
  most: number;
  /** Not called once the composer is gone: whoever went on to another room is not taken back. */
  onSent: () => void;
}

/** Sends what stands in the composer. */
export function useSending({ room, field, most, onSent }: SendingProps): {
  send: () => Promise<void>;
  error: unknown;
} {
  const my = useMy();
  const [error, setError] = useState<unknown>(null);
  const isHere = useRef(true);
  // At once: an effect of the other kind would end only after the next room is drawn.
  useLayoutEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const ready = async (text: string): Promise<string[]> => {
    const emoji = emojiHere() ?? (mayHoldShortcodes(text) ? await emojiInTime() : []);
    return splitMessage(my.mentionable.storedNow(room, withEmoji(text, emoji)), most);
  };
  const send = async (): Promise<void> => {
    field.current?.focus();
    try {
      const sent = await my.sending.send(room, ready);
      if (!isHere.current || !sent) return;
      setError(null);
      onSent();
    } catch (cause) {
      if (isHere.current) setError(cause);
    }
  };
  return { send, error };
}

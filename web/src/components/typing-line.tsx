import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { useNames } from './person-name.ts';

/** Who is typing. Its place is kept free, so nothing moves when somebody begins. */
export function TypingLine({ room }: { room: string }) {
  const t = useTexts();
  const typing = useStore(useMy().typing, ({ rooms }) => rooms.get(room));
  const name = useNames();
  return (
    <p className="typing-line one-line">
      {typing && typing.length > 0 ? t.conversation.typing(typing.map(name)) : ''}
    </p>
  );
}

import { useState } from 'react';
import { currentPath, go } from '../navigate.ts';
import { messagePath } from '../routes.ts';
import { useStore } from '../state/use-store.ts';
import { dateOf, dayBegins } from '../text/times.ts';
import { useTexts } from '../text/texts.ts';
import { useApp, useMy } from './app-context.ts';
import { Dialog } from './dialog.tsx';
import { ErrorText, Field, Form } from './form.tsx';
import { useAction } from './use-action.ts';

type Outcome = 'nothing since' | 'no such day' | null;

/** Asks for a day and goes to its first message, or to the next one after it. */
export function JumpToDate({ room, onClose }: { room: string; onClose: () => void }) {
  const t = useTexts();
  const my = useMy();
  const action = useAction();
  // Messages are dated by the server's clock, and this browser's may be days off.
  const { localDay } = useApp();
  useStore(localDay);
  const today = dateOf(localDay.now());
  const createdAt = useStore(my.rooms, ({ rooms }) => rooms.find(({ id }) => id === room)?.createdAt);
  const earliest = dateOf(createdAt ?? 0);
  const [date, setDate] = useState(today);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const show = (seq: number): void => {
    // First, so that the message may take the focus: an open dialog holds it.
    onClose();
    const path = messagePath(room, seq);
    if (path === currentPath()) my.openRooms.lookAt(room, seq);
    else go(path);
  };
  const jump = async (): Promise<void> => {
    const since = dayBegins(date);
    setOutcome(null);
    // The field says what may be chosen, but anything can be typed.
    if (since === undefined || date < earliest || date > today) {
      setOutcome('no such day');
      return;
    }
    let goOn = (): void => setOutcome('nothing since');
    const look = async (): Promise<void> => {
      const { seq } = await my.api.chats.firstMessage({ params: { room: room }, query: { since } });
      if (seq !== null) goOn = () => show(seq);
    };
    if ((await action.run(look)) && action.isThere()) goOn();
  };
  return (
    <Dialog title={t.date.title} onClose={onClose}>
      <Form onSubmit={() => void jump()}>
        <Field
          label={t.date.label}
          name="date"
          type="date"
          min={earliest}
          max={today}
          value={date}
          onValue={setDate}
          data-first-focus
        />
        <ErrorText error={action.error} />
        <p className="hint" role="status">
          {outcome === 'nothing since' ? t.date.nothing : outcome === 'no such day' ? t.date.outside : ''}
        </p>
        <div className="row end">
          <button type="button" className="button" onClick={onClose}>
            {t.general.cancel}
          </button>
          <button type="submit" className="button main" aria-disabled={action.busy}>
            {t.date.submit}
          </button>
        </div>
      </Form>
    </Dialog>
  );
}

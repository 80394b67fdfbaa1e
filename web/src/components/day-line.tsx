import { dayOf } from '../state/local-day.ts';
import { useStore } from '../state/use-store.ts';
import { dayName } from '../text/times.ts';
import { useTexts } from '../text/texts.ts';
import { useApp } from './app-context.ts';

/** Says which day the messages below it are of. */
export function DayLine({ at }: { at: number }) {
  const { conversation } = useTexts();
  const { today, yesterday } = useStore(useApp().localDay);
  const day = dayOf(at);
  return (
    <p className="day-line">
      {day === today ? conversation.today : day === yesterday ? conversation.yesterday : dayName(at)}
    </p>
  );
}

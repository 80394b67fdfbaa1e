import { ApiError } from '../../../contracts/errors.ts';
import { DayLine } from '../components/day-line.tsx';
import { DeletionFailed, HeldDeletion } from '../components/held-deletion.tsx';
import { OfferLine } from '../components/notification-offer.tsx';
import { NotificationSettings } from '../components/notification-settings.tsx';
import { room } from './world.ts';

const act = (): void => undefined;
const dayMs = 86_400_000;

/** Deletions in every state, as they stand in place of their messages, and the lines between days. */
export function Undoing() {
  return (
    <>
      {(['held', 'sending', 'waiting', 'done'] as const).map((state) => (
        <div key={state}>
          <h3 className="quiet small">{state}</h3>
          <HeldDeletion deletion={{ room, seq: 3, state }} focus={false} />
        </div>
      ))}
      <h3 className="quiet small">failed</h3>
      <DeletionFailed
        deletion={{ room, seq: 3, state: 'failed', error: new ApiError('not_allowed', 'refused') }}
      />
      {[0, 1, 2].map((days) => (
        <DayLine key={days} at={Date.now() - days * dayMs} />
      ))}
    </>
  );
}

/** What is said about notifications before, when refused, and in the settings. */
export function NotificationParts() {
  return (
    <>
      {[false, true].map((denied) => (
        <OfferLine key={String(denied)} denied={denied} onAccept={act} onDecline={act} />
      ))}
      <NotificationSettings />
    </>
  );
}

import { useEffect, useRef, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { useMy } from '../components/app-context.ts';
import { CopyField } from '../components/copy-field.tsx';
import { ErrorText } from '../components/form.tsx';
import { OnPhone } from '../components/on-phone.tsx';
import { OnlyHere } from '../components/only-here.tsx';
import { useAction } from '../components/use-action.ts';
import { inviteLink } from '../state/invite-link.ts';
import type { MyRoom } from '../state/my-room.ts';
import { useTexts } from '../text/texts.ts';

const weekSeconds = 604_800;

/** In the first room of a new instance: an invite link that is there already, and how to try it. */
export function FirstInvite({ room, instance }: { room: MyRoom; instance: Instance }) {
  const t = useTexts();
  const { api } = useMy();
  const [link, setLink] = useState<string | null>(null);
  const { run, error } = useAction();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void run(async () => {
      const made = await api.chats.createInvite({
        params: { room: room.id },
        body: { expiresInSeconds: weekSeconds },
      });
      setLink(inviteLink(location.origin, made));
    });
  }, [api, room.id, run]);
  return (
    <div className="empty first-invite">
      <h2>{t.conversation.emptyTitle}</h2>
      <p className="quiet">{t.invites.lead}</p>
      <ErrorText error={error} />
      {link !== null && (
        <>
          <CopyField label={t.invites.link} copyLabel={t.invites.copyLink} value={link} />
          <p>{t.invites.tryIt}</p>
          <OnlyHere instance={instance} link={link} />
        </>
      )}
      <OnPhone />
    </div>
  );
}

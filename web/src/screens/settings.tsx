import { useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { Appearance } from '../components/appearance.tsx';
import { useApp, useMy } from '../components/app-context.ts';
import { ChangePassword, ChangeUsername } from '../components/change-credentials.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorText } from '../components/form.tsx';
import { NotificationSettings } from '../components/notification-settings.tsx';
import { PlainHttp } from '../components/plain-http.tsx';
import { ProfileForm } from '../components/profile-form.tsx';
import { ProfilePicture } from '../components/profile-picture.tsx';
import { OnPhone } from '../components/on-phone.tsx';
import { Sessions } from '../components/sessions.tsx';
import { useAction } from '../components/use-action.ts';
import { usePerson } from '../components/person-name.ts';
import { useTexts } from '../text/texts.ts';

/** Everything about oneself in one dialog. Loaded when opened. */
export function Settings({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const t = useTexts();
  const app = useApp();
  const my = useMy();
  const person = usePerson(my.me);
  const [asking, setAsking] = useState(false);
  const leaving = useAction();
  const signOut = (): void => {
    if (app.unsent.count > 0) setAsking(true);
    else void leaving.run(() => app.signOut());
  };
  return (
    <Dialog title={t.settings.title} onClose={onClose}>
      <section>
        <h3>{t.settings.profile}</h3>
        <ProfilePicture person={person} />
        {/* Begins anew once the profile has come, not with every change of it. */}
        <ProfileForm key={String(person.known)} person={person} />
      </section>
      <section>
        <h3>{t.settings.appearance}</h3>
        <Appearance />
      </section>
      <section>
        <h3>{t.notifications.title}</h3>
        <NotificationSettings />
      </section>
      <section>
        <h3>{t.settings.username}</h3>
        <ChangeUsername />
      </section>
      <section>
        <h3>{t.settings.password}</h3>
        <ChangePassword />
      </section>
      <section>
        <h3>{t.phone.title}</h3>
        <OnPhone />
      </section>
      <section>
        <h3>{t.settings.sessions}</h3>
        <Sessions />
      </section>
      <section>
        <ErrorText error={leaving.error} />
        <button type="button" className="button" aria-disabled={leaving.busy} onClick={signOut}>
          {t.settings.signOut}
        </button>
        <PlainHttp />
        <p className="quiet small">{t.settings.version(instance.version)}</p>
      </section>
      {asking && (
        <Confirm
          title={t.settings.unsentTitle}
          text={t.settings.unsent(app.unsent)}
          submit={t.settings.unsentSubmit}
          act={() => app.signOut()}
          onClose={() => setAsking(false)}
        />
      )}
    </Dialog>
  );
}

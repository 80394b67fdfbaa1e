import { useState } from 'react';
import type { Person } from '../state/profiles.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { ErrorText, Field, Form } from './form.tsx';
import { useAction } from './use-action.ts';

const fields = ['displayName', 'status'];

/** Display name and status, as others see them at once. */
export function ProfileForm({ person }: { person: Person }) {
  const t = useTexts();
  const my = useMy();
  const [displayName, setDisplayName] = useState(person.displayName);
  const [status, setStatus] = useState(person.status);
  const [done, setDone] = useState(false);
  const action = useAction();
  const save = async (): Promise<void> => {
    setDone(false);
    setDone(await action.run(() => my.account.changeProfile({ displayName, status })));
  };
  return (
    <Form onSubmit={() => void save()}>
      <Field
        label={t.fields.displayName}
        name="displayName"
        value={displayName}
        onValue={setDisplayName}
        error={action.error}
        maxLength={160}
        autoComplete="name"
      />
      <Field
        label={t.fields.status}
        name="status"
        hint={t.fields.statusHint}
        value={status}
        onValue={setStatus}
        error={action.error}
        maxLength={280}
      />
      <ErrorText error={action.error} fields={fields} />
      <div className="row">
        <button
          type="submit"
          className="button main"
          aria-disabled={action.busy || displayName.trim() === ''}
        >
          {t.general.save}
        </button>
        <span role="status">{done ? t.general.saved : ''}</span>
      </div>
    </Form>
  );
}

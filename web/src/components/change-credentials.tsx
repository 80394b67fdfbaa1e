import { useState } from 'react';
import { useTexts } from '../text/texts.ts';
import { useStore } from '../state/use-store.ts';
import { useMy } from './app-context.ts';
import { ErrorText, Field, Form } from './form.tsx';
import { useAction } from './use-action.ts';

const usernameFields = ['username', 'password'];
const passwordFields = ['password', 'newPassword'];

/** Another username; the password makes sure that it is its owner who asks. */
export function ChangeUsername() {
  const t = useTexts();
  const my = useMy();
  const current = useStore(my.account, ({ username }) => username);
  const [username, setUsername] = useState(current);
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const action = useAction();
  const change = async (): Promise<void> => {
    setDone(false);
    if (!(await action.run(() => my.account.changeUsername(username.trim(), password)))) return;
    setPassword('');
    setDone(true);
  };
  return (
    <Form onSubmit={() => void change()}>
      <Field
        label={t.fields.username}
        name="username"
        hint={t.settings.usernameNote}
        value={username}
        onValue={setUsername}
        error={action.error}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Field
        label={t.fields.currentPassword}
        name="password"
        type="password"
        value={password}
        onValue={setPassword}
        error={action.error}
        autoComplete="current-password"
      />
      <ErrorText error={action.error} fields={usernameFields} />
      <div className="row">
        <button
          type="submit"
          className="button"
          aria-disabled={action.busy || password === '' || username.trim() === current}
        >
          {t.settings.usernameSubmit}
        </button>
        <span role="status">{done ? t.general.saved : ''}</span>
      </div>
    </Form>
  );
}

/** Another password, which ends all other sessions. */
export function ChangePassword() {
  const t = useTexts();
  const my = useMy();
  const [password, setPassword] = useState('');
  const username = useStore(my.account, ({ username }) => username);
  const [newPassword, setNewPassword] = useState('');
  const [done, setDone] = useState(false);
  const action = useAction();
  const change = async (): Promise<void> => {
    setDone(false);
    const act = (): Promise<undefined> => my.api.auth.changePassword({ body: { password, newPassword } });
    if (!(await action.run(act))) return;
    setPassword('');
    setNewPassword('');
    setDone(true);
  };
  return (
    <Form onSubmit={() => void change()}>
      {/* Tells a password store whose password this is. */}
      <input hidden readOnly autoComplete="username" value={username} />
      <Field
        label={t.fields.currentPassword}
        name="password"
        type="password"
        value={password}
        onValue={setPassword}
        error={action.error}
        autoComplete="current-password"
      />
      <Field
        label={t.fields.newPassword}
        name="newPassword"
        type="password"
        hint={t.fields.passwordHint}
        value={newPassword}
        onValue={setNewPassword}
        error={action.error}
        autoComplete="new-password"
      />
      <ErrorText error={action.error} fields={passwordFields} />
      <div className="row">
        <button
          type="submit"
          className="button"
          aria-disabled={action.busy || password === '' || newPassword === ''}
        >
          {t.settings.passwordSubmit}
        </button>
        <span role="status">{done ? t.settings.passwordChanged : ''}</span>
      </div>
    </Form>
  );
}

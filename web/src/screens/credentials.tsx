import { useState } from 'react';
import { ErrorText, Field, Form } from '../components/form.tsx';
import { useAction } from '../components/use-action.ts';
import { useTexts } from '../text/texts.ts';

export interface Credentials {
  username: string;
  password: string;
}

interface CredentialsFormProps {
  /** New ones get hints, and the browser offers to make a password. */
  kind: 'new' | 'known';
  submit: string;
  /** Throws `ApiError`; what went wrong shows at its field. */
  act: (credentials: Credentials) => Promise<void>;
}

const fields = ['username', 'password'];

/** Username and password, for making an account or signing in. */
export function CredentialsForm({ kind, submit, act }: CredentialsFormProps) {
  const t = useTexts();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const action = useAction();
  const isNew = kind === 'new';
  return (
    <Form onSubmit={() => void action.run(() => act({ username: username.trim(), password }))}>
      <Field
        label={t.fields.username}
        name="username"
        value={username}
        onValue={setUsername}
        error={action.error}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        required
        {...(isNew ? { hint: t.fields.usernameHint } : {})}
      />
      <div className="form">
        <Field
          label={t.fields.password}
          name="password"
          type={shown ? 'text' : 'password'}
          value={password}
          onValue={setPassword}
          error={action.error}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          maxLength={256}
          required
          {...(isNew ? { hint: t.fields.passwordHint } : {})}
        />
        <label className="row">
          <input
            type="checkbox"
            checked={shown}
            onChange={(event) => setShown(event.currentTarget.checked)}
          />
          {t.fields.showPassword}
        </label>
      </div>
      <ErrorText error={action.error} fields={fields} />
      <button
        type="submit"
        className="button main wide"
        aria-disabled={action.busy || username.trim() === '' || password === ''}
      >
        {submit}
      </button>
    </Form>
  );
}

import { useId, type FormEvent, type InputHTMLAttributes, type ReactNode } from 'react';
import { ApiError } from '../../../contracts/errors.ts';
import { errorText, fieldErrorText, useTexts } from '../text/texts.ts';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'name' | 'onChange'> {
  label: string;
  /** The field's name in the request: its errors are shown here. */
  name: string;
  hint?: string;
  /** What the last submit threw. */
  error?: unknown;
  value: string;
  onValue: (value: string) => void;
  /** Has the focus when its dialog opens. */
  'data-first-focus'?: boolean;
}

/** A labelled field with its hint, and what was wrong with it beneath. */
export function Field({ label, name, hint, error, onValue, ...input }: FieldProps) {
  const t = useTexts();
  const id = useId();
  const wrong = fieldErrorText(t, error, name);
  const described = [hint && `${id}-hint`, wrong && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        className="input"
        dir={input.value === '' ? undefined : 'auto'}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={described || undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
        {...input}
      />
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {wrong && (
        <p id={`${id}-error`} className="error">
          {wrong}
        </p>
      )}
    </div>
  );
}

/** What happened and what to do, read out when it appears. With `fields`, errors that a field shows itself are left out. */
export function ErrorText({ error, fields = [] }: { error: unknown; fields?: readonly string[] }) {
  const t = useTexts();
  if (error === null || error === undefined) return null;
  const shown = fields.some((field) => fieldErrorText(t, error, field) !== undefined);
  const [elsewhere] =
    error instanceof ApiError
      ? Object.keys(error.fields ?? {}).filter((field) => !fields.includes(field))
      : [];
  const reason = elsewhere === undefined ? undefined : fieldErrorText(t, error, elsewhere);
  return (
    <p className={shown ? 'visually-hidden' : 'error'} role="alert">
      {reason ?? errorText(t, error)}
    </p>
  );
}

interface FormProps {
  onSubmit: () => void;
  children: ReactNode;
}

/**
 * A form that never leaves the page. Its button is `aria-disabled` while it is of no use: `disabled` would take the focus
 * away from whoever just pressed it.
 */
export function Form({ onSubmit, children }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    // A button that is of no use for now keeps the focus, so the browser holds nothing back.
    if (event.currentTarget.querySelector('[type=submit][aria-disabled=true]')) return;
    onSubmit();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      {children}
    </form>
  );
}

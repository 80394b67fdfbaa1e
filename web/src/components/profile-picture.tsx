import { useEffect, useRef, useState } from 'react';
import type { Person } from '../state/profiles.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { ErrorText } from './form.tsx';
import { useAction } from './use-action.ts';
import { useKeptFocus } from './use-kept-focus.ts';

/** One's picture: choose, look at it as it will be, use it. */
export function ProfilePicture({ person }: { person: Person }) {
  const t = useTexts();
  const my = useMy();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<{ file: File; url: string } | null>(null);
  const action = useAction();
  const row = useRef<HTMLDivElement>(null);
  useKeptFocus(row, 'button');
  useEffect(() => () => (chosen ? URL.revokeObjectURL(chosen.url) : undefined), [chosen]);

  const choose = (file: File | undefined): void => {
    action.forget();
    if (file) setChosen({ file, url: URL.createObjectURL(file) });
    // The same file may be chosen again.
    if (input.current) input.current.value = '';
  };
  const save = async (): Promise<void> => {
    if (!chosen) return;
    const { file } = chosen;
    if (await action.run(async () => my.account.setAvatar(new Uint8Array(await file.arrayBuffer()))))
      setChosen(null);
  };
  const shown = chosen ? { ...person, avatarUrl: chosen.url } : person;
  return (
    <div className="form">
      <div ref={row} className="row">
        <Avatar person={shown} size={72} />
        <div className="row grow">
          {chosen ? (
            <>
              <span className="visually-hidden" role="status">
                {t.settings.preview}
              </span>
              <button
                type="button"
                className="button main"
                aria-disabled={action.busy}
                onClick={() => void save()}
              >
                {t.settings.usePicture}
              </button>
              <button
                type="button"
                className="button"
                onClick={() => {
                  action.forget();
                  setChosen(null);
                }}
              >
                {t.general.cancel}
              </button>
            </>
          ) : (
            <>
              <button type="button" className="button" onClick={() => input.current?.click()}>
                {t.settings.choosePicture}
              </button>
              {person.avatarUrl !== null && (
                <button
                  type="button"
                  className="button"
                  aria-disabled={action.busy}
                  onClick={() => void action.run(() => my.account.removeAvatar())}
                >
                  {t.settings.removePicture}
                </button>
              )}
            </>
          )}
        </div>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t.settings.picture}
        accept="image/png,image/jpeg,image/webp,image/gif"
        onChange={(event) => choose(event.currentTarget.files?.[0])}
      />
      <p className="quiet small">{t.settings.pictureHint}</p>
      <ErrorText error={action.error} />
    </div>
  );
}

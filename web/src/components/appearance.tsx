import { useState } from 'react';
import {
  chooseLanguage,
  chosenLanguage,
  languageName,
  languages,
  useTexts,
  type LanguageChoice,
} from '../text/texts.ts';
import { chosenTheme, chooseTheme, type Theme } from '../theme.ts';

/** Theme and language of this browser; both change at once. */
export function Appearance() {
  const t = useTexts();
  const [theme, setTheme] = useState(chosenTheme);
  const [language, setLanguage] = useState(chosenLanguage);
  return (
    <div className="form">
      <label className="field">
        {t.settings.theme}
        <select
          className="input"
          value={theme}
          onChange={(event) => {
            const chosen = event.currentTarget.value as Theme;
            setTheme(chosen);
            chooseTheme(chosen);
          }}
        >
          {Object.entries(t.settings.themes).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        {t.settings.language}
        <select
          className="input"
          value={language}
          onChange={(event) => {
            const chosen = event.currentTarget.value as LanguageChoice;
            setLanguage(chosen);
            void chooseLanguage(chosen);
          }}
        >
          <option value="auto">{t.settings.languageAuto}</option>
          {languages.map((one) => (
            <option key={one} value={one} lang={one}>
              {languageName(one)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

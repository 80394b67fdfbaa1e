/**
 * Runs before the first paint: a theme that was chosen against the system's must not flash the other one, and somebody who
 * was here before sees the panes of the app, not its mark, until it runs.
 */
import { watchStart } from './failed-start.ts';
import { lastUserName } from './state/last-user-name.ts';
import { applyTheme, chosenTheme } from './theme.ts';

applyTheme(chosenTheme());
markKnown();
watchStart();

function markKnown(): void {
  try {
    if (localStorage.getItem(lastUserName) !== null) document.documentElement.dataset.known = '';
  } catch {
    // Then nobody is known.
  }
}

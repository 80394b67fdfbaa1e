/** Runs before the first paint: a theme that was chosen against the system's must not flash the other one. */
import { applyTheme, chosenTheme } from './theme.ts';

applyTheme(chosenTheme());

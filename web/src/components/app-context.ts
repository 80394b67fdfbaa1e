import { createContext, useContext } from 'react';
import type { App } from '../state/app.ts';
import type { SignedIn } from '../state/signed-in.ts';

export const AppContext = createContext<App | null>(null);
const MyContext = createContext<SignedIn | null>(null);

export const ProvideApp = AppContext.Provider;
export const ProvideMy = MyContext.Provider;

/** The app that this page shows. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('There is no app around this component.');
  return app;
}

/** Everything of the user who is signed in; only under the main screen. */
export function useMy(): SignedIn {
  const my = useContext(MyContext);
  if (my === null) throw new Error('Nobody is signed in around this component.');
  return my;
}

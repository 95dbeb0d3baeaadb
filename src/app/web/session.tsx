// Who is signed in.
import { createContext, useContext } from 'react';

export interface Session {
  readonly account: string;
  readonly unit: { readonly id: string; readonly name: string };
  readonly post: string;
  readonly roles: readonly string[];
  readonly title: string;
  readonly city: { readonly id: string; readonly name: string; readonly simulated: boolean };
}

/** One of GET /api/demo-accounts → { accounts }. A city that is not simulated gives none. */
export interface DemoAccount {
  readonly account: string;
  readonly password: string;
  readonly title: string;
  readonly unitName: string;
}

export interface SessionState {
  readonly session: Session | undefined;
  enter(session: Session): void;
}

export const SessionContext = createContext<SessionState>({ session: undefined, enter: () => {} });

export function useSession(): SessionState {
  return useContext(SessionContext);
}

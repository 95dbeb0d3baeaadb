// Who is signed in: what the frame names and what a page may offer. Rights are the server's; a page only spares a refusal.
import { createContext, useContext } from 'react';

export interface Session {
  readonly account: string;
  readonly unit: { readonly id: string; readonly name: string };
  readonly post: string;
  readonly roles: readonly string[];
  readonly title: string;
  readonly city: {
    readonly id: string;
    readonly name: string;
    readonly simulated: boolean;
    readonly zone: string;
  };
}

export interface SessionState {
  readonly session: Session | undefined;
  enter(session: Session): void;
}

export const SessionContext = createContext<SessionState>({ session: undefined, enter: () => {} });

export function useSession(): SessionState {
  return useContext(SessionContext);
}

// How a command of this loop is put into the registry's list: its subject is the project it names.
import type { JsonObject } from '../../kernel/json.ts';
import type { CommandKind } from '../../kernel/loop.ts';

/** The registry holds commands of all bodies in one list; the ledger hands each only what its own schema gave. */
export function projectCommand<C extends JsonObject & { readonly project: string }>(
  kind: Omit<CommandKind<C>, 'subject'>,
): CommandKind<never> {
  return { ...kind, subject: (body: C) => body.project } as unknown as CommandKind<never>;
}

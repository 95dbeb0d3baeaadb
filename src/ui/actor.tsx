// Who did it, as a reader reads it: an account by its name, the program itself in words.
import { useWords } from './language.tsx';

export const actorWords = {
  system: { zh: '系统', en: 'the system' },
  firm: { zh: '企业（凭专用链接）', en: 'the firm (by its own link)' },
};

/** Accounts that nobody signs in with: what is imported or founded is told by them (ledger/founding.ts). */
const OF_THE_PROGRAM: ReadonlySet<string> = new Set(['system', 'luodi']);

/** Who comes through a firm's own link; no account is opened with it. */
const FIRM = 'firm';

export function Actor({ id }: { readonly id: string }) {
  const say = useWords(actorWords);
  if (id === FIRM) return say('firm');
  return OF_THE_PROGRAM.has(id) ? say('system') : id;
}

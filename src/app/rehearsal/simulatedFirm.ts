// Codes and tokens of firms that are not: a credit code whose registering division is 000000, and the token of a firm's page that anybody can make who knows the
// seed. Both are of simulated cities alone: a real firm's code names a division, and a real token is drawn and shown once.
import { creditCheckDigit, organizationCheckDigit } from '../../kernel/creditCode.ts';

/** 18 characters that pass both check digits. */
export function simulatedCreditCode(no: number): string {
  const body = String(no).padStart(8, '0');
  // Of the check digits of an organization X is none of a credit code's letters that may be read twice; it stands all the same (GB 32100-2015).
  const seventeen = `91000000${body}${organizationCheckDigit(body)}`;
  return `${seventeen}${creditCheckDigit(seventeen)}`;
}

/** 43 characters, as a token is: the digest of what names it, in the letters of base64url. */
export function demoToken(seed: string, project: string, sha256Hex: (text: string) => string): string {
  const hex = `${sha256Hex(`luodi demo link ${seed} ${project}`)}${sha256Hex(`luodi demo page ${seed} ${project}`)}`;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let token = '';
  for (let i = 0; token.length < 43; i += 2) token += letters[Number.parseInt(hex.slice(i, i + 2), 16) % 64];
  return token;
}

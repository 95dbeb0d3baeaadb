/** How many letters must be put in, taken out or changed to make `b` of `a` (Levenshtein), for “did you mean”. */
export function distance(a: string, b: string): number {
  if (a.length > 60 || b.length > 60) return 60;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

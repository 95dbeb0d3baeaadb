// Draws that the rehearsal needs beyond kernel/random.ts, made of its draws alone (its logarithm and exponential are the same on every
// machine, those of Math are not). Streams are forked by label, so that what one project draws does not depend on another.
import type { Random } from '../../kernel/random.ts';

export function happens(random: Random, perMille: number): boolean {
  return random.next() * 1000 < perMille;
}

/** Log-normal about a median, cut at 1/12 and 12 times the median so that no draw is absurd. */
export function about(random: Random, median: number, sigma: number): number {
  return median * Math.max(1 / 12, Math.min(12, random.logNormal(0, sigma)));
}

/** Gamma of shape 2: the sum of four squared normals. Most reports are quick, few are instant, some take weeks. */
export function gamma2(random: Random, mean: number): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    const normal = random.normal(0, 1);
    sum += normal * normal;
  }
  return (mean * sum) / 4;
}

// How often something is looked at, as an office says it: 91 days and 3 months are both 每季度. Pure.

export interface Cadence {
  readonly every: number;
  readonly per: 'day' | 'month';
}

export function cadenceOf({ every, per }: Cadence): 'day' | 'month' | 'quarter' | 'halfYear' {
  if (per === 'month' ? every === 3 : every === 91 || every === 92) return 'quarter';
  if (per === 'month' ? every === 6 : every === 182 || every === 183) return 'halfYear';
  return per;
}

// The monthly figures that every project has. Told as they stand at the month's end; every other figure is what the month added.
export const LEVELS = {
  visibleProgress: { zh: '形象进度', en: 'Visible progress', unit: '%' },
  jobs: { zh: '实际用工', en: 'Jobs filled', unit: '人' },
} as const;

export function isLevel(figure: string): figure is keyof typeof LEVELS {
  return figure in LEVELS;
}

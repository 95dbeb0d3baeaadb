export const title = 'commandLine';
export async function journey(): Promise<void> {}

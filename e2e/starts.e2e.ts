export const title = 'starts';
export async function journey(): Promise<void> {}

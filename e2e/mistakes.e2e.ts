export const title = 'mistakes';
export async function journey(): Promise<void> {}

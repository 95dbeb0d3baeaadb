export const title = 'pages';
export async function journey(): Promise<void> {}

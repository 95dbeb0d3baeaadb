/** That test files get databases of their own, and templates are filled once. */
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createTemplate, testDatabase } from './database.ts';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.map((row) => row[0]);
  } finally {
    await client.end();
  }
}

it('gives each asker an empty database of its own, on the version asked for', async () => {
  const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
  await ask(one.connection.url, 'CREATE TABLE only_here (n int)');
  expect(await ask(two.connection.url, `SELECT to_regclass('only_here')`)).toEqual([null]);
  await expect(ask(one.app.url, 'SELECT * FROM only_here')).rejects.toThrow(/permission denied/);
  const [version] = await ask(one.connection.url, 'SHOW server_version_num');
  expect(String(version).slice(0, 2)).toBe(process.env.LUODI_TEST_PG ?? '18');
  expect(await ask(one.connection.url, `SELECT '肇庆' ~ '^\\w+$'`)).toEqual([true]);
  await one.drop();
  await expect(ask(one.connection.url, 'SELECT 1')).rejects.toThrow(/does not exist|invalid database/);
  await two.drop();
});

it('fills a template once, however many ask at once, and again after a failed fill', async () => {
  await expect(createTemplate('broken', () => Promise.reject(new Error('half-way')))).rejects.toThrow(
    'half-way',
  );
  let fills = 0;
  const fill = async (url: string) => {
    fills += 1;
    await ask(url, 'CREATE TABLE filled AS SELECT 7 AS n');
  };
  await Promise.all(Array.from({ length: 4 }, () => createTemplate('broken', fill)));
  expect(fills).toBe(1);
  const copy = await testDatabase({ template: 'broken' });
  expect(await ask(copy.connection.url, 'SELECT n FROM filled')).toEqual([7]);
  await copy.drop();
});

// Fills in what a recognition rests on without an approval, for every one that the open sheet asks for.
import type { Locator } from 'playwright-core';

export async function fillBases(sheet: Locator): Promise<void> {
  const asked = sheet.getByRole('group', { name: /而认定的依据/ });
  await asked.first().waitFor();
  for (const one of await asked.all()) {
    await one.getByLabel('文号或条款').fill('建筑法第七条，限额以下');
    await one.getByLabel('批准人').fill('市住建局');
  }
}

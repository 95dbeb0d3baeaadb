// What the product puts into a command beside what was asked is no part of what was asked: the same key and body stays the same command.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseCommand } from '../ledger/command.ts';
import { LOOPS } from './registry.node.ts';

const loops = new Map(LOOPS.map((loop) => [loop.name, loop]));
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const actor = { account: 'w', post: 'p', unit: 'west', roles: ['county'] };
const gateItems = [{ id: 'permit', name: '施工许可证', hard: false, redLines: [] }];

test.each([
  ['claimMilestone', { project: 'P', milestone: 'started' }],
  ['correctMilestone', { project: 'P', claim: 'c', occurredOn: '2021-06-01', reason: '日期填错' }],
  ['passClaim', { project: 'P', draft: 'd', confirm: true }],
  ['recogniseMilestone', { project: 'P', claim: 'c' }],
])('%s asked again once a gate has moved has the same digest, and is told of the gate', (command, body) => {
  const asked = { key: 'k', actor, loop: 'projects', command, body };
  const before = parseCommand(loops, hash, 'city', { ...asked, composed: { gateItems } });
  const after = parseCommand(loops, hash, 'city', asked);
  expect(before).toMatchObject({ digest: after.digest, id: after.id, body: { gateItems } });
  expect(after.body).not.toHaveProperty('gateItems');
  const other = parseCommand(loops, hash, 'city', { ...asked, body: { ...body, project: 'Q' } });
  expect(other.digest).not.toBe(after.digest);
});

// Given a firm that came to the window, when the window takes its papers down, then they are marked as the firm's, by the window that handles the item and by no other.
import { describe, expect, test } from 'vitest';
import { county, ecology, event, filed, when, window } from './approvals.testing.ts';
import { facts } from './promises.testing.ts';

const FILE = { project: 'P1', item: 'permit', words: '企业到窗口递交，材料齐全' };

describe('what a window takes down for a firm', () => {
  test('is the firm’s application, marked so, and nobody’s errand', () => {
    const [told, ...more] = facts(when('fileForFirm', FILE, window));
    expect(told).toMatchObject({
      kind: 'approvalFiled',
      subject: 'P1/permit',
      occurredOn: '2021-06-30',
      body: { forFirm: FILE.words, manual: true, authority: 'housing' },
    });
    expect(more).toEqual([]);
  });
  test('is taken down by the unit that handles the item alone, and names no person', () => {
    expect(when('fileForFirm', FILE, ecology)).toBe('authority_not_named');
    expect(when('fileForFirm', FILE, county)).toBe('authority_not_named');
    expect(when('fileForFirm', { ...FILE, words: '来人 13800138000 递交' }, window)).toBe('personal_data');
    expect(when('fileForFirm', FILE, window, { events: [filed()] })).toBe('approval_filed');
  });
  test('hands in what was asked for', () => {
    const asked = [filed(), event('supplementAsked', '2021-06-02', { materials: ['land'] })];
    const hand = { approval: 'P1/permit', words: '企业到窗口补交' };
    expect(facts(when('handInForFirm', hand, window, { events: asked }))).toEqual([
      expect.objectContaining({ kind: 'supplementHandedIn', body: { forFirm: hand.words, manual: true } }),
    ]);
    expect(when('handInForFirm', hand, ecology, { events: asked })).toBe('authority_not_named');
    expect(when('handInForFirm', hand, window, { events: [filed()] })).toBe('supplement_not_asked');
  });
});

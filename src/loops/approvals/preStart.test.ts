// 预动工, 五个优先 and the firm's own link: given what stands, when a command comes, then facts or a refusal.
import { describe, expect, test } from 'vitest';
import { county, event, office, when, window } from './approvals.testing.ts';
import { FIRM_ROLE } from './firmLink.ts';
import { facts } from './promises.testing.ts';

describe('预动工', () => {
  const declare = {
    project: 'P1',
    promise: 'pre',
    notFor: [{ id: 'main', holds: false }],
    needs: [{ id: 'willing', holds: true, basis: '企业申请' }],
    occurredOn: '2021-06-01',
  };
  const declared = event('preStartDeclared', '2021-06-01', {
    project: 'P1',
    projectName: '电池项目',
    promise: 'pre',
    title: '预动工',
    notFor: [],
    needs: [],
    works: [{ work: 'survey', title: '地质勘探' }],
  });
  test('needs what the plan says; what may begin is what the plan lists', () => {
    expect(facts(when('declarePreStart', declare, county))[0]).toMatchObject({
      kind: 'preStartDeclared',
      subject: 'prestart/P1',
    });
    expect(when('declarePreStart', { ...declare, needs: [] }, county)).toBe('condition_unanswered');
    expect(when('declarePreStart', { ...declare, needs: [{ id: 'willing', holds: false }] }, county)).toBe(
      'need_missing',
    );
    expect(when('declarePreStart', { ...declare, notFor: [{ id: 'main', holds: true }] }, county)).toBe(
      'negative_listed',
    );
    const begin = { project: 'P1', work: 'survey', occurredOn: '2021-06-03' };
    expect(facts(when('beginPreStart', begin, county, { promises: [declared] }))[0]).toMatchObject({
      kind: 'preStartBegun',
    });
    expect(when('beginPreStart', { ...begin, work: 'main' }, county, { promises: [declared] })).toBe(
      'work_unknown',
    );
    expect(when('finishPreStart', begin, county, { promises: [declared] })).toBe('work_not_begun');
    expect(when('beginPreStart', begin, county)).toBe('promises_unknown');
  });
});

describe('五个优先', () => {
  const designate = { project: 'P1', group: '五个优先', basis: '市重点项目名单', occurredOn: '2021-06-01' };
  test('designated by the city on a basis, with the plan’s commitments', () => {
    const [fact] = facts(when('designatePriority', designate, office));
    expect(fact?.body.entries).toEqual([
      {
        entry: 'prio-land',
        side: 'government',
        title: '供地优先',
        owner: 'housing',
        starts: '评审通过',
        ends: '供地',
        days: 10,
        dayKind: '工作日',
      },
      {
        entry: 'prio-service',
        side: 'government',
        title: '服务优先',
        starts: '提出',
        ends: '办结',
        dayKind: '工作日',
      },
    ]);
    expect(when('designatePriority', designate, county)).toBe('role_missing');
    expect(when('designatePriority', { ...designate, group: '没有' }, office)).toBe('promise_unknown');
  });
});

describe('the firm’s own link', () => {
  const digest = 'a'.repeat(64);
  const link = { link: 'L1', unit: 'gaoyao', digest, until_day: '2021-12-31', revoked_on: null };
  test('is issued for a while, and revoked', () => {
    const issue = { project: 'P1', digest, until: '2021-12-31' };
    expect(facts(when('issueFirmLink', issue, county))[0]).toMatchObject({
      kind: 'linkIssued',
      subject: 'link/P1',
    });
    expect(when('issueFirmLink', { ...issue, until: '2021-06-29' }, county)).toBe('link_until_invalid');
    expect(when('issueFirmLink', { ...issue, until: '2023-01-01' }, county)).toBe('link_until_invalid');
    const revoke = { project: 'P1', link: 'L1', reason: '换了经办人' };
    expect(facts(when('revokeFirmLink', revoke, county, { links: [link] }))[0]).toMatchObject({
      corrects: 'L1',
    });
    expect(when('revokeFirmLink', revoke, county, { links: [{ ...link, revoked_on: '2021-06-29' }] })).toBe(
      'link_revoked',
    );
  });
  test('a question comes through a link that stands, from nobody with an account', () => {
    const firm = { account: 'firm', post: '企业', unit: 'gaoyao', roles: [FIRM_ROLE] };
    const ask = { project: 'P1', link: 'L1', question: '图审什么时候能出' };
    expect(facts(when('askAsFirm', ask, firm, { links: [link] }))[0]).toMatchObject({
      kind: 'firmAsked',
      subject: 'link/P1',
    });
    expect(when('askAsFirm', ask, office, { links: [link] })).toBe('role_missing');
    for (const question of ['', '  ', '？'])
      expect(when('askAsFirm', { ...ask, question }, firm, { links: [link] })).toBe('question_empty');
    expect(when('askAsFirm', ask, firm, { links: [{ ...link, until_day: '2021-06-29' }] })).toBe('link_over');
    expect(when('askAsFirm', ask, firm, { links: [{ ...link, revoked_on: '2021-06-29' }] })).toBe(
      'link_over',
    );
    const questions = Array.from({ length: 10 }, (_, i) => ({
      question: `Q${i}`,
      asked_on: '2021-06-30',
      unit: 'gaoyao',
    }));
    expect(when('askAsFirm', ask, firm, { links: [link], questions })).toBe('questions_too_many');
    const answer = { project: 'P1', question: 'Q1', answer: '本周五以前' };
    expect(facts(when('answerFirm', answer, window, { questions }))[0]).toMatchObject({ corrects: 'Q1' });
  });
});

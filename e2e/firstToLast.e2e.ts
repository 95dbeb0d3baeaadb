// firm → agent → bureau → county → city: one project from first contact to recognised production, with a mandate, a two-sided letter, a deferral kept in
// time, a correction, a joint acceptance with a finding, and the refusals on the way. A small city of its own, with no rehearsal: what Zhaoqing's
// published plan leaves open (materials, days) is written there. Pages are walked where people stand; what two sides sign goes by command.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DESK, type Journey, PHONE, seen } from './journey.ts';
import {
  Caller,
  freePort,
  luodi,
  makeDataFolder,
  PASSWORD,
  ROOT,
  removeDataFolder,
  startProduct,
} from './product.ts';

export const title = 'A project from first contact to recognised production';

const PROJECT = 'XC-1';
const FIRM = '91441200MA4W12345L';
const PERMIT = `${PROJECT}/construction-permit`;
const LETTER = `letter/${PROJECT}/two-sided`;
const ACCOUNTS = [
  ['dongxian1', 'dongxian', 'county', '东县填报岗'],
  ['zhujian1', 'zhujian', 'bureau', '住建局窗口岗'],
  ['zhujian2', 'zhujian', 'bureau', '住建局审批岗'],
  ['ziyuan1', 'ziyuan', 'bureau', '资源局验收岗'],
  ['ducha1', 'ducha', 'office', '督查室认定岗'],
  ['daiban1', 'daiban', 'agent', '代办中心一号岗'],
] as const;

interface Holding {
  readonly kind: string;
  readonly firm: boolean;
  readonly unit: string | null;
  readonly missing: readonly string[];
}
interface Story {
  readonly at: { readonly asOf: string };
  readonly story: { readonly now: Holding | null; readonly others: readonly Holding[] };
  readonly milestones: readonly {
    readonly claim: string;
    readonly milestone: string;
    readonly state: string;
  }[];
}

export async function journey(at: Journey): Promise<void> {
  const dataDir = makeDataFolder();
  const product = await startProduct(
    dataDir,
    await freePort(),
    'luodi',
    join(ROOT, 'e2e', 'firstToLast.plan.yaml'),
  );
  try {
    await walk(at, product.address.replace(/\/$/, ''), dataDir);
  } finally {
    await at.close();
    await product.end('SIGTERM');
    await removeDataFolder(dataDir);
  }
}

async function walk(at: Journey, address: string, dataDir: string): Promise<void> {
  await at.step('the accounts of six posts are opened', async () => {
    for (const [account, unit, role, words] of ACCOUNTS) {
      const flags = ['--unit', unit, '--post', words, '--role', role, '--title', words];
      const opened = await luodi('user', 'open', account, ...flags, '--data', dataDir);
      assert.equal(opened.code, 0, opened.out + opened.err);
      const set = await luodi('user', 'password', account, '--password', PASSWORD, '--data', dataDir);
      assert.equal(set.code, 0, set.out + set.err);
    }
  });
  const callers = new Map<string, Caller>();
  for (const [account] of ACCOUNTS) callers.set(account, await Caller.signIn(address, account));
  const as = (account: string) => callers.get(account) as Caller;
  let key = 0;
  const give = async (account: string, command: string, body: object, code?: string) => {
    const answer = await as(account).command(command, body, `first-to-last-${++key}`);
    if (code === undefined) assert.equal(answer.status, 200, `${command}: ${JSON.stringify(answer.body)}`);
    else assert.equal(answer.body.code, code, `${command}: ${JSON.stringify(answer.body)}`);
  };
  const story = (account = 'dongxian1') => as(account).get<Story>(`/api/projects/${PROJECT}/story`);
  const open = async (account: string, size = DESK) => {
    const visitor = await at.visitor(size);
    const reply = await visitor.context.request.post(`${address}/api/session`, {
      data: { account, password: PASSWORD },
    });
    assert.ok(reply.ok(), `${reply.status()} ${await reply.text()}`);
    return visitor;
  };
  const claimOf = async (milestone: string) => {
    const found = (await story()).milestones.find(
      (one) => one.milestone === milestone && one.state === 'claimed',
    );
    assert.ok(found, `${milestone} is not claimed`);
    return found.claim;
  };

  const today = await at.step('first contact: the county registers the project', async () => {
    const about = {
      project: PROJECT,
      unit: 'dongxian',
      name: '东县木器一期项目',
      lifecycle: 'industrial',
      creditCode: FIRM,
    };
    await give('dongxian1', 'projects/registerProject', { ...about, plannedInvestmentYuan: '120000000' });
    const { at: standing, story: told } = await story();
    assert.equal(told.now?.kind, 'claim');
    return standing.asOf;
  });

  await at.step('the firm’s mandate is registered on the project’s page', async () => {
    const { page } = await open('dongxian1');
    await page.goto(`${address}/projects/${PROJECT}`);
    await page.getByRole('link', { name: '登记授权' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('授权委托书').fill('授权委托书〔1〕');
    await sheet.getByLabel('自', { exact: true }).fill(today);
    await sheet.getByLabel('至', { exact: true }).fill(`${Number(today.slice(0, 4)) + 1}-12-31`);
    for (const item of ['施工许可证', '联合验收', '消防验收'])
      await sheet.getByLabel(item, { exact: true }).check();
    await sheet.getByRole('button', { name: '登记' }).click();
    await page.locator('section[aria-labelledby="agency"]').getByText('代办中心一号岗').waitFor();
    assert.match(
      await seen(page.locator('section[aria-labelledby="agency"]')),
      /代办中心一号岗[\s\S]*施工许可证[\s\S]*有效/,
    );
  });

  await at.step('the agent signs in on a phone and is at his projects', async () => {
    const visitor = await at.visitor(PHONE);
    const { page } = visitor;
    await page.goto(`${address}/login`);
    await visitor.signIn('daiban1');
    await page.waitForURL('**/agency');
    await visitor.settled();
    assert.match(await seen(page.locator('.agent-card')), /东县木器一期项目[\s\S]*新引进/);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(sideways <= 0, `the page scrolls sideways by ${sideways} px`);
    const low = await page.locator('.agent-acts .button').first().boundingBox();
    assert.ok(low !== null && low.height >= 44, 'a button for a thumb');
    await at.shoot(page, 'agency-390');
    // Two taps; the line drops between them.
    await visitor.context.setOffline(true);
    await page.getByRole('button', { name: '询问' }).click();
    assert.equal(await page.getByLabel('经过').inputValue(), '', 'a question is not written for the agent');
    // Of several approvals the card waits for none: what it is about is chosen by hand.
    const about = page.locator('select[name="item"]');
    assert.equal(await about.inputValue(), '', 'no approval is chosen for the agent');
    await about.selectOption({ label: '施工许可证' });
    await page.getByLabel('经过').fill('图审什么时候出，答复本周五');
    await page.getByRole('button', { name: '记下' }).click();
    await page.getByText('已存本机，待发送 1').waitFor();
    await at.shoot(page, 'agency-offline-390');
    await visitor.context.setOffline(false);
    await page.getByText(/已记入台账，第 \d+ 条/).waitFor();
    await page.getByText('待发送').waitFor({ state: 'detached' });
    await page.locator('.agent-card').getByText('上次').waitFor();
    assert.match(await seen(page.locator('.agent-card')), /询问/);
  });

  await at.step(
    'the contract is claimed by the county, recognised by the city and by no hand of the county',
    async () => {
      const evidence = [{ kind: 'contract', name: '投资合同 1 号' }];
      await give('dongxian1', 'projects/claimMilestone', {
        project: PROJECT,
        milestone: 'introduced',
        occurredOn: today,
        evidence,
      });
      const claim = await claimOf('introduced');
      assert.equal((await story()).story.now?.kind, 'recognition');
      await give(
        'dongxian1',
        'projects/recogniseMilestone',
        { project: PROJECT, claim },
        'claimed_by_own_hand',
      );
      await give('ducha1', 'projects/recogniseMilestone', { project: PROJECT, claim });
    },
  );

  await at.step('both sides sign their letter, each with its days', async () => {
    const letter = {
      project: PROJECT,
      promise: 'two-sided',
      creditCode: FIRM,
      appliesTo: [{ id: 'industrial-land', holds: true, basis: '用地合同 1 号' }],
      notFor: [{ id: 'negative-list', holds: false }],
    };
    await give('zhujian1', 'approvals/drawLetter', letter);
    const of = { letter: LETTER };
    const early = { project: PROJECT, item: 'construction-permit', kind: '双容双承诺', letter: LETTER };
    await give('zhujian1', 'approvals/fileApproval', early, 'path_step_missing');
    await give('dongxian1', 'approvals/signLetter', {
      ...of,
      side: 'enterprise',
      signer: FIRM,
      document: '承诺书 1 号',
    });
    await give('zhujian1', 'approvals/signLetter', {
      ...of,
      side: 'government',
      signer: 'zhujian-window',
      creditCode: FIRM,
      document: '承诺书 1 号',
    });
  });

  await at.step(
    'the agent files the permit; the bureau holds it, and asks once for what is missing',
    async () => {
      await give(
        'daiban1',
        'approvals/fileForFirm',
        { project: PROJECT, item: 'planning-verification', words: '递交' },
        'item_outside_mandate',
      );
      await give('daiban1', 'approvals/fileForFirm', {
        project: PROJECT,
        item: 'construction-permit',
        kind: '双容双承诺',
        letter: LETTER,
        words: '递交申请',
      });
      const held = (await story()).story.now;
      assert.deepEqual([held?.kind, held?.unit, held?.firm], ['approval', 'zhujian', false]);
      await give('zhujian1', 'approvals/askSupplement', { approval: PERMIT, materials: ['land'] });
      const asked = (await story()).story.now;
      assert.deepEqual([asked?.kind, asked?.firm, asked?.missing], ['supplement', true, ['用地批准']]);
      await give('daiban1', 'approvals/handInForFirm', { approval: PERMIT, words: '补交用地批准' });
      await give('daiban1', 'approvals/acceptApproval', { approval: PERMIT }, 'out_of_scope');
      await give('zhujian1', 'approvals/acceptApproval', { approval: PERMIT });
    },
  );

  await at.step(
    'a deferral: a secondary material may follow with its date, a main one may not; it is met',
    async () => {
      const deferral = {
        approval: PERMIT,
        level: 'material',
        form: '补交原件',
        dueOn: today,
        consequence: '撤销受理',
        promise: '容缺受理承诺书 1 号',
        creditCode: FIRM,
      };
      await give(
        'zhujian1',
        'approvals/grantDeferral',
        { ...deferral, material: 'land' },
        'deferral_blocked',
      );
      await give('zhujian1', 'approvals/grantDeferral', { ...deferral, material: 'site-plan' });
      assert.ok((await story()).story.now?.missing.some((words) => words.startsWith('总平面图（容缺')));
      await give('zhujian1', 'approvals/meetDeferral', {
        approval: PERMIT,
        material: 'site-plan',
        creditCode: FIRM,
      });
      await give('zhujian1', 'approvals/decideApproval', {
        approval: PERMIT,
        outcome: 'granted',
        documentNumber: '建字第 1 号',
      });
    },
  );

  await at.step(
    'a start is recognised; its day was told wrong, is corrected, and recognised anew',
    async () => {
      await give('dongxian1', 'projects/claimMilestone', {
        project: PROJECT,
        milestone: 'started',
        occurredOn: today,
        evidence: [],
      });
      const claim = await claimOf('started');
      await give('ducha1', 'projects/recogniseMilestone', { project: PROJECT, claim });
      const correction = {
        project: PROJECT,
        claim,
        occurredOn: today,
        plannedInvestmentYuan: '130000000',
        reason: '按合同更正计划投资',
      };
      await give('dongxian1', 'projects/correctMilestone', correction);
      await give('ducha1', 'projects/recogniseMilestone', {
        project: PROJECT,
        claim: await claimOf('started'),
      });
    },
  );

  await at.step(
    'joint acceptance: a finding is put right by the agent, looked at again, certified by another post',
    async () => {
      await give('daiban1', 'approvals/openAcceptance', {
        project: PROJECT,
        kind: '先建后验',
        letter: LETTER,
      });
      const part = (item: string, outcome: string, more = {}) => ({
        project: PROJECT,
        item,
        outcome,
        document: '意见 1 号',
        ...more,
      });
      await give(
        'zhujian1',
        'approvals/judgeAcceptancePart',
        part('fire-acceptance', '须整改', { finding: '缺喷淋' }),
      );
      await give('ziyuan1', 'approvals/judgeAcceptancePart', part('planning-verification', '通过'));
      await give(
        'zhujian2',
        'approvals/certifyAcceptance',
        { project: PROJECT, documentNumber: '联验 1 号' },
        'acceptance_not_passed',
      );
      await give('daiban1', 'approvals/rectifyAcceptance', {
        project: PROJECT,
        item: 'fire-acceptance',
        words: '已装喷淋',
      });
      const bureau = await open('zhujian1');
      const { page } = bureau;
      await page.goto(`${address}/projects/${PROJECT}`);
      await page.getByRole('link', { name: '出结论' }).click();
      const opinion = page.getByRole('dialog');
      // Nothing is chosen beforehand, and an opinion has its number.
      assert.equal(await opinion.getByLabel('结论').inputValue(), '');
      await opinion.getByLabel('结论').selectOption('通过');
      await opinion.getByLabel('意见的文号').fill('消验 1 号');
      await opinion.getByRole('button', { name: '登记' }).click();
      await page.getByText('已记入台账').waitFor();
      await page.getByRole('link', { name: '出具联合验收意见书' }).click();
      const sheet = page.getByRole('dialog');
      await sheet.getByLabel('意见书文号').fill('联验 1 号');
      await sheet.getByRole('button', { name: '登记' }).click();
      await page.getByText(/联合验收合格，联验 1 号/).waitFor();
      assert.deepEqual(bureau.takeComplaints(), []);
    },
  );

  await at.step('completion and production are claimed and recognised: the way is at its end', async () => {
    for (const milestone of ['completed', 'inProduction']) {
      await give('dongxian1', 'projects/claimMilestone', {
        project: PROJECT,
        milestone,
        occurredOn: today,
        evidence: [],
      });
      await give('ducha1', 'projects/recogniseMilestone', {
        project: PROJECT,
        claim: await claimOf(milestone),
      });
    }
    assert.equal((await story()).story.now, null);
  });

  for (const size of [DESK, PHONE]) {
    await at.step(
      `the page tells it as one story, with the correction struck through, at ${size.width}`,
      async () => {
        const visitor = await open('ducha1', size);
        const { page } = visitor;
        await page.goto(`${address}/projects/${PROJECT}`);
        await visitor.settled();
        const main = await seen(page.locator('#main'));
        for (const words of [
          '投产',
          '双向承诺',
          '施工许可证',
          '总平面图',
          '联合验收',
          '代办日志',
          '全部经过',
        ])
          assert.ok(main.includes(words), words);
        assert.ok((await page.locator('.history .struck').count()) > 0);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(sideways <= 0, `the page scrolls sideways by ${sideways} px`);
        await at.shoot(page, `story-${size.width}`);
        await page.goto(`${address}/board`);
        await visitor.settled();
        assert.match(await seen(page.locator('.board')), /东县木器一期项目/);
        assert.deepEqual(visitor.takeComplaints(), []);
      },
    );
  }

  await at.step('the proof holds over all of it', async () => {
    const verified = await luodi('verify', '--data', dataDir);
    assert.equal(verified.code, 0, verified.out + verified.err);
  });
}

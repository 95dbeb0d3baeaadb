// The firm's own page as HTML, without a framework and without script: it must open on any phone. Pure. It says what both sides promised, what to hand in, what was
// asked for beyond the list, who holds the file since when, and takes a question. No other project, no number of a fact, no word of the offices' own.
import type { Words } from '../../kernel/loop.ts';

export type Language = 'zh' | 'en';

export interface FirmPromiseLine {
  readonly title: string;
  readonly starts: string | null;
  readonly ends: string | null;
  readonly colour: string;
  readonly words: Words;
  readonly owner: string | null;
}

export interface FirmPageData {
  readonly city: string;
  readonly simulated: boolean;
  readonly today: string;
  readonly projectName: string;
  readonly letters: readonly {
    readonly title: string;
    readonly signedOn: string | null;
    readonly endedOn: string | null;
    readonly enterprise: readonly FirmPromiseLine[];
    readonly government: readonly FirmPromiseLine[];
    readonly demands: readonly {
      readonly on: string;
      readonly what: string;
      readonly legalBasis: string;
      readonly approver: string | null;
    }[];
  }[];
  readonly handIn: readonly {
    readonly what: string;
    readonly item: string;
    readonly form: string | null;
    readonly dueOn: string | null;
    readonly late: boolean;
    readonly consequence: string | null;
  }[];
  readonly holders: readonly {
    readonly item: string;
    readonly authority: string | null;
    readonly since: string;
    readonly waitsFor: 'firm' | 'authority';
    readonly dueOn: string | null;
    readonly late: boolean;
  }[];
  readonly questions: readonly {
    readonly asked: string;
    readonly askedOn: string;
    readonly answer: string | null;
    readonly answeredOn: string | null;
    readonly answeredBy: string | null;
  }[];
  readonly until: string;
}

const WORDS = {
  head: { zh: '企业专页', en: 'Your project' },
  simulated: { zh: '模拟数据', en: 'Simulated data' },
  today: { zh: '截至 {day}', en: 'As of {day}' },
  both: { zh: '双方承诺', en: 'What both sides promised' },
  signed: { zh: '{day} 双方签订', en: 'signed by both on {day}' },
  drawn: { zh: '已起草，双方还没有都签', en: 'drawn up, not yet signed by both' },
  ended: { zh: '{day} 结束', en: 'ended on {day}' },
  yours: { zh: '企业承诺', en: 'You promised' },
  ours: { zh: '政府承诺', en: 'The government promised' },
  clock: { zh: '从“{starts}”到“{ends}”', en: 'from “{starts}” to “{ends}”' },
  by: { zh: '负责：{owner}', en: 'by {owner}' },
  none: { zh: '没有', en: 'Nothing' },
  noLetter: { zh: '还没有承诺书', en: 'No letter of promises yet' },
  handIn: { zh: '要交的', en: 'What to hand in' },
  due: { zh: '{day} 以前', en: 'by {day}' },
  late: { zh: '已过期限', en: 'past its date' },
  demands: {
    zh: '清单以外要的（计为政府违诺）',
    en: 'Asked for beyond the list (counted as a breach by the government)',
  },
  basis: { zh: '依据：{basis}', en: 'Basis: {basis}' },
  approver: { zh: '批准：{approver}', en: 'Approved by {approver}' },
  holders: { zh: '件在谁手里', en: 'Who holds your files' },
  since: { zh: '自 {day} 起', en: 'since {day}' },
  waitsFirm: { zh: '等企业补正', en: 'waits for your supplements' },
  ask: { zh: '提问', en: 'Ask' },
  askHint: {
    zh: '请不要写姓名、电话等个人信息',
    en: 'Please write no names, telephone numbers or other personal data',
  },
  send: { zh: '发出', en: 'Send' },
  asked: { zh: '{day} 问', en: 'asked on {day}' },
  answered: { zh: '{day} {unit} 答', en: 'answered on {day} by {unit}' },
  open: { zh: '还没有答复', en: 'not answered yet' },
  until: {
    zh: '这个专页到 {day} 为止有效；转发给别人，别人也能看到。',
    en: 'This page is valid until {day}; whoever has its address can see it.',
  },
  other: { zh: 'English', en: '中文' },
  over: { zh: '这个专页打不开', en: 'This page cannot be opened' },
  overFix: {
    zh: '地址不对、过了有效期，或已收回。请联系代办员重新发。',
    en: 'The address is wrong, out of date or revoked. Ask your agent for a new one.',
  },
  hasty: { zh: '试得太多，请 10 分钟以后再来', en: 'Too many tries: come back in ten minutes' },
  refused: { zh: '没有发出：{why}', en: 'Not sent: {why}' },
} as const satisfies Record<string, Words>;

type Key = keyof typeof WORDS;

function sayIn(language: Language) {
  return (key: Key, values: Readonly<Record<string, string>> = {}): string =>
    WORDS[key][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const STYLE = `:root{color-scheme:light;--ink:#1f2933;--soft:#5b6672;--line:#dfe3e8;--red:#b3261e;--green:#1b6b3a;--blue:#1d5fa8;--grey:#5b6672}
*{box-sizing:border-box}body{margin:0;background:#f4f6f8;color:var(--ink);font:16px/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:760px;margin:0 auto;padding:12px}header,section{background:#fff;border:1px solid var(--line);border-radius:8px;padding:14px 16px;margin-bottom:12px}
h1{font-size:20px;margin:0 0 4px}h2{font-size:17px;margin:0 0 8px}h3{font-size:15px;margin:12px 0 4px;color:var(--soft)}
ul{list-style:none;margin:0;padding:0}li{padding:8px 0;border-top:1px solid var(--line)}li:first-child{border-top:0}
.soft{color:var(--soft);font-size:14px}.red{color:var(--red)}.green{color:var(--green)}.blue{color:var(--blue)}.grey{color:var(--grey)}.state{font-weight:600}
.mark{display:inline-block;border:1px solid var(--red);color:var(--red);border-radius:4px;padding:0 6px;font-size:13px}
textarea{width:100%;min-height:96px;font:inherit;padding:8px;border:1px solid #9aa5b1;border-radius:6px}button{font:inherit;min-height:44px;padding:0 22px;border:0;border-radius:6px;background:var(--blue);color:#fff}
a{color:var(--blue)}.top{display:flex;justify-content:space-between;gap:12px}@media print{form,.top a{display:none}body{background:#fff}}`;

function frame(language: Language, title: string, body: string): string {
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

const list = (items: readonly string[], none: string): string =>
  items.length === 0
    ? `<p class="soft">${none}</p>`
    : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

interface Form {
  readonly path: string;
  readonly key: string;
  /** Why a question was not taken, if it was just refused. */
  readonly refused?: string | undefined;
}

export function firmPage(data: FirmPageData, language: Language, form: Form): string {
  const say = sayIn(language);
  const other = language === 'zh' ? 'en' : 'zh';
  const head = `<header><div class="top"><span class="soft">${escaped(data.city)} · ${say('head')}</span><a href="${form.path}?lang=${other}">${say('other')}</a></div>
<h1>${escaped(data.projectName)}</h1><p class="soft">${say('today', { day: data.today })} ${data.simulated ? `<span class="mark">${say('simulated')}</span>` : ''}</p></header>`;
  const sections = [
    ...lettersHtml(data, language),
    section(
      say('handIn'),
      list(
        data.handIn.map((one) => handInHtml(one, language)),
        say('none'),
      ),
    ),
    section(
      say('holders'),
      list(
        data.holders.map((one) => holderHtml(one, language)),
        say('none'),
      ),
    ),
    questionsHtml(data, language, form),
  ];
  const foot = `<p class="soft">${say('until', { day: data.until })}</p>`;
  return frame(language, data.projectName, head + sections.join('') + foot);
}

function section(title: string, body: string): string {
  return `<section><h2>${title}</h2>${body}</section>`;
}

function lettersHtml({ letters }: FirmPageData, language: Language): readonly string[] {
  const say = sayIn(language);
  if (letters.length === 0) return [section(say('both'), `<p class="soft">${say('noLetter')}</p>`)];
  return letters.map((letter) => {
    const standing =
      letter.endedOn !== null
        ? say('ended', { day: letter.endedOn })
        : letter.signedOn !== null
          ? say('signed', { day: letter.signedOn })
          : say('drawn');
    const lines = (side: readonly FirmPromiseLine[]) =>
      list(
        side.map((one) => promiseHtml(one, language)),
        say('none'),
      );
    const demands = letter.demands.map(
      (one) =>
        `<span class="red state">${escaped(one.what)}</span> <span class="soft">${one.on} · ${say('basis', { basis: escaped(one.legalBasis) })}${
          one.approver === null ? '' : ` · ${say('approver', { approver: escaped(one.approver) })}`
        }</span>`,
    );
    return section(
      `${say('both')} · ${escaped(letter.title)}`,
      `<p class="soft">${standing}</p><h3>${say('yours')}</h3>${lines(letter.enterprise)}<h3>${say('ours')}</h3>${lines(letter.government)}<h3>${say('demands')}</h3>${list(demands, say('none'))}`,
    );
  });
}

function promiseHtml(
  { title, starts, ends, colour, words, owner }: FirmPromiseLine,
  language: Language,
): string {
  const say = sayIn(language);
  const clock =
    starts === null || ends === null ? '' : say('clock', { starts: escaped(starts), ends: escaped(ends) });
  const by = owner === null ? '' : say('by', { owner: escaped(owner) });
  return `${escaped(title)} <span class="state ${colour}">${escaped(words[language])}</span><br><span class="soft">${[clock, by].filter(Boolean).join(' · ')}</span>`;
}

function handInHtml(one: FirmPageData['handIn'][number], language: Language): string {
  const say = sayIn(language);
  const due =
    one.dueOn === null
      ? ''
      : `<span class="state ${one.late ? 'red' : 'blue'}">${say('due', { day: one.dueOn })}${one.late ? ` · ${say('late')}` : ''}</span>`;
  const more = [one.item, one.form, one.consequence].flatMap((text) =>
    text === null ? [] : [escaped(text)],
  );
  return `${escaped(one.what)} ${due}<br><span class="soft">${more.join(' · ')}</span>`;
}

function holderHtml(one: FirmPageData['holders'][number], language: Language): string {
  const say = sayIn(language);
  const who = one.waitsFor === 'firm' ? say('waitsFirm') : escaped(one.authority ?? '');
  const due =
    one.dueOn === null
      ? ''
      : ` · <span class="${one.late ? 'red state' : ''}">${say('due', { day: one.dueOn })}${one.late ? ` · ${say('late')}` : ''}</span>`;
  return `${escaped(one.item)} <span class="state">${who}</span><br><span class="soft">${say('since', { day: one.since })}${due}</span>`;
}

function questionsHtml(
  { questions }: FirmPageData,
  language: Language,
  { path, key, refused }: Form,
): string {
  const say = sayIn(language);
  const told = questions.map((one) => {
    const answer =
      one.answer === null
        ? `<span class="soft">${say('open')}</span>`
        : `<span class="green">${escaped(one.answer)}</span> <span class="soft">${say('answered', { day: one.answeredOn ?? '', unit: escaped(one.answeredBy ?? '') })}</span>`;
    return `${escaped(one.asked)} <span class="soft">${say('asked', { day: one.askedOn })}</span><br>${answer}`;
  });
  const why =
    refused === undefined
      ? ''
      : `<p class="red state" role="alert">${say('refused', { why: escaped(refused) })}</p>`;
  return section(
    say('ask'),
    `${why}<form method="post" action="${path}/questions"><input type="hidden" name="returnTo" value="${path}?lang=${language}"><input type="hidden" name="idempotencyKey" value="${key}"><p><label for="question" class="soft">${say('askHint')}</label></p><textarea id="question" name="question" required minlength="2" maxlength="1000"></textarea><p><button type="submit">${say('send')}</button></p></form>${told.length === 0 ? '' : list(told, '')}`,
  );
}

/** For a link that is wrong, over or revoked: all alike, so that a guess learns nothing. */
export function closedPage(language: Language, hasty: boolean): string {
  const say = sayIn(language);
  const title = say(hasty ? 'hasty' : 'over');
  return frame(
    language,
    title,
    `<header><h1>${title}</h1>${hasty ? '' : `<p>${say('overFix')}</p>`}</header>`,
  );
}

// Words of the frame: navigation (only what this version has), signing in.
export const appWords = {
  product: { zh: '落地', en: 'Luodi' },
  cockpit: { zh: '驾驶舱', en: 'Cockpit' },
  inbox: { zh: '我的待办', en: 'Inbox' },
  pushes: { zh: '建议调度清单', en: 'Whom to push' },
  projects: { zh: '产业项目', en: 'Projects' },
  approvals: { zh: '审批代办', en: 'Approvals' },
  indicators: { zh: '指标数据', en: 'Indicators' },
  flow: { zh: '流程实况', en: 'How work flows' },
  reporting: { zh: '报送率', en: 'Who has reported' },
  goals: { zh: '目标任务', en: 'Targets and tasks' },
  reports: { zh: '通报报表', en: 'Reports' },
  highlights: { zh: '半年亮点', en: 'Half-year highlights' },
  system: { zh: '系统管理', en: 'System' },
  plan: { zh: '计划版本', en: 'Plan versions' },
  trace: { zh: '对照原文', en: 'Trace against the text' },
  accounts: { zh: '组织与人员', en: 'Accounts' },
  ledger: { zh: '留痕核验', en: 'Ledger and proof' },
  notFound: { zh: '没有这个地址', en: 'There is no such page' },
  notFoundFix: { zh: '回驾驶舱', en: 'Go to the cockpit' },
  newer: { zh: '系统已更新，请刷新本页。', en: 'A newer version is out; reload this page.' },
  reload: { zh: '刷新', en: 'Reload' },
};

export const loginWords = {
  title: { zh: '登录', en: 'Sign in' },
  lead: { zh: '把承诺落到实地', en: 'What was promised comes to ground' },
  account: { zh: '账号', en: 'Account' },
  password: { zh: '密码', en: 'Password' },
  enter: { zh: '登录', en: 'Sign in' },
  demo: { zh: '演示账号（模拟城市）', en: 'Demo accounts (simulated city)' },
  demoHint: { zh: '点一下即可登录', en: 'One press signs in' },
};

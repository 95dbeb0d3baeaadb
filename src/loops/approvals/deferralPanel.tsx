// 容缺 and 容错 of one approval: what is owed and by when, what may be put off and what is missing for it, the red lines in words, who applied for tolerance and who decided.
import type { Recorded } from '../../ui/answer.tsx';
import { useSaid, useWords } from '../../ui/language.tsx';
import { pathOf } from '../../ui/route.ts';
import { Link, navigate, useAddress, useStanding } from '../../ui/router.tsx';
import { type ActField, ActSheet } from './actSheet.tsx';
import type { ApprovalView, DeferralLine } from './approvalViews.tsx';
import { approvalWords } from './approvalWords.tsx';

const TOLERANCE = { granted: 'toleranceGranted', refused: 'toleranceRefused' } as const;

export function DeferralPanel({
  view,
  onDone,
}: {
  readonly view: ApprovalView;
  readonly onDone: (recorded: Recorded) => void;
}) {
  return (
    <>
      <Deferrals view={view} />
      <Deferring view={view} />
      <Tolerances view={view} />
      <Acts view={view} onDone={onDone} />
    </>
  );
}

function Open({
  act,
  on,
  words,
}: {
  readonly act: string;
  readonly on?: string;
  readonly words: keyof typeof approvalWords;
}) {
  const say = useWords(approvalWords);
  const address = useAddress();
  return (
    <Link className="button no-print" to={address.with({ do: act, on: on ?? null })}>
      {say(words)}
    </Link>
  );
}

function Deferrals({ view }: { readonly view: ApprovalView }) {
  const say = useWords(approvalWords);
  if (view.deferrals.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="deferrals">
      <header>
        <h2 id="deferrals">{say('deferrals')}</h2>
      </header>
      <ol className="promises">
        {view.deferrals.map((one) => (
          <Deferral key={one.fact} one={one} view={view} />
        ))}
      </ol>
    </section>
  );
}

function Deferral({ one, view }: { readonly one: DeferralLine; readonly view: ApprovalView }) {
  const say = useWords(approvalWords);
  const standing = useStanding();
  return (
    <li>
      <span className="row apart">
        <span>
          <b>{one.materialName}</b> <span className="soft">{one.form}</span>
        </span>
        <span className="row">
          <span className="num">{say('due', { day: one.dueOn })}</span>
          {one.broken && <span className="tag over">{say('broken')}</span>}
          {one.metOn !== null && <span>{say('met', { day: one.metOn })}</span>}
        </span>
      </span>
      <span className="note">{one.consequence}</span>
      {one.extensions.map((each) => (
        <span key={each.event} className="note">
          {say('extended', { on: each.on, from: each.from, to: each.to })}
        </span>
      ))}
      <span className="row no-print">
        <Link className="small" to={standing(pathOf('approvals', view.approval.id, 'notices', one.fact))}>
          {say('notice')}
        </Link>
        <Link className="small" to={standing(pathOf('ledger', 'facts', one.fact))}>
          {say('fact')}
        </Link>
        {view.handles && one.metOn === null && (
          <>
            <Open act="meet" on={one.fact} words="meet" />
            <Open act="extend" on={one.fact} words="extend" />
          </>
        )}
      </span>
    </li>
  );
}

/** What may be put off at all; the permit itself waits for its basis, and says which part is missing. */
function Deferring({ view }: { readonly view: ApprovalView }) {
  const say = useWords(approvalWords);
  const said = useSaid();
  const { materials, permit, redLines } = view.deferring;
  if (materials.length === 0 && permit === null && redLines.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="deferring">
      <header>
        <h2 id="deferring">{say('deferrable')}</h2>
        {view.handles && materials.length > 0 && <Open act="grant" words="grantMaterial" />}
      </header>
      <ul className="promises">
        {materials.length === 0 && <li className="soft">{say('noDeferrable')}</li>}
        {materials.map((one) => (
          <li key={one.id}>
            {one.name}
            {one.days !== null && <span className="note">{say('days', { n: one.days })}</span>}
          </li>
        ))}
        {permit !== null && (
          <li>
            <span className="row apart">
              <b>{say('permitLevel')}</b>
              {permit.missing.length > 0 && (
                <span className="tag over">
                  {say('permitMissing', { what: permit.missing.map((each) => said(each)).join('、') })}
                </span>
              )}
              {view.handles && permit.missing.length === 0 && <Open act="permit" words="grantPermit" />}
            </span>
            {permit.words !== null && <span className="note">{permit.words}</span>}
            {permit.missing.length === 0 && (
              <span className="note">
                {say('permitReady', {
                  document: permit.document ?? '',
                  approver: permit.approver?.name ?? '',
                  n: permit.days ?? '',
                })}
              </span>
            )}
          </li>
        )}
        {redLines.length > 0 && (
          <li>
            <b>{say('redLines')}</b>
            {redLines.map((line) => (
              <span key={line.title} className="note">
                {line.title}（{line.law}）{line.consequence}
              </span>
            ))}
          </li>
        )}
      </ul>
    </section>
  );
}

function Tolerances({ view }: { readonly view: ApprovalView }) {
  const say = useWords(approvalWords);
  const waits = view.tolerances.some(({ outcome }) => outcome === null);
  if (view.tolerances.length === 0 && !view.handles) return null;
  return (
    <section className="panel" aria-labelledby="tolerance">
      <header>
        <h2 id="tolerance">{say('tolerance')}</h2>
        <span className="soft">{say('latenessStays')}</span>
        {view.handles && !waits && <Open act="tolerance" words="applyTolerance" />}
      </header>
      <ul className="promises">
        {view.tolerances.map((one) => (
          <li key={one.application}>
            <span className="row apart">
              <span>
                {say('toleranceOf', {
                  unit: one.appliedUnitName ?? '',
                  day: one.appliedOn,
                  facts: one.facts,
                  basis: one.basis,
                })}
              </span>
              <span className="tag">
                {say(one.outcome === null ? 'toleranceWaits' : TOLERANCE[one.outcome])}
              </span>
            </span>
            {one.outcome !== null && (
              <span className="note">
                {say('toleranceBy', {
                  unit: one.decidedUnitName ?? '',
                  day: one.decidedOn ?? '',
                  reason: one.reason ?? '',
                })}
              </span>
            )}
            {one.outcome === null && one.decides && (
              <span className="row no-print">
                <Open act="decide" on={one.application} words="decideTolerance" />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

type Key = keyof typeof approvalWords;

/** The sheet that the address names, if this page has it. */
function Acts({
  view,
  onDone,
}: {
  readonly view: ApprovalView;
  readonly onDone: (recorded: Recorded) => void;
}) {
  const say = useWords(approvalWords);
  const address = useAddress();
  const act = address.query.get('do') ?? '';
  const on = address.query.get('on') ?? '';
  const close = () => navigate(address.with({ do: null, on: null }), { replace: true });
  const declared = actOf(act, on, view, say);
  if (declared === undefined) return null;
  return (
    <ActSheet
      title={say(declared.title)}
      about={`${view.approval.itemName} · ${view.approval.projectName}`}
      fields={declared.fields}
      command={`approvals/${declared.command}`}
      body={(values) => ({ approval: view.approval.id, ...declared.body, ...values })}
      words={{ record: say('record'), late: say('late') }}
      onClose={close}
      onDone={(recorded) => {
        close();
        onDone(recorded);
      }}
    />
  );
}

interface DeclaredAct {
  readonly command: string;
  readonly title: Key;
  readonly fields: readonly ActField[];
  readonly body: object;
}

function actOf(
  act: string,
  on: string,
  view: ApprovalView,
  say: (key: Key) => string,
): DeclaredAct | undefined {
  const deferral = view.deferrals.find(({ fact }) => fact === on);
  const text = (name: string, label: Key, given?: string): ActField => ({
    name,
    label: say(label),
    required: true,
    given,
  });
  const day: ActField = { ...text('occurredOn', 'occurredOn', view.at.asOf), type: 'date' };
  const due: ActField = { ...text('dueOn', 'due_label'), type: 'date' };
  const area = (name: string, label: Key): ActField => ({ ...text(name, label), type: 'area' });
  const firm = text('creditCode', 'creditCode', deferral?.creditCode ?? view.door?.creditCode);
  const granting = [
    day,
    text('form', 'form'),
    due,
    area('consequence', 'consequence'),
    text('promise', 'promise'),
    firm,
  ];
  const { materials, permit } = view.deferring;
  switch (act) {
    case 'grant': {
      const choices = materials.map(({ id, name }) => ({ value: id, label: name }));
      const material: ActField = { ...text('material', 'material'), type: 'choice', choices };
      return {
        command: 'grantDeferral',
        title: 'grantMaterial',
        fields: [material, ...granting],
        body: { level: 'material' },
      };
    }
    case 'permit': {
      const fields = [...granting, text('document', 'basisDocument', permit?.document ?? '')];
      const body = { level: 'permit', material: 'permit', approver: permit?.approver?.id };
      return { command: 'grantDeferral', title: 'grantPermit', fields, body };
    }
    case 'meet':
      return {
        command: 'meetDeferral',
        title: 'meet',
        fields: [day, firm],
        body: { material: deferral?.material },
      };
    case 'extend': {
      const date = (name: string, label: Key): ActField => ({ ...text(name, label), type: 'date' });
      const event = [
        text('event', 'majeureEvent'),
        date('eventFrom', 'majeureFrom'),
        date('eventTo', 'majeureTo'),
      ];
      const fields = [...event, due, area('reason', 'reason'), text('document', 'proofDocument'), firm];
      return { command: 'extendDeferral', title: 'extend', fields, body: { material: deferral?.material } };
    }
    case 'tolerance':
      return {
        command: 'applyFaultTolerance',
        title: 'applyTolerance',
        fields: [area('facts', 'facts'), text('basis', 'basis')],
        body: {},
      };
    case 'decide': {
      const choices = (['granted', 'refused'] as const).map((value) => ({ value, label: say(value) }));
      const outcome: ActField = { ...text('outcome', 'outcome'), type: 'choice', choices };
      return {
        command: 'decideFaultTolerance',
        title: 'decideTolerance',
        fields: [outcome, area('reason', 'reason')],
        body: { application: on },
      };
    }
    default:
      return undefined;
  }
}

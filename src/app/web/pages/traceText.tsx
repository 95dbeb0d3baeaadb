// The text on the left, who carries it on the right, paragraph by paragraph. Of a long text the paragraphs far from sight are drawn as bare text, so that
// several thousand open at once, are found by the browser's search and print whole.
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ViewedParagraph, ViewedToken } from '../../../plan/tracedView.ts';
import { useSaid, useWords } from '../../../ui/language.tsx';
import { Link, useStanding } from '../../../ui/router.tsx';
import { Empty } from '../../../ui/states.tsx';
import {
  besideOf,
  linesShown,
  type Piece,
  piecesOf,
  type ShownCarrier,
  shortWords,
  type TokenPlace,
  type TraceReply,
} from './traceView.ts';
import { traceWords } from './traceWords.tsx';

/** A token was chosen, or a carrier: then all that it carries. */
export type Selection = TokenPlace | { readonly carrier: number };

export interface Choosing {
  readonly selection: Selection | undefined;
  choose(selection: Selection | undefined): void;
}

const CHUNK = 40;
/** Up to here everything is drawn at once. */
const SMALL = 160;

export function TraceText({
  reply,
  show,
  choosing,
}: {
  readonly reply: TraceReply;
  readonly show: string | null;
  readonly choosing: Choosing;
}) {
  const say = useWords(traceWords);
  const lines = useMemo(() => linesShown(reply.paragraphs, show), [reply, show]);
  const printing = usePrinting();
  if (lines.length === 0)
    return <Empty title={say(show === 'open' && reply.counts.uncovered === 0 ? 'noneOpen' : 'none')} />;
  const chunks = Array.from({ length: Math.ceil(lines.length / CHUNK) }, (_, at) =>
    lines.slice(at * CHUNK, (at + 1) * CHUNK),
  );
  const whole = printing || lines.length <= SMALL;
  return (
    <div className="trace">
      <div className="trace-head" aria-hidden="true">
        <span>{say('original')}</span>
        <span>{say('whoCarries')}</span>
      </div>
      {chunks.map((chunk) => (
        <Chunk key={chunk[0]!.n} lines={chunk} reply={reply} choosing={choosing} whole={whole} />
      ))}
    </div>
  );
}

/** True while the browser makes pages for paper: everything is drawn then. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return printing;
}

function Chunk({
  lines,
  reply,
  choosing,
  whole,
}: {
  readonly lines: readonly ViewedParagraph[];
  readonly reply: TraceReply;
  readonly choosing: Choosing;
  readonly whole: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (whole || box.current === null) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)!.isIntersecting), {
      rootMargin: '1200px',
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [whole]);
  const { selection, choose } = choosing;
  const drawn =
    whole ||
    near ||
    (selection !== undefined && 'n' in selection && lines.some((line) => line.n === selection.n));
  return (
    <div ref={box}>
      {lines.map((line) =>
        drawn ? (
          <Line
            key={line.n}
            line={line}
            reply={reply}
            selection={concerns(selection, line) ? selection : undefined}
            choose={choose}
          />
        ) : (
          <BareLine key={line.n} line={line} />
        ),
      )}
    </div>
  );
}

function concerns(selection: Selection | undefined, line: ViewedParagraph): boolean {
  if (selection === undefined) return false;
  if ('n' in selection) return selection.n === line.n;
  return line.tokens.some((token) => token.by.includes(selection.carrier));
}

function BareLine({ line: { n, text, tokens } }: { readonly line: ViewedParagraph }) {
  const say = useWords(traceWords);
  const count = (state: ViewedToken['state']) => tokens.filter((token) => token.state === state).length;
  return (
    <article className="trace-line">
      <p className="trace-text">
        <span className="trace-n num">{n}</span>
        {text}
      </p>
      <p className="trace-beside soft small">
        {say('brief', { carried: count('carried'), noTask: count('noTask'), open: count('open') })}
      </p>
    </article>
  );
}

interface LineProps {
  readonly line: ViewedParagraph;
  readonly reply: TraceReply;
  readonly selection: Selection | undefined;
  readonly choose: (selection: Selection | undefined) => void;
}

const Line = memo(function Line({ line, reply, selection, choose }: LineProps) {
  const say = useWords(traceWords);
  const pieces = useMemo(() => piecesOf(line), [line]);
  const isUncovered = line.tokens.some((token) => token.state === 'open');
  return (
    <article
      className={isUncovered ? 'trace-line uncovered' : 'trace-line'}
      aria-label={say('nth', { n: line.n })}
      data-paragraph={line.n}
    >
      <p className="trace-text">
        <span className="trace-n num" title={say('nth', { n: line.n })}>
          {line.n}
        </span>
        {pieces.map((piece) => (
          <TextPiece key={piece.start} piece={piece} line={line} selection={selection} choose={choose} />
        ))}
      </p>
      <BesideLine line={line} reply={reply} selection={selection} choose={choose} />
    </article>
  );
});

function TextPiece({ piece, line, selection, choose }: Omit<LineProps, 'reply'> & { readonly piece: Piece }) {
  const say = useWords(traceWords);
  const index = piece.token;
  const token = index === undefined ? undefined : line.tokens[index]!;
  // A sentence may begin with the figure in it: then the figure's place is the piece, the sentence's stands before it.
  const anchors = piece.starts
    .filter((start) => start !== index)
    .map((start) => <span key={start} id={tokenId({ n: line.n, index: start })} tabIndex={-1} />);
  const marks = piece.openEnds.map((end) => (
    <strong key={end} className="trace-mark">
      {say('open')}
    </strong>
  ));
  if (token === undefined || index === undefined) return piece.text;
  const names = ['trace-token', `is-${token.kind}`, `is-${token.state}`];
  if (piece.inOpenPromise) names.push('is-in-open');
  if (piece.around.some((each) => isChosen(line.tokens[each]!, each, line.n, selection)))
    names.push('is-chosen');
  const isStart = piece.starts.includes(index);
  const press = () => choose({ n: line.n, index });
  return (
    <>
      {anchors}
      {/* biome-ignore lint/a11y/useSemanticElements: a button does not break across lines as the words of a text must. */}
      <span
        role="button"
        // What is carried is reached by the list beside it; only what is open is a stop of its own.
        tabIndex={token.state === 'open' ? 0 : -1}
        className={names.join(' ')}
        title={`${say(token.kind)} · ${say(token.state)}`}
        {...(isStart ? { id: tokenId({ n: line.n, index }) } : {})}
        onClick={press}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          press();
        }}
      >
        {piece.text}
      </span>
      {marks}
    </>
  );
}

export function tokenId({ n, index }: TokenPlace): string {
  return `t${n}-${index}`;
}

function isChosen(token: ViewedToken, index: number, n: number, selection: Selection | undefined): boolean {
  if (selection === undefined) return false;
  return 'n' in selection
    ? selection.n === n && selection.index === index
    : token.kind !== 'promise' && token.by.includes(selection.carrier);
}

function BesideLine({ line, reply, selection, choose }: LineProps) {
  const say = useWords(traceWords);
  const beside = useMemo(() => besideOf(line), [line]);
  const words = (indexes: readonly number[]) =>
    indexes.map((index) => shortWords(line.tokens[index]!, line.text)).join('　');
  const chosen = selection !== undefined && 'n' in selection ? line.tokens[selection.index] : undefined;
  if (beside.open.length + beside.carried.length + beside.noTask.length === 0)
    return <p className="trace-beside soft small">{say('nothingSaid')}</p>;
  return (
    <ul className="trace-beside">
      {beside.open.length > 0 && (
        <li className="trace-open">
          <strong className="trace-mark">{say('open')}</strong>
          {beside.open.map((index) => (
            <button
              key={index}
              type="button"
              className={
                isChosen(line.tokens[index]!, index, line.n, selection)
                  ? 'trace-chip is-chosen'
                  : 'trace-chip'
              }
              onClick={() => choose({ n: line.n, index })}
            >
              {shortWords(line.tokens[index]!, line.text)}
            </button>
          ))}
        </li>
      )}
      {beside.carried.map(({ carrier, tokens }) => (
        <CarrierLine
          key={carrier}
          carrier={reply.carriers[carrier]!}
          reply={reply}
          words={words(tokens)}
          isChosen={
            chosen?.by.includes(carrier) === true ||
            (selection !== undefined && 'carrier' in selection && selection.carrier === carrier)
          }
          onMark={() => choose({ carrier })}
        />
      ))}
      {beside.noTask.map(({ reason, tokens }) => (
        <li
          key={`r${reason}`}
          className={chosen?.why.includes(reason) ? 'trace-none is-chosen' : 'trace-none'}
        >
          <span className="tag">{say('noTask')}</span> {words(tokens)}
          <span className="note">{reply.reasons[reason]}</span>
        </li>
      ))}
    </ul>
  );
}

function CarrierLine({
  carrier,
  reply,
  words,
  isChosen: chosen,
  onMark,
}: {
  readonly carrier: ShownCarrier;
  readonly reply: TraceReply;
  readonly words: string;
  readonly isChosen: boolean;
  readonly onMark: () => void;
}) {
  const say = useWords(traceWords);
  return (
    <li className={chosen ? 'is-chosen' : undefined}>
      <CarrierLink carrier={carrier} reply={reply} />
      <button
        type="button"
        className="trace-chip"
        aria-pressed={chosen}
        title={say('quoted')}
        onClick={onMark}
      >
        {words}
      </button>
    </li>
  );
}

/** 目标 · 新引进项目 › … · 责任单位; to the page that shows it. */
export function CarrierLink({
  carrier,
  reply,
}: {
  readonly carrier: ShownCarrier;
  readonly reply: TraceReply;
}) {
  const said = useSaid();
  const standing = useStanding();
  const section = reply.sections[carrier.section];
  const { owner } = carrier;
  return (
    <span className="trace-carrier">
      <span className="tag">{section === undefined ? carrier.section : said(section)}</span>{' '}
      <Link to={standing(carrier.address)} title={carrier.name}>
        {carrier.titles.join(' › ') || carrier.element || carrier.name}
      </Link>
      {owner !== null && (
        <span className="soft small">
          {' '}
          {owner.title}
          {owner.unit !== null && !owner.title.includes(owner.unit) ? `（${owner.unit}）` : ''}
        </span>
      )}
    </span>
  );
}

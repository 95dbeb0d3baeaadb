// The numbers that a target's forecast rests on, each with its name and what it came from, in both languages.
import type { Words } from '../kernel/loop.ts';

export interface InputNumber {
  readonly id: string;
  readonly label: Words;
  readonly value: number;
  readonly from: Words;
}

/** id, label and source, in both languages. */
const INPUT_WORDS = [
  ['done', '已完成', 'done', '台账里期内发生、已认定的', 'ledger: occurred in the period and recognised'],
  [
    'waiting',
    '待认定',
    'waiting to be recognised',
    '台账里期内发生、已申报还没有决定的',
    'ledger: occurred in the period, claimed and not decided',
  ],
  [
    'recognisedShare',
    '认定比例',
    'share recognised',
    '有了决定的申报里认定的占多少，只乘待认定的；决定还少的时候，先按十个里九个算',
    'of the claims decided, for those that wait alone; nine in ten is believed while few are',
  ],
  [
    'inFlight',
    '在途项目',
    'in flight',
    '已登记、还没到这个节点、也没有终止的',
    'registered, not yet there, not ended',
  ],
  [
    'inFlightMean',
    '在途的预计到达',
    'expected of those in flight',
    '每个在途项目到得了、并且认定得了的机会相加，就是清单里的那些',
    'the chances of all in flight to get there and be recognised, added up: those of the list',
  ],
  [
    'reportingLagDays',
    '报送晚几天',
    'reporting lag (days)',
    '发生以后过这么多天，九成已经报进来',
    'nine tenths of what occurs is recorded within so many days',
  ],
  [
    'arrivals',
    '预计新登记的项目',
    'expected arrivals',
    '按近一个月到近一年、往年同季登记的快慢推算，以往哪种差得少就多听哪种',
    'from the pace of registrations: of the last month up to the last year, of the same season before, weighted by how little they were off',
  ],
  [
    'arrivalsDispersion',
    '新登记多少的把不准',
    'dispersion of arrivals',
    '以往这样推算差了多少（相对误差的平方）',
    'how far such forecasts were off before (relative, squared)',
  ],
  [
    'arrivalsMean',
    '新登记的预计到达',
    'expected of arrivals',
    '新登记的项目数，乘它们来得及走到这个节点的机会',
    'arrivals times their chance to get there in time',
  ],
  [
    'straightOn',
    '照以往快慢匀速',
    'straight on',
    '几种匀速外推，以往哪种差得少就多听哪种',
    'several ways of going straight on, weighted by how little they were off before',
  ],
  ['pull', '向匀速靠拢多少', 'pull to straight on', '以往靠拢多少差得最少', 'what was least off before'],
  [
    'recentSpeed',
    '近期快慢（1 为平常）',
    'speed of late (1: as usual)',
    '近半年实到的，比按各项目推算应到的',
    'what came in the last half year, against what the projects’ own chances said',
  ],
  ['lean', '近期快慢延续多少', 'how much of it lasts', '以往延续多少差得最少', 'what was least off before'],
  [
    'recentMiss',
    '近期预测的偏差（1 为正好）',
    'misses of late (1: none)',
    '近三个月走完的窗口，实到的比当时推算的',
    'what came in windows that ended of late, against what was told then',
  ],
  ['keep', '近期偏差延续多少', 'how much of them lasts', '以往延续多少差得最少', 'what was least off before'],
  [
    'told',
    '合计预计到达',
    'expected in all',
    '在途的和新登记的相加，再按上面几项靠拢；已申报待认定的另加',
    'those in flight and arrivals, drawn by the above; claims that wait come on top',
  ],
  [
    'shift',
    '以往偏在一边（1 为一个标准差）',
    'off to one side before (1: a standard deviation)',
    '以往实到的站在预测范围的哪一边；只有一再偏在同一边才跟着挪，正数是以往说少了',
    'on which side of the ranges what came stood before; followed only where it is one side again and again, above 0: too few were told',
  ],
  [
    'width',
    '范围放宽到几倍',
    'width of the range, times',
    '以往实到的离预测的中间多远，比当时的范围该有的远近',
    'how far from the middle of the ranges what came stood before, against how far it should have',
  ],
  [
    'toldLearnt',
    '补正以后合计预计到达',
    'expected in all, so corrected',
    '大家一起的快慢按上面两项挪过、放宽过；清单里各项目的机会不变',
    'the common speeds moved and spread by these two; the chances in the list stay as they are',
  ],
  [
    'dispersion',
    '大家一起快慢的把不准',
    'dispersion of the common speed',
    '以往预测差了多少（相对误差的平方）；历史短时先按经验',
    'how far past forecasts were off (relative, squared), and what is believed before there are many',
  ],
] as const;

/** In the order of the list. */
export function inputNumbers(
  values: Readonly<Record<(typeof INPUT_WORDS)[number][0], number>>,
): readonly InputNumber[] {
  return INPUT_WORDS.map(([id, zh, en, fromZh, fromEn]) => ({
    id,
    label: { zh, en },
    value: values[id],
    from: { zh: fromZh, en: fromEn },
  }));
}

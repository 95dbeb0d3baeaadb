// Names and reasons of a rehearsal, plainly simulated: nobody may take them for a real firm or project.
import type { Random } from '../../kernel/random.ts';
import type { Trajectory } from './trajectories.ts';

const KINDS = [
  '生产基地',
  '生产线',
  '智能制造',
  '扩产',
  '技术改造',
  '研发生产',
  '产业园一期',
  '加工',
] as const;

export function projectName(project: Trajectory, random: Random, placeName: string): string {
  const product = random.pick(project.cluster.products);
  return `模拟${number4(project.no)} ${project.place.place ?? placeName}${product}${random.pick(KINDS)}项目`;
}

/** Fewer firms than projects: some firms have several. */
export function investorName(project: Trajectory, random: Random): string {
  return `模拟企业${number4(Math.max(1, project.no - (random.next() < 0.12 ? random.int(1, 40) : 0)))}`;
}

export function number4(no: number): string {
  return String(no).padStart(4, '0');
}

export const REFUSED = [
  '印证资料不齐，补正后重报',
  '现场核查尚未达到口径要求',
  '申报日期与印证资料不符',
  '与口径不符：前期准备不计入',
] as const;
export const REVOKED = ['复核发现尚未达到口径要求，撤销认定', '巡查发现与申报不符，撤销认定'] as const;
export const CORRECTED = ['发生日期填写有误，按印证资料更正', '按合同和许可文件更正日期'] as const;
export const CORRECTED_AMOUNT = '计划投资额按正式合同更正';
export const AMENDED = '按签约文本核定计划投资额';
export const RESUMED = '问题已协调解决，恢复推进';
export const INVESTMENT_CORRECTED = [
  '单位填错（万元与元），更正',
  '漏计设备购置，按凭证更正',
  '重复计入，按凭证核减',
] as const;

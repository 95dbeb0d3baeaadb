/**
 * The codes that the checker itself raises, by phase. Rules of sections declare their own code beside themselves
 * (PlanRule.code); together these are all codes of `luodi check`. Each has a broken plan in plans/invalid/ save those
 * that only a great file can show (`provenBy: 'test'`).
 */
import type { IssueSeverity } from '../kernel/issue.ts';

export interface PlanCode {
  readonly code: string;
  readonly phase: 'files' | 'text' | 'shape' | 'references' | 'rules';
  readonly severity: IssueSeverity;
  readonly means: string;
  /** 'test' when no small file can show it; its own test does. */
  readonly provenBy?: 'test';
}

export const planCodes: readonly PlanCode[] = [
  { code: 'text_encoding', phase: 'files', severity: 'error', means: '文件不是 UTF-8（多半是 GB18030）' },
  {
    code: 'text_encoding_guessed',
    phase: 'files',
    severity: 'warning',
    means: 'CSV 名单按 GB18030 读入',
    provenBy: 'test',
  },
  { code: 'plan_empty', phase: 'files', severity: 'error', means: '没有找到计划文件', provenBy: 'test' },
  { code: 'file_too_large', phase: 'files', severity: 'error', means: '文件超过 4 MB', provenBy: 'test' },
  { code: 'files_too_many', phase: 'files', severity: 'error', means: '文件超过 200 个', provenBy: 'test' },
  { code: 'format_missing', phase: 'text', severity: 'error', means: '第一行不是 format: luodi/plan@1' },
  { code: 'format_newer', phase: 'text', severity: 'error', means: '计划的格式比本版新' },
  { code: 'format_unknown', phase: 'text', severity: 'error', means: '格式版本不认识' },
  { code: 'yaml_syntax', phase: 'text', severity: 'error', means: 'YAML 写法有误' },
  { code: 'yaml_anchor', phase: 'text', severity: 'error', means: '用了锚点、别名或标签' },
  { code: 'documents_several', phase: 'text', severity: 'error', means: '一个文件里有几份文档' },
  { code: 'nesting_too_deep', phase: 'text', severity: 'error', means: '嵌套超过 16 层' },
  { code: 'tab_indent', phase: 'text', severity: 'error', means: '用制表符缩进' },
  { code: 'key_duplicate', phase: 'text', severity: 'error', means: '同一层有两个同名的键' },
  { code: 'key_invalid', phase: 'text', severity: 'error', means: '键不是普通的名字' },
  { code: 'section_duplicate', phase: 'text', severity: 'error', means: '同一节写在两个文件里，又不是列表' },
  { code: 'value_empty', phase: 'text', severity: 'error', means: '键后面没有值' },
  { code: 'comment_eats_value', phase: 'text', severity: 'error', means: '# 把值当成了注释' },
  { code: 'yes_no_unquoted', phase: 'text', severity: 'error', means: 'yes/no/on/off 没有加引号' },
  { code: 'number_spelling', phase: 'text', severity: 'error', means: '数的写法有歧义' },
  { code: 'number_too_large', phase: 'text', severity: 'error', means: '整数太大，存不准' },
  { code: 'full_width', phase: 'text', severity: 'error', means: '用了全角的数字、冒号、逗号或空格' },
  { code: 'csv_header', phase: 'text', severity: 'error', means: 'CSV 表头有误' },
  { code: 'csv_row', phase: 'text', severity: 'error', means: 'CSV 的一行与表头不合' },
  { code: 'csv_quote', phase: 'text', severity: 'error', means: 'CSV 引号没有配对' },
  { code: 'unknown_key', phase: 'shape', severity: 'error', means: '不认识的键' },
  { code: 'section_missing', phase: 'shape', severity: 'error', means: '缺少必有的一节' },
  { code: 'field_missing', phase: 'shape', severity: 'error', means: '缺少必填的字段' },
  { code: 'wrong_type', phase: 'shape', severity: 'error', means: '值的类型不对' },
  { code: 'text_unquoted', phase: 'shape', severity: 'error', means: '该是文字的地方成了数' },
  { code: 'out_of_range', phase: 'shape', severity: 'error', means: '超出长度、个数或大小的限制' },
  { code: 'value_not_allowed', phase: 'shape', severity: 'error', means: '不在可选的值之内' },
  { code: 'value_form', phase: 'shape', severity: 'error', means: '值的写法不对' },
  { code: 'id_invalid', phase: 'shape', severity: 'error', means: '编号的写法不对' },
  { code: 'date_invalid', phase: 'shape', severity: 'error', means: '日期不存在或写法不对' },
  { code: 'dates_reversed', phase: 'shape', severity: 'error', means: '止日早于起日' },
  { code: 'decimal_invalid', phase: 'shape', severity: 'error', means: '数的写法不对' },
  { code: 'zone_unknown', phase: 'shape', severity: 'error', means: '时区不存在' },
  { code: 'formula_too_long', phase: 'shape', severity: 'error', means: '公式超过 500 个字' },
  { code: 'formula_syntax', phase: 'shape', severity: 'error', means: '公式的写法不对' },
  { code: 'formula_too_deep', phase: 'shape', severity: 'error', means: '公式套得超过 32 层' },
  { code: 'formula_not_in_subset', phase: 'shape', severity: 'error', means: '公式用了不支持的写法' },
  { code: 'formula_type', phase: 'shape', severity: 'error', means: '公式里数与真假用混了' },
  { code: 'formula_unknown_name', phase: 'shape', severity: 'error', means: '公式里的名字不存在' },
  { code: 'reference_unknown', phase: 'references', severity: 'error', means: '引用的编号不存在' },
  {
    code: 'provenance_field_unknown',
    phase: 'references',
    severity: 'error',
    means: '来历写给了本元素没有的字段',
  },
  {
    code: 'provenance_without_source',
    phase: 'references',
    severity: 'error',
    means: '原文或外部来源没有写来源',
  },
  { code: 'provenance_basis_differs', phase: 'references', severity: 'error', means: '依据与来源的种类不合' },
  { code: 'demo_assumption', phase: 'rules', severity: 'warning', means: '演示假定：文中没有，为演示而设' },
  {
    code: 'no_task_also_carried',
    phase: 'rules',
    severity: 'warning',
    means: '标了不设任务，又有元素承接',
  },
  {
    code: 'quoted_figure_differs',
    phase: 'rules',
    severity: 'warning',
    means: '数字与来历所引的原文数字不同',
  },
  { code: 'source_to_be_found', phase: 'rules', severity: 'info', means: '待补来源：有意留空' },
];

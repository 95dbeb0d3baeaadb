// Words for ids of ours that stand in the rows of a figure; on the page and in its workbook.
/** Ids of ours in the rows of a figure: states, and the kinds of money reported by month. */
export const termWords = {
  claimed: { zh: '待认定', en: 'waiting' },
  recognised: { zh: '已认定', en: 'recognised' },
  refused: { zh: '不予认定', en: 'refused' },
  revoked: { zh: '已撤销', en: 'revoked' },
  superseded: { zh: '已更正', en: 'superseded' },
  stands: { zh: '有效', en: 'stands' },
  reported: { zh: '待审核', en: 'waits for its check' },
  checked: { zh: '已审核', en: 'checked' },
  returned: { zh: '已退回', en: 'returned' },
  actual: { zh: '实际投资', en: 'actual investment' },
  financing: { zh: '到位资金', en: 'funds in place' },
};

// Words of importing a 任务分解表.
export const breakdownWords = {
  title: { zh: '导入任务分解表', en: 'Import a table of tasks' },
  lead: {
    zh: '表头写任务名称、牵头单位、配合单位、完成时限等，按名称辨认；先看每一行会记下什么，再存入草稿。',
    en: 'The head names the task, the lead, the supporting units, the date …; see first what each row would record, then save it to the draft.',
  },
  file: { zh: '选文件（.xlsx 或 .csv）', en: 'Choose a file (.xlsx or .csv)' },
  paste: {
    zh: '或从 Excel 复制后粘贴到这里（连表头）',
    en: 'Or paste what was copied in Excel (with its head)',
  },
  pasteHint: { zh: '在 Excel 里选中表格，复制，点这里粘贴', en: 'Select in Excel, copy, paste here' },
  pastedName: { zh: '粘贴的任务分解表.csv', en: 'pasted.csv' },
  look: { zh: '先看看', en: 'Preview' },
  tooLarge: {
    zh: '文件太大：至多 700 KB，请分成几份。',
    en: 'The file is too large: at most 700 KB; split it.',
  },
  sheet: { zh: '工作表', en: 'Sheet' },
  row: { zh: '行', en: 'Row' },
  cells: { zh: '表里写的', en: 'As written' },
  records: { zh: '会记下', en: 'Would record' },
  same: { zh: '与草稿相同', en: 'as in the draft' },
  unclear: {
    zh: '有 {n} 处不清楚，什么都没有记下。改好表格再导入；已有的不会重复。',
    en: '{n} things are unclear; nothing was recorded. Mend the table and import it again; nothing is doubled.',
  },
  nothing: {
    zh: '这份表与草稿相同，没有要记的。',
    en: 'The table says what the draft says; nothing to record.',
  },
  record: { zh: '存入草稿（{n} 处）', en: 'Save to the draft ({n})' },
};

// A table as an office sends it, whatever program wrote it: its sheets, and the rows of each as often as they are asked for.
import type { TableRow } from './sheetXml.ts';

export interface SheetName {
  readonly name: string;
  readonly hidden: boolean;
}

export interface TableLimits {
  readonly rowsMax: number;
  readonly columnsMax: number;
  /** Of all parts that one reading of the rows needs. */
  readonly unpackedBytesMax: number;
}

export interface TableFile {
  readonly sheets: readonly SheetName[];
  readonly date1904: boolean;
  /** Batches, so that a row costs no promise. Blank rows are left out. Fails with `table_unreadable`, `table_too_large`. */
  rows(sheet: number): AsyncGenerator<readonly TableRow[]>;
}

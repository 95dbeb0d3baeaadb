// How much garbage the server's heap may hold. V8 lets its old generation grow to some four times what lives in it before it looks it through: measured, a list of
// 100,000 rows left 200 MB of what had been recorded long ago lying beside 50 MB that lived. A server shares its machine with the database.
import { setFlagsFromString } from 'node:v8';

/** Of what lives, in percent. Looking through 50 MB takes some ten milliseconds, most of them beside the thread. */
const GARBAGE_PERCENT = 50;

/** Of this process and its threads. It is a limit of growth, not an order to collect: V8 chooses when, below it. */
export function boundHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${GARBAGE_PERCENT}`);
}

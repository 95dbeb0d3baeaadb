// A thread for the sums of foresight: numbered jobs come in and are answered one after another; one that fails is answered with what was thrown, and the thread goes on.
import { parentPort } from 'node:worker_threads';
import { answerJob, type ForesightJob } from './forecastReckoned.ts';

parentPort?.on('message', ({ n, job }: { readonly n: number; readonly job: ForesightJob }) => {
  try {
    parentPort?.postMessage({ n, answer: answerJob(job) });
  } catch (thrown) {
    parentPort?.postMessage({ n, thrown });
  }
});

// The thread that one forecast is reckoned in: the question comes in, the answer goes out, the thread ends.
import { parentPort, workerData } from 'node:worker_threads';
import type { ForecastQuestion } from '../foresight/forecastQuestion.ts';
import { reckon } from './forecastReckoned.ts';

parentPort?.postMessage(reckon(workerData as ForecastQuestion));

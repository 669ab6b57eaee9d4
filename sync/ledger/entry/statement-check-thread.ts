import { parentPort } from 'node:worker_threads'
import { answerTask, type CheckTask } from './check-statement.ts'

/** A thread of the statement checker. */
parentPort?.on('message', (task: CheckTask) => parentPort?.postMessage(answerTask(task)))

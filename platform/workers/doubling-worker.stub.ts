import { parentPort, threadId } from 'node:worker_threads'

/** What a pool's test has its threads do. */
parentPort?.on('message', ({ say, value }: { say: 'double' | 'die' | 'hang'; value: number }) => {
  if (say === 'die') process.exit(3)
  if (say === 'hang') for (;;);
  parentPort?.postMessage({ value: value * 2, thread: threadId })
})

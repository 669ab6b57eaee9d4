import { InvalidArgumentError, Option } from 'commander'
import { WAIT_MS_MAX } from '../composition/wait.ts'

const SECONDS_MAX = 86_400

/** `--wait SECONDS`, for commands that work in a workspace alone; milliseconds to the command. */
export const waitOption = (): Option =>
  new Option('--wait <seconds>', 'how long to wait for another Bondmark that works in the workspace')
    .default(WAIT_MS_MAX, `${WAIT_MS_MAX / 1000}`)
    .argParser((text) => {
      if (!/^\d{1,5}(\.\d{1,3})?$/.test(text) || Number(text) > SECONDS_MAX)
        throw new InvalidArgumentError(`Seconds are needed, 0 to ${SECONDS_MAX}.`)
      return Number(text) * 1000
    })

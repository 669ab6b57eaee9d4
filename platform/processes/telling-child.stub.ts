// A child that does nothing but tell its parent more than any buffer holds.
import { endWithParent, tellProcess } from './channel.ts'

endWithParent()
const piece = 'x'.repeat(100_000)
const tell = () => {
  for (let i = 0; i < 20; i++) tellProcess(process, piece)
  setTimeout(tell, 1)
}
process.once('message', tell)

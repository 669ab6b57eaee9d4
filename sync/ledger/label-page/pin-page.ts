import { framed, loud, type PageFrame } from './frame.ts'
import { html, type Markup } from './html.ts'
import type { PinAnswer } from './pin-check.ts'
import { ledgerTime } from './told-step.ts'
import type { Say } from './words.ts'

/** The form for the scratch code. It is sent to the label's own address, and never stands in one. */
export const pinForm = (say: Say, address: string): Markup =>
  html`<section class="no-print"><h2>${say('pin-title')}</h2><form method="post" action="${address}" autocomplete="off">
<label for="pin">${say('pin-label')}</label><input class="code" id="pin" name="pin" required maxlength="32" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="pin-hint">
<p class="quiet" id="pin-hint">${say('pin-hint')}</p><button>${say('pin-button')}</button></form>
<p class="quiet">${say('pin-unseen')}</p></section>`

/**
 * The answer to a scratch code. It says nothing of the unit's record, so that it is the same for a code that is wrong and
 * for a unit that nobody knows.
 */
export function pinAnswerPage(frame: PageFrame, answer: PinAnswer, address: string): string {
  const { say } = frame
  const { word, about, shape } = told(say, answer)
  const isRight = answer.kind === 'right'
  const tryAgain = answer.kind === 'wrong' || answer.kind === 'malformed'
  return framed(
    frame,
    word,
    html`${loud(shape, word, about)}
${isRight ? html`<p class="limits">${say('pin-proves')}</p><p class="limits">${say('pin-unseen')}</p>` : null}
${tryAgain ? pinForm(say, address) : null}
<p class="limits"><a class="file" href="${address}">${say('back')}</a></p>`,
  )
}

function told(say: Say, answer: PinAnswer) {
  switch (answer.kind) {
    case 'right': {
      const word = answer.isFirst ? 'pin-right-first' : 'pin-right-again'
      const about = say(`${word}-about`, { at: ledgerTime(answer.firstMs) })
      return { word: say(word), about, shape: answer.isFirst ? ('good' as const) : ('warn' as const) }
    }
    case 'too-many': {
      const minutes = Math.ceil(answer.waitSeconds / 60)
      return {
        word: say('pin-too-many'),
        about: say('pin-too-many-about', { minutes }),
        shape: 'wait' as const,
      }
    }
    case 'wrong':
      return { word: say('pin-wrong'), about: say('pin-wrong-about'), shape: 'bad' as const }
    case 'malformed':
      return { word: say('pin-malformed'), about: say('pin-malformed-about'), shape: 'info' as const }
    case 'busy':
      return { word: say('pin-busy'), about: say('pin-busy-about'), shape: 'wait' as const }
    case 'refused':
      return { word: say('pin-refused'), about: say('pin-refused-about'), shape: 'bad' as const }
    case 'failed':
      return { word: say('pin-refused'), about: say('pin-failed-about'), shape: 'wait' as const }
  }
}

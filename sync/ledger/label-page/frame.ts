import type { Language } from '../../../core/errors/words.ts'
import { html, Markup } from './html.ts'
import { STYLE } from './style.ts'
import { ledgerTime } from './told-step.ts'
import type { verdictShapes } from './verdict.ts'
import type { Say } from './words.ts'

export type Shape = (typeof verdictShapes)[keyof typeof verdictShapes]

/** What every page of labels has around it. */
export interface PageFrame {
  readonly language: Language
  readonly say: Say
  readonly training: boolean
  readonly origin: string
  readonly nowMs: number
  /** This page in the other language: a path of this host. */
  readonly otherLanguage: string
}

const shapes: Readonly<Record<Shape, string>> = {
  good: '<circle cx="12" cy="12" r="10"/><path d="M7 12.5l3.4 3.4L17 9"/>',
  info: '<circle cx="12" cy="12" r="10"/><path d="M12 11v6M12 7v.2"/>',
  wait: '<path d="M6 2.5h12M6 21.5h12M7 2.5c0 6 5 6 5 9.500s-5 3.500-5 9.500M17 2.500c0 6-5 6-5 9.500s5 3.500 5 9.500"/>',
  warn: '<path d="M12 2.500L22.500 21h-21zM12 9.500v5M12 17.800v.2"/>',
  bad: '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8zM8.500 8.500l7 7M15.500 8.500l-7 7"/>',
}

/** The one loud thing of a page: shape, word and sentence say the same. */
export const loud = (shape: Shape, word: string, meaning: string): Markup =>
  html`<div class="verdict ${shape}"><svg viewBox="0 0 24 24" aria-hidden="true">${new Markup(shapes[shape])}</svg><h1>${word}</h1><p>${meaning}</p></div>`

/** A whole page. `title` stands in the tab. */
export function framed(frame: PageFrame, title: string, body: Markup): string {
  const { language, say, training, origin, nowMs, otherLanguage } = frame
  const other = language === 'en' ? 'zh-CN' : 'en'
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title} · Bondmark</title><style>${new Markup(STYLE)}</style></head><body>
<header>${training ? html`<p class="train">${say('training-band')}</p>` : null}<div class="top"><b>Bondmark</b><a href="${otherLanguage}" hreflang="${other}" lang="${other}" rel="nofollow">${say('other-language')}</a></div></header>
<main>${body}</main>
<footer><p>${say('footer', { origin, at: ledgerTime(nowMs) })}</p><p>${say('footer-pseudonyms')}</p></footer>
</body></html>
`.text
}

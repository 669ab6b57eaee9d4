import type { PageFrame } from './frame.ts'
import { html, type Markup } from './html.ts'

/** A form for what stands under a label's QR code. `said` stands above it. */
export const lookUpForm = ({ say, language }: PageFrame, said: Markup | null = null): Markup =>
  html`${said}<section>${said === null ? html`<h1 class="name">${say('look-title')}</h1>` : html`<h2>${say('look-title')}</h2>`}
<p>${say('look-about')}</p><form method="get" action="/"><input type="hidden" name="lang" value="${language}">
<label for="gtin">${say('look-gtin')}</label><input id="gtin" name="gtin" required maxlength="20" inputmode="numeric" autocomplete="off">
<label for="serial">${say('look-serial')}</label><input class="code" id="serial" name="serial" required maxlength="24" autocomplete="off" autocapitalize="characters" spellcheck="false">
<button>${say('look-button')}</button></form></section>`

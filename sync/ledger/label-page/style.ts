import { createHash } from 'node:crypto'

/** Tokens of the station's screens, for a page without fonts, pictures or scripts of its own. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#10161d;--ink-2:#4a5663;--paper:#f4f6f8;--card:#fff;--line:#c9d1d9;--ready:#1f5fbf;--ok:#0b7a43;--warn:#8a5a00;--stop:#b3121d;--train:#5b2a86;--on:#fff;--link:#1f5fbf}
@media (prefers-color-scheme:dark){:root{--ink:#eef3f7;--ink-2:#a9b6c3;--paper:#0f1419;--card:#182028;--line:#3a4651;--link:#8ab8ff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 "Noto Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,"Noto Sans",sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
p.train{background:var(--train);color:#fff;text-align:center;font-weight:700;padding:8px 16px;margin:0}
.top,main,footer{max-width:46rem;margin:0 auto;padding:12px 16px}
.top{display:flex;gap:12px;justify-content:space-between;align-items:center}
header b{font-size:1.1rem}
header a{display:inline-block;padding:10px 12px;margin:-4px -12px -4px 0}
main{display:grid;gap:12px;padding-top:0}
.verdict{border-radius:10px;color:var(--on);padding:16px;display:grid;grid-template-columns:auto 1fr;gap:4px 14px;align-items:center}
.verdict svg{width:52px;height:52px;fill:none;stroke:#fff;stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.verdict h1{margin:0;font-size:1.5rem;line-height:1.2}
.verdict p{grid-column:1/3;margin:4px 0 0}
.good{background:var(--ok)}.info{background:var(--ready)}.wait,.warn{background:var(--warn)}.bad{background:var(--stop)}
.held{border:3px solid var(--stop);border-radius:10px;padding:10px 14px;margin:0;font-weight:700;background:var(--card)}
.limits{margin:0;padding:0 4px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
h2{margin:0 0 8px;font-size:1rem;color:var(--ink-2);font-weight:600}
.name{font-size:1.25rem;font-weight:700;margin:0 0 8px;line-height:1.3}
dl{margin:0;display:grid;grid-template-columns:auto 1fr;gap:4px 14px}
dt{color:var(--ink-2)}dd{margin:0;font-variant-numeric:tabular-nums;font-weight:600}
ol,ul{margin:0;padding:0;list-style:none;display:grid;gap:12px}
ul.plain{list-style:disc;padding-left:1.2em;gap:6px}
ol>li{border-left:4px solid var(--ok);padding-left:12px}
ol>li.unfounded,ol>li.conflicted{border-left-style:dashed;border-color:var(--warn)}
ol>li.impossible,ol>li.malformed{border-left-style:dotted;border-color:var(--stop)}
li p{margin:0}li strong{display:block}
.quiet{color:var(--ink-2);font-size:.9rem}
summary{display:inline-block;padding:8px 0;color:var(--link);cursor:pointer;text-decoration:underline;font-size:.9rem}
details[open] summary{margin-bottom:2px}
details p{font-size:.85rem;color:var(--ink-2)}
details a,.file{display:inline-block;padding:8px 12px 8px 0}
form{display:grid;gap:8px}
label{font-weight:600}
input{font:inherit;font-size:1.25rem;width:100%;max-width:22rem;padding:10px 12px;border:2px solid var(--ink-2);border-radius:8px;background:var(--paper);color:var(--ink)}
.code{letter-spacing:.12em;text-transform:uppercase}
button{font:inherit;font-weight:700;min-height:48px;padding:10px 20px;border:0;border-radius:8px;background:var(--ready);color:#fff;justify-self:start;cursor:pointer}
footer{color:var(--ink-2);font-size:.85rem;padding-bottom:32px}
@media (min-width:40rem){.verdict{padding:22px 26px;gap:6px 22px}.verdict svg{width:84px;height:84px;grid-row:1/3}.verdict h1{font-size:2.1rem;align-self:end}.verdict p{grid-column:2;align-self:start;font-size:1.1rem}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--ink-2:#333;--line:#999;--link:#000}header a,form,.no-print{display:none}.verdict,p.train{color:#000;background:#fff;border:3px solid #000}.verdict svg{stroke:#000}details::details-content{content-visibility:visible}section,ol>li{break-inside:avoid}footer{padding-bottom:0}}
`

const hash = createHash('sha256').update(STYLE).digest('base64')

/**
 * What a page of this ledger may do in a browser: show itself in its own style, and send its own form. No script, no
 * picture, no frame; nothing is told to other sites about the label that was looked at.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'Referrer-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  Vary: 'Accept, Accept-Language',
}

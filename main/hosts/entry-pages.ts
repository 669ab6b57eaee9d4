/** The local file that Chromium opens: it carries the one-use token by POST, because command lines are world-readable. */
export const entryFile = (origin: string, token: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bondmark</title><link rel="icon" href="data:,">
<form method="post" action="${origin}/enter"><input type="hidden" name="token" value="${token}"></form>
<script>document.forms[0].submit()</script>
`

/** Refreshes to the station: after a redirect Chromium would not send a SameSite=Strict cookie, after a refresh it does. */
export const letInPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bondmark</title><link rel="icon" href="data:,"><meta http-equiv="refresh" content="0; url=/">
<p>Opening the station … 正在打开工作站……</p>
`

export const keptOutPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bondmark</title><link rel="icon" href="data:,">
<h1>This window has no way in (any more)</h1>
<p>Addresses of the station work once. Press Enter in the terminal where it runs to get another, or start it again.</p>
<h1 lang="zh-CN">此窗口已无法进入</h1>
<p lang="zh-CN">工作站地址仅可使用一次。请在运行工作站的终端中按回车键获取新地址，或重新启动工作站。</p>
`

import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** A whole page around its body. It needs nothing else: no network, no script; the policy holds it to that. */
export function renderShell(
  { htmlLanguage, title }: { readonly htmlLanguage: string; readonly title: string },
  body: Html,
): string {
  return html`<!doctype html>
<html lang="${htmlLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
${body}
</body>
</html>`.markup;
}

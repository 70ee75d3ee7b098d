// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/loopbackpages.h"

#include <QCryptographicHash>

namespace authscope::oauth::pages {

namespace {

const QByteArray &style()
{
    static const QByteArray text = R"(
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #ffffff; --text: #1d2129; --soft: #59606d; --line: #dfe2e8; --mark: #2f6fde; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181d; --card: #1f2229; --text: #eceef2; --soft: #a3aab8; --line: #343943; --mark: #7aa7f7; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 30rem; width: 100%; padding: 2rem 2.25rem; background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--mark); border-radius: .75rem; }
.name { margin: 0 0 1.25rem; color: var(--mark); font-size: .85rem; font-weight: 600; letter-spacing: .06em; }
h1 { margin: 0 0 .75rem; font-size: 1.35rem; line-height: 1.3; }
p { margin: .5rem 0 0; }
.soft { color: var(--soft); }
)";
    return text;
}

QByteArray page(const QByteArray &title, const QByteArray &text, const QByteArray &next)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + title + " - Authscope</title>\n<style>" + style()
        + "</style>\n</head>\n<body>\n<main>\n<p class=\"name\">Authscope</p>\n<h1>" + title + "</h1>\n<p>"
        + text + "</p>\n<p class=\"soft\">" + next + "</p>\n</main>\n</body>\n</html>\n";
}

const QByteArray &contentPolicy()
{
    static const QByteArray policy = "default-src 'none'; style-src 'sha256-"
        + QCryptographicHash::hash(style(), QCryptographicHash::Sha256).toBase64()
        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return policy;
}

} // namespace

const QByteArray arrived = page("Your answer has arrived",
    "You can return to Authscope. It now checks the answer and shows how it ended.",
    "This tab can be closed.");
const QByteArray declined = page("Nothing was granted",
    "The request was declined, and Authscope was given no access. You can return to Authscope.",
    "This tab can be closed.");
const QByteArray unusable = page("The answer could not be used",
    "Authscope did not accept the answer it was sent. You can return to Authscope, which says why.",
    "This tab can be closed.");
const QByteArray foreign = page("This answer does not belong to the sign-in you started",
    "Authscope ignored it and goes on waiting for the right one.",
    "If you did not expect this page, close it. You can return to Authscope at any time.");
const QByteArray alreadyUsed = page("Already used",
    "This answer was handed over before and is not taken twice. You can return to Authscope.",
    "You can close this tab.");
const QByteArray refusedRequest = page("This request was not understood",
    "Authscope only takes the answer to a sign-in here, opened as a page of its own.",
    "You can return to Authscope.");

net::ServerAnswer answer(int status, const QByteArray &page, const net::Headers &more)
{
    net::ServerAnswer answer{ .status = status,
        .headers = { { "Content-Security-Policy", contentPolicy() }, { "X-Frame-Options", "DENY" },
            { "Referrer-Policy", "no-referrer" }, { "Cache-Control", "no-store" },
            { "X-Content-Type-Options", "nosniff" }, { "Cross-Origin-Opener-Policy", "same-origin" },
            { "Cross-Origin-Resource-Policy", "same-origin" } },
        .body = page };
    if (!page.isEmpty())
        answer.headers.append("Content-Type", "text/html; charset=utf-8");
    for (const net::Header &field : more.all())
        answer.headers.append(field.name, field.value);
    return answer;
}

} // namespace authscope::oauth::pages

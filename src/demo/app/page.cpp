// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/app/page.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

// A static library's resources are not there until somebody asks; the macro wants the global namespace.
static void readyResources()
{
    Q_INIT_RESOURCE(demo_pages);
}

namespace authscope::demo {

namespace {

QByteArray readPart(const QByteArray &name)
{
    readyResources();
    QFile file(u":/authscope/demo/"_s + QString::fromLatin1(name));
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isOpen);
    return isOpen ? file.readAll() : QByteArray();
}

/// CSP has no spelling for an IPv6 address, so such a redirect allows its scheme.
QByteArray formTargets(const QByteArray &redirectUri)
{
    if (redirectUri.isEmpty())
        return "'self'";
    const QByteArray origin = originOf(redirectUri);
    return origin.contains('[') ? "'self' " + origin.first(origin.indexOf(':') + 1) : "'self' " + origin;
}

} // namespace

QByteArray renderPage(const QByteArray &name, const Values &values)
{
    const QByteArray text = readPart(name + ".html");
    QByteArray out;
    qsizetype from = 0;
    for (;;) {
        const qsizetype at = text.indexOf("{{", from);
        if (at < 0)
            return out + text.mid(from);
        out += text.mid(from, at - from);
        const bool isMarkup = text.mid(at, 3) == "{{{";
        const QByteArray closing = isMarkup ? "}}}" : "}}";
        const qsizetype start = at + closing.size();
        const qsizetype end = text.indexOf(closing, start);
        Q_ASSERT(end > 0);
        const QByteArray key = text.mid(start, end - start);
        Q_ASSERT(values.contains(key));
        out += isMarkup ? values.value(key) : escapeHtml(values.value(key));
        from = end + closing.size();
    }
}

net::ServerAnswer pageAnswer(const Page &page, base::RandomSource &random)
{
    const QByteArray nonce = random.token();
    const QByteArray top = page.kind == PageKind::Identity ? renderPage("top-identity", {})
        : page.person.isEmpty()                            ? renderPage("top-site", {})
                                : renderPage("top-site-signed-in", { { "person", page.person } });
    const QByteArray body = renderPage("layout",
        { { "title", page.title }, { "nonce", nonce }, { "style", readPart("demo.css") },
            { "kind", page.kind == PageKind::Identity ? "identity" : "site" }, { "top", top },
            { "main", page.main } });
    return { .status = page.status,
        .headers = { { "Content-Type", "text/html; charset=utf-8" },
            { "Content-Security-Policy",
                "default-src 'none'; style-src 'nonce-" + nonce + "'; img-src data:; form-action "
                    + formTargets(page.answersTo) + "; frame-ancestors 'none'; base-uri 'none'" },
            { "Referrer-Policy", "no-referrer" }, { "Cache-Control", "no-store" },
            { "X-Content-Type-Options", "nosniff" }, { "X-Frame-Options", "DENY" } },
        .body = body };
}

net::ServerAnswer problemAnswer(
    const PageProblem &problem, const QByteArray &requestId, base::RandomSource &random)
{
    QByteArray details;
    if (!problem.parameter.isEmpty())
        details += "<dt>Parameter</dt><dd data-testid=\"parameter\"><code>" + escapeHtml(problem.parameter)
            + "</code></dd>";
    if (!problem.received.isEmpty())
        details += "<dt>Received</dt><dd data-testid=\"received\"><code>"
            + escapeHtml(shown(problem.received, 500)) + "</code></dd>";
    const QByteArray main = renderPage("error",
        { { "title", problem.title }, { "cause", problem.cause }, { "details", details },
            { "request", requestId } });
    return pageAnswer(
        { .kind = PageKind::Identity, .title = problem.title, .main = main, .status = problem.status },
        random);
}

QByteArray shown(const QByteArray &text, qsizetype limit)
{
    return base::cleaned(text, limit).toUtf8();
}

QByteArray originOf(const QByteArray &uri)
{
    const qsizetype start = uri.indexOf("://");
    if (start < 0)
        return {};
    const auto end = std::find_if(
        uri.begin() + start + 3, uri.end(), [](char c) { return c == '/' || c == '?' || c == '#'; });
    return uri.first(end - uri.begin());
}

QByteArray initialOf(const QByteArray &name)
{
    return QString::fromUtf8(name).trimmed().left(1).toUpper().toUtf8();
}

} // namespace authscope::demo

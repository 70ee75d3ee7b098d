// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/exchangetext.h"

#include "json/json.h"
#include "ui/common/text.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Exchange", text);
}

QString fieldsText(const net::Headers &headers)
{
    QString text;
    for (const net::Header &field : headers.all())
        text += base::cleaned(field.name, 200) + u": "_s + base::cleaned(field.value, 8192) + u'\n';
    return text;
}

QString prettyForm(const QByteArray &body)
{
    // Not decodeForm(): redaction marks are no form encoding.
    QStringList lines;
    for (const QByteArray &pair : body.split('&')) {
        const qsizetype equals = pair.indexOf('=');
        const QByteArray name = QByteArray::fromPercentEncoding(pair.left(equals));
        const QByteArray value
            = equals < 0 ? QByteArray() : QByteArray::fromPercentEncoding(pair.sliced(equals + 1));
        lines += base::cleaned(name, 200) + u" = "_s + base::cleaned(value, 4096);
    }
    return lines.join(u'\n');
}

QString bodyText(const net::Headers &headers, const QByteArray &body, bool pretty)
{
    if (body.isEmpty())
        return {};
    const QByteArray type = headers.mediaType();
    if (pretty && (type == "application/json" || type.endsWith("+json"))) {
        json::Limits limits{ .maxBytes = 4 << 20, .maxDepth = 128, .refuseDuplicates = false };
        if (const auto value = json::parse(body, tr("The body"), limits))
            return base::cleanedBlock(QString::fromUtf8(json::pretty(*value)).trimmed());
    }
    if (pretty && type == "application/x-www-form-urlencoded")
        return prettyForm(body);
    return base::cleanedBlock(QString::fromUtf8(body));
}

/// In single quotes; marks step out of them to become variables.
QString shellWord(const QByteArray &bytes)
{
    QString text = base::cleanedBlock(QString::fromUtf8(bytes), 1 << 20);
    text.replace(u'\'', u"'\\''"_s);
    static const QRegularExpression mark(u"‹([a-z ]+?)(?: #\\d+)?›"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    QString out;
    qsizetype last = 0;
    for (auto it = mark.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString variable = match.captured(1).trimmed().toUpper().replace(u' ', u'_');
        out += text.sliced(last, match.capturedStart() - last) + u"'\"$"_s + variable + u"\"'"_s;
        last = match.capturedEnd();
    }
    return u'\'' + out + text.sliced(last) + u'\'';
}

} // namespace

QString requestText(const net::Exchange &exchange, bool pretty)
{
    QString text = base::cleaned(exchange.method) + u' ' + base::cleaned(exchange.url, 8192) + u'\n';
    text += fieldsText(exchange.requestHeaders);
    if (!exchange.requestBody.isEmpty())
        text += u'\n' + bodyText(exchange.requestHeaders, exchange.requestBody, pretty) + u'\n';
    return text;
}

QString responseText(const net::Exchange &exchange, bool pretty)
{
    if (exchange.status == 0) {
        return exchange.isDone() ? tr("No answer: %1").arg(base::cleaned(exchange.failure, 500))
                                 : tr("Waiting for the answer …");
    }
    QString text = tr("Status %1").arg(exchange.status) + u'\n' + fieldsText(exchange.responseHeaders);
    if (!exchange.events.isEmpty()) {
        for (const net::LoggedEvent &event : exchange.events)
            text += u"\n— %1\n%2\n"_s.arg(
                preciseTime(event.at), base::cleanedBlock(QString::fromUtf8(event.text)).trimmed());
    } else if (exchange.bodyDropped) {
        text += u'\n' + tr("The body (%1) was dropped to save memory.").arg(sizeText(exchange.responseSize));
    } else if (!exchange.responseBody.isEmpty()) {
        text += u'\n' + bodyText(exchange.responseHeaders, exchange.responseBody, pretty) + u'\n';
        if (exchange.responseSize > exchange.responseBody.size() && exchange.responseSize > 256 * 1024)
            text += tr("… %1 in all; the beginning is kept.").arg(sizeText(exchange.responseSize)) + u'\n';
    }
    if (!exchange.failure.isEmpty())
        text += u'\n' + tr("Broken off: %1").arg(base::cleaned(exchange.failure, 500)) + u'\n';
    return text;
}

QString curlCommand(const net::Exchange &exchange)
{
    QStringList parts{ u"curl -i -X "_s + base::cleaned(exchange.method) + u' ' + shellWord(exchange.url) };
    for (const net::Header &field : exchange.requestHeaders.all()) {
        const QByteArray name = field.name.toLower();
        if (name == "content-length" || name == "host" || name == "connection" || name == "accept-encoding")
            continue; // curl's own business
        parts += u"-H "_s + shellWord(field.name + ": " + field.value);
    }
    if (!exchange.requestBody.isEmpty())
        parts += u"--data-raw "_s + shellWord(exchange.requestBody);
    return parts.join(u" \\\n  "_s);
}

} // namespace authscope::ui

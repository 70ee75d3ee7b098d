// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/exchangetext.h"

#include "json/json.h"
#include "ui/common/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype mostEventsShown = 200;
constexpr qsizetype mostOfEvent = 32 * 1024; ///< bytes of one, in the view

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
        const qsizetype hidden = exchange.events.size() - mostEventsShown;
        if (hidden > 0)
            text += u'\n' + tr("%1 earlier events are not shown; an export has them.").arg(hidden) + u'\n';
        for (const net::LoggedEvent &event : exchange.events.sliced(qMax<qsizetype>(hidden, 0)))
            text += u"\n— %1\n%2\n"_s.arg(preciseTime(event.at),
                base::cleanedBlock(QString::fromUtf8(event.text.first(qMin(event.text.size(), mostOfEvent))))
                    .trimmed());
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

} // namespace authscope::ui

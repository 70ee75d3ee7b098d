// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/callcommands.h"

#include "net/curl.h"
#include "session/exchangerecords.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

bool isControl(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
        || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph
        || c.isSurrogate();
}

bool isPlain(const QString &text)
{
    return std::none_of(text.begin(), text.end(), isControl);
}

/// The same document without a character that a terminal might act on.
QString plainJson(const QByteArray &arguments)
{
    QString out;
    for (const QChar c : QString::fromUtf8(arguments)) {
        if (isControl(c))
            out += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        else
            out += c;
    }
    return out;
}

net::Exchange madeUp(const store::CallRecord &call, const session::Connection &connection)
{
    net::Exchange out{ .method = "POST", .url = connection.url() };
    out.requestHeaders.append("Content-Type", "application/json");
    out.requestHeaders.append("Accept", "application/json, text/event-stream");
    if (call.generation > 0)
        out.requestHeaders.append("Authorization", "Bearer ‹access token #1›");
    const auto arguments = json::parse(call.arguments, u"The recorded arguments"_s);
    const json::Object message{ { "jsonrpc", "2.0" }, { "id", 1 }, { "method", "tools/call" },
        { "params",
            json::Object{ { "name", json::string(call.tool) },
                { "arguments", arguments ? *arguments : json::Value(json::Object()) } } } };
    out.requestBody = json::compact(message);
    return out;
}

} // namespace

QString shellWord(const QString &text)
{
    if (isPlain(text))
        return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
    QString octal;
    for (const char c : text.toUtf8())
        octal += u"\\0%1"_s.arg(static_cast<uchar>(c), 3, 8, QChar(u'0'));
    return u"\"$(printf '%b' '"_s + octal + u"')\""_s;
}

QString commandFor(const store::CallRecord &call, const session::Connection &connection)
{
    const QString &name = connection.name();
    // A name that looks like an option, or like the number of another connection, is not the way there.
    bool isNumber = false;
    name.toInt(&isNumber);
    const bool isUsable = isPlain(name) && !name.isEmpty() && !name.startsWith(u'-') && !isNumber;
    return u"authscope-cli call %1 %2 --args %3"_s.arg(shellWord(isUsable ? name : connection.id()),
        shellWord(call.tool), shellWord(plainJson(call.arguments)));
}

QString curlFor(const store::CallRecord &call, const session::Connection &connection)
{
    constexpr int kept = 5000;
    const auto records = connection.store()->exchanges(connection.id(), kept);
    const base::Time end = call.at + std::chrono::milliseconds(call.durationMs);
    for (const store::ExchangeRecord &record : records.value_or(QList<store::ExchangeRecord>())) {
        if (record.at < call.at)
            break;
        if (record.at > end || !record.purpose.startsWith(u"tools/call"_s))
            continue;
        const net::Exchange exchange = session::fromRecord(record);
        if (exchange.requestBody.contains(json::compact(json::Value(json::string(call.tool)))))
            return net::curlCommand(exchange, net::Shell::Posix);
    }
    return net::curlCommand(madeUp(call, connection), net::Shell::Posix);
}

} // namespace authscope::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/arguments.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

constexpr json::Limits limits{ .maxBytes = 32 << 20, .maxDepth = 64 };

base::Error badArgument(const QString &message,
    const QString &next = u"Write key=text, key:=json, or --args with a JSON object."_s)
{
    return { .kind = base::ErrorKind::Usage,
        .code = base::code::invalidArguments,
        .message = message + u" Nothing was called."_s,
        .nextStep = next };
}

} // namespace

base::Result<json::Object> readArguments(const QStringList &pairs, const QByteArray &object)
{
    json::Object arguments;
    if (!object.isEmpty()) {
        auto parsed = json::parseObject(object, u"What --args gives"_s, limits);
        if (!parsed)
            return base::fail(badArgument(parsed.error().message));
        arguments = std::move(*parsed);
    }
    QSet<QString> seen;
    for (const QString &pair : pairs) {
        const qsizetype equals = pair.indexOf(u'=');
        const bool isJson = equals > 0 && pair[equals - 1] == u':';
        const QString key = pair.left(isJson ? equals - 1 : equals);
        if (equals < 0 || key.isEmpty())
            return base::fail(badArgument(u"“%1” is no argument."_s.arg(base::cleaned(pair, 80))));
        if (seen.contains(key))
            return base::fail(badArgument(u"“%1” is given twice."_s.arg(base::cleaned(key, 80))));
        seen.insert(key);
        const QString text = pair.mid(equals + 1);
        if (!isJson) {
            arguments[json::string(key)] = json::string(text);
            continue;
        }
        auto value = json::parse(text.toUtf8(), u"The value of “%1”"_s.arg(base::cleaned(key, 80)), limits);
        if (!value)
            return base::fail(badArgument(value.error().message));
        arguments[json::string(key)] = std::move(*value);
    }
    return arguments;
}

base::Result<json::Object> readTexts(const std::vector<std::string> &pairs)
{
    json::Object arguments;
    for (const std::string &pair : pairs) {
        const std::size_t equals = pair.find('=');
        const QString shownPair = base::cleaned(QString::fromStdString(pair), 80);
        if (equals == std::string::npos || equals == 0)
            return base::fail(badArgument(u"“%1” is no argument."_s.arg(shownPair), u"Write key=text."_s));
        if (!arguments.emplace(pair.substr(0, equals), pair.substr(equals + 1)).second)
            return base::fail(badArgument(u"“%1” is given twice."_s.arg(shownPair), u"Write key=text."_s));
    }
    return arguments;
}

} // namespace authscope::cli

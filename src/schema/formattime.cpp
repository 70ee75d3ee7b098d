// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"

#include <QDate>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::schema::format {

bool isDate(const QString &text)
{
    static const QRegularExpression form(u"\\A([0-9]{4})-([0-9]{2})-([0-9]{2})\\z"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return false;
    // The year 0000 is one there; QDate has none. It has the calendar of the year 2000.
    const int year = match.captured(1).toInt();
    return QDate::isValid(year == 0 ? 2000 : year, match.captured(2).toInt(), match.captured(3).toInt());
}

bool isTime(const QString &text)
{
    static const QRegularExpression form(u"\\A([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.[0-9]+)?"
                                         "(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))\\z"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return false;
    const auto number = [&match](int group) { return match.captured(group).toInt(); };
    if (number(1) > 23 || number(2) > 59 || number(3) > 60 || number(5) > 23 || number(6) > 59)
        return false;
    if (number(3) < 60)
        return true;
    constexpr int day = 24 * 60;
    const int away = (number(5) * 60 + number(6)) * (match.captured(4) == u"-" ? -1 : 1);
    return (number(1) * 60 + number(2) - away + 2 * day) % day == day - 1;
}

bool isDateTime(const QString &text)
{
    constexpr qsizetype dateSize = 10;
    return text.size() > dateSize && text[dateSize].toLower() == u't' && isDate(text.first(dateSize))
        && isTime(text.sliced(dateSize + 1));
}

bool isDuration(const QString &text)
{
    static const QString time = u"T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)"_s;
    static const QString date = u"(?:[0-9]+D|[0-9]+M(?:[0-9]+D)?|[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?)"_s;
    static const QRegularExpression form(u"\\AP(?:[0-9]+W|%1(?:%2)?|%2)\\z"_s.arg(date, time));
    return form.match(text).hasMatch();
}

} // namespace authscope::schema::format

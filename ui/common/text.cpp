// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Text", text);
}

QDateTime local(base::Time time)
{
    return base::toDateTime(time).toLocalTime();
}

/// Scripts whose letters can be taken for each other's, as people call them.
QString scriptName(QChar::Script script)
{
    switch (script) { // of very many, few have look-alikes
    case QChar::Script_Latin:
        return tr("Latin");
    case QChar::Script_Greek:
        return tr("Greek");
    case QChar::Script_Cyrillic:
        return tr("Cyrillic");
    case QChar::Script_Armenian:
        return tr("Armenian");
    case QChar::Script_Cherokee:
        return tr("Cherokee");
    default:
        return {};
    }
}

/// Of the first word that mixes some, in the order met.
QStringList mixedScripts(const QString &text)
{
    QStringList met;
    for (const uint c : text.toUcs4()) {
        if (!QChar::isLetter(c)) {
            if (met.size() > 1)
                break;
            met.clear();
            continue;
        }
        const QString name = scriptName(QChar::script(c));
        if (!name.isEmpty() && !met.contains(name))
            met += name;
    }
    return met.size() > 1 ? met : QStringList();
}

} // namespace

QString foreignName(const QString &name, qsizetype limit)
{
    const QString shown = isolated(base::cleaned(name, limit));
    const QStringList mixed = mixedScripts(name.left(limit));
    return mixed.isEmpty() ? shown : shown + tr(" ⟨mixes %1 letters⟩").arg(mixed.join(tr(" and ")));
}

QString isolated(const QString &text)
{
    const QList<uint> letters = text.toUcs4();
    const bool mayReorder = std::any_of(letters.cbegin(), letters.cend(), [](char32_t c) {
        const QChar::Direction direction = QChar::direction(c);
        return direction == QChar::DirR || direction == QChar::DirAL || direction == QChar::DirAN;
    });
    return mayReorder ? QChar(0x2068) + text + QChar(0x2069) : text;
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    return u"<p style=\"white-space: pre-wrap\">"_s + text.toHtmlEscaped() + u"</p>"_s;
}

QString withoutMnemonic(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

QString clockTime(base::Time time)
{
    const QDateTime when = local(time);
    const QDate today = QDate::currentDate();
    if (when.date() == today)
        return when.toString(u"HH:mm"_s);
    return when.toString(when.date().year() == today.year() ? u"d MMM HH:mm"_s : u"d MMM yyyy HH:mm"_s);
}

QString preciseTime(base::Time time)
{
    return local(time).toString(u"HH:mm:ss.zzz"_s);
}

QString dayAndTime(base::Time time)
{
    return local(time).toString(u"MM-dd HH:mm:ss"_s);
}

QString wholeTime(base::Time time)
{
    const QDateTime when = local(time);
    return when.toString(u"yyyy-MM-dd HH:mm:ss "_s) + when.timeZoneAbbreviation();
}

QString durationText(std::chrono::milliseconds duration)
{
    const qint64 ms = duration.count();
    if (ms < 1000)
        return tr("%1 ms").arg(ms);
    if (ms < 60'000)
        return tr("%1 s").arg(double(ms) / 1000, 0, 'f', 1);
    return tr("%1 min %2 s").arg(ms / 60'000).arg(ms / 1000 % 60);
}

QString countdownText(std::chrono::milliseconds left)
{
    const qint64 seconds = std::max<qint64>(0, left.count() / 1000);
    if (seconds >= 86'400)
        return counted(seconds / 86'400, tr("1 day"), tr("%1 days"));
    if (seconds >= 3600)
        return u"%1:%2:%3"_s.arg(seconds / 3600)
            .arg(seconds / 60 % 60, 2, 10, QChar(u'0'))
            .arg(seconds % 60, 2, 10, QChar(u'0'));
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

QString sizeText(qint64 bytes)
{
    if (bytes < 1000)
        return tr("%1 B").arg(bytes);
    if (bytes < 1'000'000)
        return tr("%1 kB").arg(double(bytes) / 1000, 0, 'f', 1);
    return tr("%1 MB").arg(double(bytes) / 1'000'000, 0, 'f', 1);
}

QString counted(qint64 number, const QString &one, const QString &many)
{
    return number == 1 ? one : many.arg(number);
}

QString fewOf(const QStringList &names, int shown)
{
    if (names.size() <= shown)
        return names.join(u", "_s);
    return tr("%1 and %2 more").arg(names.first(shown).join(u", "_s)).arg(names.size() - shown);
}

} // namespace authscope::ui

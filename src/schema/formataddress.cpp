// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::schema::format {

namespace {

constexpr qsizetype maxLabel = 63;
constexpr qsizetype maxHostname = 253;
constexpr qsizetype maxLocalPart = 64;

using Points = QList<uint>;

bool isAsciiLabel(QStringView label)
{
    return !label.isEmpty() && label.size() <= maxLabel && !label.startsWith(u'-') && !label.endsWith(u'-')
        && std::all_of(label.begin(), label.end(),
            [](QChar c) { return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-'); });
}

/// RFC 5892 §2, by the properties that Qt knows.
bool isStableLetter(char32_t c)
{
    static constexpr std::array<char32_t, 6> allowed{ 0xdf, 0x3c2, 0x6fd, 0x6fe, 0xf0b, 0x3007 };
    static constexpr std::array<char32_t, 10> refused{ 0x640, 0x7fa, 0x302e, 0x302f, 0x3031, 0x3032, 0x3033,
        0x3034, 0x3035, 0x303b };
    if (std::find(allowed.begin(), allowed.end(), c) != allowed.end())
        return true;
    if (std::find(refused.begin(), refused.end(), c) != refused.end())
        return false;
    switch (QChar::category(c)) {
    case QChar::Letter_Lowercase:
    case QChar::Letter_Other:
    case QChar::Letter_Modifier:
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Number_DecimalDigit:
        // §2.2 Unstable, §2.9 old Hangul: what normalizing or folding changes cannot be in a name.
        return QString::fromUcs4(&c, 1)
                   .normalized(QString::NormalizationForm_KC)
                   .toCaseFolded()
                   .normalized(QString::NormalizationForm_KC)
            == QString::fromUcs4(&c, 1)
            && !(c >= 0x1100 && c <= 0x11ff);
    default:
        return c == U'-';
    }
}

bool isOf(uint c, QChar::Script script)
{
    return QChar::script(c) == script;
}

/// RFC 5892 appendix A: characters that are allowed beside certain others only. Nothing: none of those.
std::optional<bool> contextAllows(const Points &label, qsizetype at)
{
    const uint before = at > 0 ? label[at - 1] : 0;
    const uint after = at + 1 < label.size() ? label[at + 1] : 0;
    const auto hasAny = [&label](uint first, uint last) {
        return std::any_of(label.begin(), label.end(), [=](uint c) { return c >= first && c <= last; });
    };
    switch (label[at]) {
    case 0xb7: // middle dot
        return before == U'l' && after == U'l';
    case 0x375: // Greek keraia
        return after != 0 && isOf(after, QChar::Script_Greek);
    case 0x5f3: // Hebrew geresh and gershayim
    case 0x5f4:
        return before != 0 && isOf(before, QChar::Script_Hebrew);
    case 0x30fb: // katakana middle dot
        return std::any_of(label.begin(), label.end(), [](uint c) {
            return c != 0x30fb
                && (isOf(c, QChar::Script_Hiragana) || isOf(c, QChar::Script_Katakana)
                    || isOf(c, QChar::Script_Han));
        });
    case 0x200c: // zero width non-joiner, joiner
    case 0x200d: {
        constexpr uchar virama = 9;
        if (before != 0 && QChar::combiningClass(before) == virama)
            return true;
        if (label[at] == 0x200d)
            return false;
        const auto joins = [](uint c, bool isBefore) {
            const QChar::JoiningType type = QChar::joiningType(c);
            return type == QChar::Joining_Dual
                || type == (isBefore ? QChar::Joining_Left : QChar::Joining_Right);
        };
        return before != 0 && after != 0 && joins(before, true) && joins(after, false);
    }
    default:
        break;
    }
    if (label[at] >= 0x660 && label[at] <= 0x669) // Arabic-Indic digits, never with the extended ones
        return !hasAny(0x6f0, 0x6f9);
    if (label[at] >= 0x6f0 && label[at] <= 0x6f9)
        return !hasAny(0x660, 0x669);
    return std::nullopt;
}

bool isRightToLeft(const Points &label)
{
    return std::any_of(label.begin(), label.end(), [](uint c) {
        const QChar::Direction direction = QChar::direction(c);
        return direction == QChar::DirR || direction == QChar::DirAL || direction == QChar::DirAN;
    });
}

/// RFC 5893 §2, for a label of a name in which one at least is written from right to left.
bool keepsBidiRule(const Points &label)
{
    bool hasEuropean = false;
    bool hasArabic = false;
    const QChar::Direction first = QChar::direction(label.first());
    const bool isRight = first == QChar::DirR || first == QChar::DirAL;
    if (!isRight && first != QChar::DirL)
        return false;
    for (const uint c : label) {
        const QChar::Direction direction = QChar::direction(c);
        if (isRight ? direction == QChar::DirL
                    : direction == QChar::DirR || direction == QChar::DirAL || direction == QChar::DirAN)
            return false;
        hasEuropean = hasEuropean || direction == QChar::DirEN;
        hasArabic = hasArabic || direction == QChar::DirAN;
    }
    return !(hasEuropean && hasArabic);
}

bool isUnicodeLabel(const QString &label)
{
    if (label.isEmpty() || label != label.normalized(QString::NormalizationForm_C))
        return false;
    if (label.startsWith(u'-') || label.endsWith(u'-') || label.mid(2, 2) == u"--")
        return false;
    const Points points = label.toUcs4();
    if (QChar::isSurrogate(points.first())
        || QString::fromUcs4(reinterpret_cast<const char32_t *>(points.constData()), 1).front().isMark())
        return false;
    for (qsizetype i = 0; i < points.size(); ++i) {
        if (!contextAllows(points, i).value_or(isStableLetter(points[i])))
            return false;
    }
    return true;
}

/// Of an A-label; empty when it is none. RFC 5891 §5.4: it must come out the same again.
QString decodedLabel(const QString &label)
{
    const QByteArray below = ".com"; // Qt decodes under a known top-level name only
    const QString name = QUrl::fromAce(label.toLatin1() + below);
    const QString unicode = name.chopped(std::min(name.size(), below.size()));
    return QString::fromLatin1(QUrl::toAce(unicode)) == label ? unicode : QString();
}

bool isAcePrefixed(const QString &label)
{
    return label.startsWith(u"xn--", Qt::CaseInsensitive);
}

bool isLabel(const QString &label, bool allowsUnicode)
{
    const bool isAscii = std::all_of(label.begin(), label.end(), [](QChar c) { return c.unicode() < 0x80; });
    if (isAscii && isAcePrefixed(label)) {
        const QString unicode = isAsciiLabel(label) ? decodedLabel(label.toLower()) : QString();
        return !isAcePrefixed(unicode) && isUnicodeLabel(unicode);
    }
    if (isAscii)
        return isAsciiLabel(label) && label.mid(2, 2) != u"--";
    if (!allowsUnicode || label.size() > maxLabel || !isUnicodeLabel(label))
        return false;
    const QByteArray ace = QUrl::toAce(label);
    return !ace.isEmpty() && ace.size() <= maxLabel;
}

bool isName(const QString &text, bool allowsUnicode)
{
    if (text.isEmpty() || text.size() > maxHostname)
        return false;
    const QStringList labels = text.split(u'.');
    if (!std::all_of(labels.begin(), labels.end(),
            [allowsUnicode](const QString &label) { return isLabel(label, allowsUnicode); }))
        return false;
    QList<Points> unicode;
    for (const QString &label : labels)
        unicode.append((isAcePrefixed(label) ? decodedLabel(label.toLower()) : label).toUcs4());
    return std::none_of(unicode.begin(), unicode.end(), isRightToLeft)
        || std::all_of(unicode.begin(), unicode.end(), keepsBidiRule);
}

bool isLocalPart(const QString &text, bool allowsUnicode)
{
    static const QString letters = u"-A-Za-z0-9!#$%&'*+/=?^_`{|}~"_s;
    static const QString beyond = u"\\x{80}-\\x{10ffff}"_s;
    static const auto forms = [](const QString &more) {
        const QString dotted = u"[%1%2]+(?:\\.[%1%2]+)*"_s.arg(letters, more);
        const QString quoted = u"\"(?:[ !#-\\[\\]-~%1]|\\\\[ -~])*\""_s.arg(more);
        return QRegularExpression(u"\\A(?:%1|%2)\\z"_s.arg(dotted, quoted));
    };
    static const QRegularExpression ascii = forms({});
    static const QRegularExpression any = forms(beyond);
    if (text.toUtf8().size() > maxLocalPart)
        return false;
    return (allowsUnicode ? any : ascii).match(text).hasMatch();
}

bool isMailbox(const QString &text, bool allowsUnicode)
{
    const qsizetype at = text.lastIndexOf(u'@');
    if (at < 1 || !isLocalPart(text.first(at), allowsUnicode))
        return false;
    const QString domain = text.sliced(at + 1).normalized(QString::NormalizationForm_C);
    if (!domain.startsWith(u'['))
        return isName(domain, allowsUnicode);
    if (!domain.endsWith(u']'))
        return false;
    const QString literal = domain.sliced(1).chopped(1);
    const QString tag = u"IPv6:"_s;
    return literal.startsWith(tag, Qt::CaseInsensitive) ? isIpv6(literal.sliced(tag.size()))
                                                        : isIpv4(literal);
}

} // namespace

bool isHostname(const QString &text)
{
    return isName(text, false);
}

bool isIdnHostname(const QString &text)
{
    QString dotted = text; // RFC 3490 §3.1
    for (const char16_t dot : { u'\u3002', u'\uff0e', u'\uff61' })
        dotted.replace(QChar(dot), u'.');
    return isName(dotted, true);
}

bool isMailAddress(const QString &text)
{
    return isMailbox(text, false);
}

bool isIdnMailAddress(const QString &text)
{
    return isMailbox(text, true);
}

bool isIpv4(const QString &text)
{
    static const QRegularExpression form(
        u"\\A(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!\\z)|\\z)){4}\\z"_s);
    return form.match(text).hasMatch();
}

bool isIpv6(const QString &text)
{
    static const QRegularExpression group(u"\\A[0-9A-Fa-f]{1,4}\\z"_s);
    constexpr int groups = 8;
    const QStringList halves = text.split(u"::"_s);
    if (halves.size() > 2)
        return false;
    int count = 0;
    for (qsizetype half = 0; half < halves.size(); ++half) {
        if (halves[half].isEmpty())
            continue;
        const QStringList parts = halves[half].split(u':');
        for (qsizetype i = 0; i < parts.size(); ++i) {
            const bool isLast = half + 1 == halves.size() && i + 1 == parts.size();
            if (isLast && parts[i].contains(u'.') && isIpv4(parts[i]))
                count += 2;
            else if (group.match(parts[i]).hasMatch())
                ++count;
            else
                return false;
        }
    }
    return halves.size() == 2 ? count < groups : count == groups;
}

} // namespace authscope::schema::format

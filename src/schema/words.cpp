// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/words.h"

#include "base/text.h"
#include "schema/program.h"
#include "schema/value.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

struct Type {
    std::string_view name;
    quint8 bit;
    const char16_t *words;
};

constexpr std::array knownTypes{ Type{ "string", StringType, u"a text" },
    Type{ "integer", IntegerType, u"a whole number" }, Type{ "number", NumberType, u"a number" },
    Type{ "boolean", BooleanType, u"true or false" }, Type{ "array", ArrayType, u"a list" },
    Type{ "object", ObjectType, u"an object" }, Type{ "null", NullType, u"null" } };

} // namespace

QString shown(const json::Value &value)
{
    if (value.is_double()) // compact() writes 5E-1
        return QString::number(value.get_double(), 'g', QLocale::FloatingPointShortest);
    return base::cleaned(json::compact(value), 60);
}

QString counted(qint64 count, const QString &one, const QString &many)
{
    return u"%1 %2"_s.arg(count).arg(count == 1 ? one : many);
}

QString wholeText(std::string_view utf8)
{
    const QString text = json::text(utf8);
    return utf8.starts_with("\xef\xbb\xbf") ? QChar(QChar::ByteOrderMark) + text : text;
}

quint8 typeBit(std::string_view type)
{
    const auto *found = std::find_if(
        knownTypes.begin(), knownTypes.end(), [type](const Type &one) { return one.name == type; });
    return found == knownTypes.end() ? 0 : found->bit;
}

quint8 bitsOfType(const json::Value &type)
{
    if (type.is_string())
        return typeBit(type.get_string());
    quint8 bits = 0;
    const json::Array *types = type.if_array();
    for (std::size_t i = 0; types && i < types->size(); ++i) {
        const quint8 bit = (*types)[i].is_string() ? typeBit((*types)[i].get_string()) : 0;
        if (bit == 0)
            return 0;
        bits |= bit;
    }
    return bits;
}

quint8 typeBits(const json::Value &value)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        return NullType;
    case boost::json::kind::bool_:
        return BooleanType;
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
        return NumberType | IntegerType;
    case boost::json::kind::double_:
        return isInteger(value) ? NumberType | IntegerType : NumberType;
    case boost::json::kind::string:
        return StringType;
    case boost::json::kind::array:
        return ArrayType;
    case boost::json::kind::object:
        return ObjectType;
    }
    Q_UNREACHABLE();
    return 0;
}

QString typeWords(quint8 bits)
{
    QStringList words;
    for (const Type &type : knownTypes) {
        if ((bits & type.bit) != 0)
            words.append(QString::fromUtf16(type.words));
    }
    return words.join(u" or "_s);
}

} // namespace authscope::schema

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <boost/json.hpp>

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>

/// Boost.JSON with our rules: strict UTF-8, bounded, member order kept, repeated members refused where it
/// matters.
namespace authscope::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

struct Limits {
    qsizetype maxBytes = 1 << 20;
    int maxDepth = 32;
    bool refuseDuplicates = true; ///< T015: "issuer" twice is a trick, not a typo
};

/// `what` names the document in errors ("The authorization server metadata"). Errors: OA-013 not JSON (with
/// the place and the first words of what came instead), OA-114 a member twice, OA-118 too large or too deep.
base::Result<Value> parse(QByteArrayView text, const QString &what, const Limits &limits = {});
/// As parse(), and the document must be an object.
base::Result<Object> parseObject(QByteArrayView text, const QString &what, const Limits &limits = {});

QByteArray compact(const Value &value); ///< no blanks, order kept
QByteArray pretty(const Value &value); ///< two blanks a level, order kept
/// compact(), or its first `maxBytes`, without writing the rest.
QByteArray beginningOf(const Value &value, qsizetype maxBytes);

/// Members, by type; nothing when absent or of another type.
std::optional<QByteArray> stringMember(const Object &object, std::string_view name);
std::optional<bool> boolMember(const Object &object, std::string_view name);
std::optional<double> numberMember(const Object &object, std::string_view name); ///< integers too; finite
const Object *objectMember(const Object &object, std::string_view name);
const Array *arrayMember(const Object &object, std::string_view name);
/// A list of texts; nothing when absent or when any element is not a text.
std::optional<QList<QByteArray>> stringList(const Object &object, std::string_view name);
Array stringArray(const QList<QByteArray> &texts);

/// "a text", "a list", "an object", "a number", "true or false", "null": for "scopes_supported is a text,
/// expected a list".
QString typeName(const Value &value);

inline QByteArray bytes(std::string_view text)
{
    return QByteArray(text.data(), qsizetype(text.size()));
}
inline QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}
inline std::string_view view(QByteArrayView bytes)
{
    return { bytes.data(), size_t(bytes.size()) };
}
inline boost::json::string string(QByteArrayView bytes)
{
    return boost::json::string(view(bytes));
}
inline boost::json::string string(const QByteArray &bytes)
{
    return string(QByteArrayView(bytes));
}
inline boost::json::string string(const QString &text)
{
    return string(QByteArrayView(text.toUtf8()));
}

} // namespace authscope::json

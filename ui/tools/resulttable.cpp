// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/resulttable.h"

#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int maxColumns = 8;
constexpr size_t maxRows = 500;

bool isPlain(const json::Value &value)
{
    return !value.is_object() && !value.is_array();
}

QString shown(const json::Value &value)
{
    if (value.is_string())
        return base::cleaned(json::bytes(std::string_view(value.as_string()).substr(0, 2048)), 500);
    return value.is_null() ? QString() : QString::fromUtf8(json::compact(value));
}

bool isPlainObject(const json::Value &value)
{
    if (!value.is_object() || value.as_object().empty() || value.as_object().size() > maxColumns)
        return false;
    return std::all_of(value.as_object().begin(), value.as_object().end(),
        [](const auto &member) { return isPlain(member.value()); });
}

std::optional<ResultTable> tableOf(const json::Array &array)
{
    if (array.empty())
        return std::nullopt;
    QList<QByteArray> names;
    for (const json::Value &element : array) {
        if (!isPlainObject(element))
            return std::nullopt;
        for (const auto &member : element.as_object()) {
            const QByteArray name = json::bytes(member.key());
            if (!names.contains(name))
                names += name;
        }
        if (names.size() > maxColumns)
            return std::nullopt;
    }
    ResultTable table{ .total = qsizetype(array.size()) };
    for (const QByteArray &name : std::as_const(names))
        table.columns += base::cleaned(name, 60);
    for (size_t i = 0; i < std::min(array.size(), maxRows); ++i) {
        QStringList row;
        for (const QByteArray &name : std::as_const(names)) {
            const json::Value *value = array[i].as_object().if_contains(json::view(name));
            row += value ? shown(*value) : QString();
        }
        table.rows += row;
    }
    return table;
}

} // namespace

std::optional<ResultTable> readTable(const json::Value &value)
{
    if (value.is_array())
        return tableOf(value.as_array());
    if (isPlainObject(value))
        return tableOf(json::Array{ value });
    if (!value.is_object())
        return std::nullopt;
    // The one member that is a list of alike things, or the one object.
    std::optional<ResultTable> found;
    for (const auto &member : value.as_object()) {
        std::optional<ResultTable> table;
        if (member.value().is_array())
            table = tableOf(member.value().as_array());
        else if (isPlainObject(member.value()))
            table = tableOf(json::Array{ member.value() });
        if (!table)
            continue;
        if (found)
            return std::nullopt; // two: the tree shows them better
        table->member = base::cleaned(json::bytes(member.key()), 60);
        found = table;
    }
    return found;
}

} // namespace authscope::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/tablearrange.h"

#include "schema/value.h"

#include <numeric>

namespace authscope::ui {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

char small(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

/// "a9" before "a10", whatever the case, of any length.
std::weak_ordering compareTexts(std::string_view a, std::string_view b)
{
    size_t i = 0;
    size_t j = 0;
    const auto number = [](std::string_view text, size_t &at) {
        while (at < text.size() && text[at] == '0')
            ++at;
        const size_t begin = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return text.substr(begin, at - begin);
    };
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const std::string_view one = number(a, i);
            const std::string_view other = number(b, j);
            if (one.size() != other.size())
                return one.size() <=> other.size();
            if (const int order = one.compare(other); order != 0)
                return order <=> 0;
            continue;
        }
        const auto one = static_cast<unsigned char>(small(a[i++]));
        const auto other = static_cast<unsigned char>(small(b[j++]));
        if (one != other)
            return one <=> other;
    }
    return (a.size() - i) <=> (b.size() - j);
}

int rankOf(const json::Value *value)
{
    if (!value || value->is_null())
        return 0;
    if (value->is_bool())
        return 1;
    if (value->is_number())
        return 2;
    return value->is_string() ? 3 : 4;
}

size_t sizeOf(const json::Value &value)
{
    return value.is_array() ? value.get_array().size() : value.get_object().size();
}

bool matches(const FoundTable &table, quint32 element, const TableOrder &order)
{
    return std::any_of(order.shown.begin(), order.shown.end(), [&](int column) {
        const json::Value *value = cellOf(table, element, column);
        if (!value || value->is_structured())
            return false;
        return value->is_string() ? order.needle.isIn(std::string_view(value->get_string()))
                                  : order.needle.isIn(json::view(json::numberText(*value)));
    });
}

QByteArray guarded(const QByteArray &text, char separator)
{
    QByteArray out = text;
    if (!out.isEmpty() && QByteArrayView("=+-@\t\r\n").contains(out[0]))
        out.prepend('\'');
    const bool quotes = std::any_of(
        out.begin(), out.end(), [&](char c) { return c == separator || c == '"' || c == '\n' || c == '\r'; });
    return quotes ? '"' + out.replace("\"", "\"\"") + '"' : out;
}

QByteArray csvCell(const json::Value *value, char separator)
{
    if (!value || value->is_null())
        return {};
    if (value->is_string())
        return guarded(json::bytes(value->get_string()), separator);
    return value->is_structured() ? guarded(json::compact(*value), separator) : json::numberText(*value);
}

} // namespace

std::weak_ordering compareCells(const json::Value *a, const json::Value *b)
{
    const int rank = rankOf(a);
    if (const auto order = rank <=> rankOf(b); order != 0)
        return order;
    switch (rank) {
    case 1:
        return a->get_bool() <=> b->get_bool();
    case 2: {
        const std::partial_ordering order = schema::compareNumbers(*a, *b);
        return order < 0 ? std::weak_ordering::less
            : order > 0  ? std::weak_ordering::greater
                         : std::weak_ordering::equivalent;
    }
    case 3:
        return compareTexts(a->get_string(), b->get_string());
    case 4:
        return sizeOf(*a) <=> sizeOf(*b);
    default:
        return std::weak_ordering::equivalent;
    }
}

const json::Value *cellOf(const FoundTable &table, quint32 element, int column)
{
    const json::Value &value = *table.value;
    const json::Object *object
        = value.is_array() ? value.get_array()[element].if_object() : value.if_object();
    return object ? object->if_contains(json::view(table.columns[column])) : nullptr;
}

std::vector<quint32> arrangedRows(const FoundTable &table, const TableOrder &order)
{
    std::vector<quint32> rows(size_t(table.rows));
    std::iota(rows.begin(), rows.end(), 0);
    if (!order.needle.isEmpty())
        std::erase_if(rows, [&](quint32 element) { return !matches(table, element, order); });
    if (order.column < 0)
        return rows;
    // Looked up once a row, not once a comparison.
    std::vector<const json::Value *> cells(size_t(table.rows));
    for (const quint32 element : rows)
        cells[element] = cellOf(table, element, order.column);
    std::stable_sort(rows.begin(), rows.end(), [&](quint32 a, quint32 b) {
        const auto comparison = compareCells(cells[a], cells[b]);
        return order.isDescending ? comparison > 0 : comparison < 0;
    });
    return rows;
}

QByteArray csvOf(
    const FoundTable &table, const QList<int> &columns, const std::vector<quint32> &rows, char separator)
{
    QByteArray out;
    if (columns.isEmpty())
        return out;
    const auto end = [&] {
        out.chop(1);
        out += "\r\n";
    };
    for (const int column : columns)
        out += guarded(table.columns[column], separator) + separator;
    end();
    for (const quint32 element : rows) {
        for (const int column : columns)
            out += csvCell(cellOf(table, element, column), separator) + separator;
        end();
    }
    return out;
}

} // namespace authscope::ui

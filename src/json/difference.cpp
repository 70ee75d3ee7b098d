// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/difference.h"

#include <boost/container_hash/hash.hpp>

#include <cmath>

namespace authscope::json {

namespace {

/// An integer that has no exact double is none of them.
bool isDouble(const Value &integer, double number)
{
    constexpr double limit = 18446744073709551616.0; // 2^64
    if (number != std::trunc(number) || number < -limit / 2 || number >= limit)
        return false;
    if (const auto *value = integer.if_int64())
        return number < limit / 2 && static_cast<std::int64_t>(number) == *value;
    return number >= 0 && static_cast<std::uint64_t>(number) == integer.get_uint64();
}

bool isSameNumber(const Value &one, const Value &other)
{
    if (one.is_double() && other.is_double())
        return one.get_double() == other.get_double();
    if (one.is_double() || other.is_double())
        return one.is_double() ? isDouble(other, one.get_double()) : isDouble(one, other.get_double());
    if (one.is_uint64() || other.is_uint64()) {
        const auto isNegative = [](const Value &v) { return v.is_int64() && v.get_int64() < 0; };
        if (isNegative(one) || isNegative(other))
            return false;
        const auto number = [](const Value &v) {
            return v.is_uint64() ? v.get_uint64() : static_cast<std::uint64_t>(v.get_int64());
        };
        return number(one) == number(other);
    }
    return one.get_int64() == other.get_int64();
}

/// Equal values have equal hashes; numbers by their nearest double, members in any order.
std::size_t hashOf(const Value &value)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        return 1;
    case boost::json::kind::bool_:
        return value.get_bool() ? 3 : 2;
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
    case boost::json::kind::double_:
        return boost::hash<double>()(value.to_number<double>());
    case boost::json::kind::string:
        return boost::hash<std::string_view>()(value.get_string());
    case boost::json::kind::array: {
        std::size_t seed = value.get_array().size();
        for (const Value &element : value.get_array())
            boost::hash_combine(seed, hashOf(element));
        return seed;
    }
    case boost::json::kind::object: {
        std::size_t sum = value.get_object().size();
        for (const auto &member : value.get_object()) {
            std::size_t one = boost::hash<std::string_view>()(member.key());
            boost::hash_combine(one, hashOf(member.value()));
            sum += one;
        }
        return sum;
    }
    }
    Q_UNREACHABLE();
    return 0;
}

class Comparer {
public:
    explicit Comparer(const DifferenceBounds &bounds) : m_bounds(bounds) { }

    Comparison take() { return std::move(m_out); }

    void compare(const QByteArray &pointer, const Value &before, const Value &after)
    {
        if (isSame(before, after))
            return add({ Difference::Kind::Same, pointer, before, nullptr });
        if (before.is_object() && after.is_object())
            return compareMembers(pointer, before.get_object(), after.get_object());
        if (before.is_array() && after.is_array())
            return compareElements(pointer, before.get_array(), after.get_array());
        add({ Difference::Kind::Changed, pointer, before, after });
    }

private:
    void add(Difference difference)
    {
        switch (difference.kind) {
        case Difference::Kind::Same:
            break;
        case Difference::Kind::Added:
            ++m_out.added;
            break;
        case Difference::Kind::Removed:
            ++m_out.removed;
            break;
        case Difference::Kind::Changed:
            ++m_out.changed;
            break;
        }
        if (m_out.parts.size() < m_bounds.parts)
            m_out.parts.append(std::move(difference));
        else
            m_out.isWhole = false;
    }

    void compareMembers(const QByteArray &pointer, const Object &before, const Object &after)
    {
        for (const auto &member : after) {
            const QByteArray here = pointer + pointerStep(member.key());
            if (const Value *old = before.if_contains(member.key()))
                compare(here, *old, member.value());
            else
                add({ Difference::Kind::Added, here, nullptr, member.value() });
        }
        for (const auto &member : before) {
            if (!after.contains(member.key()))
                add({ Difference::Kind::Removed, pointer + pointerStep(member.key()), member.value(),
                    nullptr });
        }
    }

    static QByteArray element(const QByteArray &pointer, std::size_t index)
    {
        return pointer + '/' + QByteArray::number(qulonglong(index));
    }

    /// What stands between two equal elements: pairs are changes, what is over was added or removed.
    void compareGap(const QByteArray &pointer, const Array &before, std::size_t from, std::size_t to,
        const Array &after, std::size_t newFrom, std::size_t newTo)
    {
        while (from < to && newFrom < newTo) {
            compare(element(pointer, newFrom), before[from], after[newFrom]);
            ++from;
            ++newFrom;
        }
        for (; from < to; ++from)
            add({ Difference::Kind::Removed, element(pointer, from), before[from], nullptr });
        for (; newFrom < newTo; ++newFrom)
            add({ Difference::Kind::Added, element(pointer, newFrom), nullptr, after[newFrom] });
    }

    void compareElements(const QByteArray &pointer, const Array &before, const Array &after)
    {
        const auto hashes = [](const Array &array) {
            std::vector<std::size_t> out;
            out.reserve(array.size());
            for (const Value &one : array)
                out.push_back(hashOf(one));
            return out;
        };
        const std::vector<std::size_t> a = hashes(before);
        const std::vector<std::size_t> b = hashes(after);
        const auto same
            = [&](std::size_t i, std::size_t j) { return a[i] == b[j] && isSame(before[i], after[j]); };
        std::size_t start = 0;
        while (start < a.size() && start < b.size() && same(start, start)) {
            add({ Difference::Kind::Same, element(pointer, start), before[start], nullptr });
            ++start;
        }
        std::size_t aEnd = a.size();
        std::size_t bEnd = b.size();
        while (aEnd > start && bEnd > start && same(aEnd - 1, bEnd - 1)) {
            --aEnd;
            --bEnd;
        }
        std::size_t i = start;
        std::size_t j = start;
        for (const auto &[atA, atB] : common(a, start, aEnd, b, bEnd)) {
            if (!isSame(before[atA], after[atB]))
                continue; // two hashes that only happen to be equal
            compareGap(pointer, before, i, atA, after, j, atB);
            add({ Difference::Kind::Same, element(pointer, atB), before[atA], nullptr });
            i = atA + 1;
            j = atB + 1;
        }
        compareGap(pointer, before, i, aEnd, after, j, bEnd);
        for (; aEnd < a.size(); ++aEnd, ++bEnd)
            add({ Difference::Kind::Same, element(pointer, bEnd), before[aEnd], nullptr });
    }

    /// The longest common subsequence, as pairs of places; none where it would be too much work.
    std::vector<std::pair<std::size_t, std::size_t>> common(const std::vector<std::size_t> &a,
        std::size_t start, std::size_t aEnd, const std::vector<std::size_t> &b, std::size_t bEnd)
    {
        const std::size_t rows = aEnd - start;
        const std::size_t columns = bEnd - start;
        if (rows == 0 || columns == 0 || qint64(columns) > m_bounds.work / qint64(rows))
            return {};
        m_bounds.work -= qint64(rows * columns);
        std::vector<std::uint32_t> length((rows + 1) * (columns + 1), 0);
        const auto at
            = [&](std::size_t i, std::size_t j) -> std::uint32_t & { return length[i * (columns + 1) + j]; };
        for (std::size_t i = rows; i-- > 0;) {
            for (std::size_t j = columns; j-- > 0;)
                at(i, j) = a[start + i] == b[start + j] ? at(i + 1, j + 1) + 1
                                                        : std::max(at(i + 1, j), at(i, j + 1));
        }
        std::vector<std::pair<std::size_t, std::size_t>> pairs;
        for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
            if (a[start + i] == b[start + j])
                pairs.emplace_back(start + i++, start + j++);
            else if (at(i + 1, j) >= at(i, j + 1))
                ++i;
            else
                ++j;
        }
        return pairs;
    }

    DifferenceBounds m_bounds;
    Comparison m_out;
};

} // namespace

bool isSame(const Value &one, const Value &other)
{
    if (one.is_number() && other.is_number())
        return isSameNumber(one, other);
    if (one.kind() != other.kind())
        return false;
    if (const Array *array = one.if_array()) {
        return std::equal(
            array->begin(), array->end(), other.get_array().begin(), other.get_array().end(), isSame);
    }
    if (const Object *object = one.if_object()) {
        if (object->size() != other.get_object().size())
            return false;
        return std::all_of(object->begin(), object->end(), [&other](const auto &member) {
            const Value *there = other.get_object().if_contains(member.key());
            return there && isSame(member.value(), *there);
        });
    }
    return one == other;
}

Comparison compare(const Value &before, const Value &after, const DifferenceBounds &bounds)
{
    Comparer comparer(bounds);
    comparer.compare({}, before, after);
    return comparer.take();
}

bool isPointer(QByteArrayView text)
{
    if (!text.isEmpty() && !text.startsWith('/'))
        return false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    }
    return true;
}

const Value *find(const Value &root, QByteArrayView pointer)
{
    if (!isPointer(pointer))
        return nullptr;
    const Value *value = &root;
    QList<QByteArray> steps = QByteArray(pointer.data(), pointer.size()).split('/');
    for (QByteArray &step : steps.mid(1)) {
        step = stepName(step);
        if (const Object *object = value->if_object()) {
            value = object->if_contains(view(step));
        } else if (const Array *array = value->if_array()) {
            bool isNumber = false;
            const qulonglong index = step.toULongLong(&isNumber);
            if (!isNumber || QByteArray::number(index) != step || index >= array->size())
                return nullptr;
            value = &(*array)[std::size_t(index)];
        } else {
            return nullptr;
        }
        if (!value)
            return nullptr;
    }
    return value;
}

} // namespace authscope::json

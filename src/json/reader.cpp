// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/reader.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace authscope::json {

void Reader::lookForDuplicate(std::size_t first)
{
    constexpr std::size_t few = 8;
    const std::size_t count = m_names.size() - first;
    if (count < 2 || m_duplicate)
        return;
    const auto equal
        = [this](std::size_t one, std::size_t other) { return text(m_names[one]) == text(m_names[other]); };
    std::size_t found = m_names.size();
    if (count <= few) {
        for (std::size_t second = first + 1; second < m_names.size() && found == m_names.size(); ++second) {
            for (std::size_t before = first; before < second; ++before) {
                if (equal(before, second))
                    found = second;
            }
        }
    } else {
        std::vector<std::size_t> order(count);
        std::iota(order.begin(), order.end(), first);
        std::sort(order.begin(), order.end(), [this](std::size_t one, std::size_t other) {
            const int words = text(m_names[one]).compare(text(m_names[other]));
            return words != 0 ? words < 0 : one < other;
        });
        for (std::size_t i = 1; i < count; ++i) {
            if (equal(order[i - 1], order[i]))
                found = std::min(found, order[i]);
        }
    }
    if (found < m_names.size())
        m_duplicate = std::string(text(m_names[found]));
}

bool Reader::on_object_begin(Code &)
{
    if (m_watchDuplicates)
        m_open.push_back(m_names.size());
    return true;
}

bool Reader::on_object_end(std::size_t count, Code &)
{
    if (m_watchDuplicates) {
        const std::size_t first = m_open.back();
        lookForDuplicate(first);
        if (first < m_names.size())
            m_text.resize(m_names[first].start);
        m_names.resize(first);
        m_open.pop_back();
    }
    m_stack.push_object(count);
    return true;
}

bool Reader::on_array_end(std::size_t count, Code &)
{
    m_stack.push_array(count);
    return true;
}

bool Reader::on_key_part(View text, std::size_t, Code &)
{
    if (m_watchDuplicates) {
        m_text.append(text.data(), text.size());
        m_begun += text.size();
    }
    m_stack.push_chars(text);
    return true;
}

bool Reader::on_key(View text, std::size_t, Code &)
{
    m_stack.push_key(text);
    if (!m_watchDuplicates)
        return true;
    m_text.append(text.data(), text.size());
    const std::size_t size = std::exchange(m_begun, 0) + text.size();
    m_names.push_back({ m_text.size() - size, size });
    return true;
}

bool Reader::on_string_part(View text, std::size_t, Code &)
{
    m_stack.push_chars(text);
    return true;
}

bool Reader::on_string(View text, std::size_t, Code &)
{
    m_stack.push_string(text);
    return true;
}

bool Reader::on_number_part(View text, Code &)
{
    m_number.append(text.data(), text.size());
    return true;
}

bool Reader::on_int64(std::int64_t number, View, Code &)
{
    m_number.clear();
    m_stack.push_int64(number);
    return true;
}

bool Reader::on_uint64(std::uint64_t number, View, Code &)
{
    m_number.clear();
    m_stack.push_uint64(number);
    return true;
}

bool Reader::on_double(double number, View text, Code &)
{
    m_number.append(text.data(), text.size());
    double nearest = 0;
    const auto read = std::from_chars(m_number.data(), m_number.data() + m_number.size(), nearest);
    // Out of range, the library says which way: an infinity, or nothing.
    m_stack.push_double(read.ec == std::errc() ? nearest : number);
    m_number.clear();
    return true;
}

bool Reader::on_bool(bool value, Code &)
{
    m_stack.push_bool(value);
    return true;
}

bool Reader::on_null(Code &)
{
    m_stack.push_null();
    return true;
}

} // namespace authscope::json

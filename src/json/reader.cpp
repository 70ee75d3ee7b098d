// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/reader.h"

#include <charconv>

namespace authscope::json {

bool Reader::on_object_begin(Code &)
{
    if (m_watchDuplicates)
        m_open.emplace_back();
    return true;
}

bool Reader::on_object_end(std::size_t count, Code &)
{
    if (m_watchDuplicates)
        m_open.pop_back();
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
    if (m_watchDuplicates)
        m_key.append(text.data(), text.size());
    m_stack.push_chars(text);
    return true;
}

bool Reader::on_key(View text, std::size_t, Code &)
{
    m_stack.push_key(text);
    if (!m_watchDuplicates)
        return true;
    m_key.append(text.data(), text.size());
    if (!m_open.back().insert(m_key).second && !m_duplicate)
        m_duplicate = m_key;
    m_key.clear();
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

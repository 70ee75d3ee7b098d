// SPDX-License-Identifier: GPL-3.0-or-later
// Private to json: what boost::json::basic_parser tells while it reads.
#pragma once

#include <boost/json.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace authscope::json {

/// Builds the value, with two differences from the library's own handler: every number that is no integer of
/// 64 bits is the nearest double (the library's may be its neighbour), and the first member that comes twice
/// in one object is remembered.
class Reader {
public:
    using Code = boost::json::error_code;
    using View = boost::json::string_view;

    // basic_parser asks for these by name.
    static constexpr std::size_t max_object_size = boost::json::object::max_size();
    static constexpr std::size_t max_array_size = boost::json::array::max_size();
    static constexpr std::size_t max_key_size = boost::json::string::max_size();
    static constexpr std::size_t max_string_size = boost::json::string::max_size();

    explicit Reader(bool watchDuplicates, boost::json::storage_ptr storage = {})
        : m_watchDuplicates(watchDuplicates)
    {
        m_stack.reset(std::move(storage));
    }

    const std::optional<std::string> &duplicate() const { return m_duplicate; }
    boost::json::value release() { return m_stack.release(); } ///< after a whole document

    bool on_document_begin(Code &) { return true; }
    bool on_document_end(Code &) { return true; }
    bool on_object_begin(Code &);
    bool on_object_end(std::size_t count, Code &);
    bool on_array_begin(Code &) { return true; }
    bool on_array_end(std::size_t count, Code &);
    bool on_key_part(View text, std::size_t, Code &);
    bool on_key(View text, std::size_t, Code &);
    bool on_string_part(View text, std::size_t, Code &);
    bool on_string(View text, std::size_t, Code &);
    bool on_number_part(View text, Code &);
    bool on_int64(std::int64_t number, View, Code &);
    bool on_uint64(std::uint64_t number, View, Code &);
    bool on_double(double number, View text, Code &);
    bool on_bool(bool value, Code &);
    bool on_null(Code &);
    bool on_comment_part(View, Code &) { return true; }
    bool on_comment(View, Code &) { return true; }

private:
    boost::json::value_stack m_stack;
    bool m_watchDuplicates;
    std::vector<std::set<std::string, std::less<>>> m_open = {}; ///< names of each object not yet closed
    std::string m_key = {};
    std::string m_number = {};
    std::optional<std::string> m_duplicate = {};
};

} // namespace authscope::json

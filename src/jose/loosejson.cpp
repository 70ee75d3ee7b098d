// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/anatomy.h"

#include "base/text.h"

#include <boost/json/basic_parser_impl.hpp>

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

constexpr qsizetype maxListed = 1000;
constexpr int exactDigits = 15; // what every double of this many decimal digits keeps

/// RFC 6901 §3.
void appendEscaped(QByteArray &pointer, std::string_view name)
{
    for (const char c : name) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
}

/// Builds the value as it goes, so that what was read before an error is not lost.
class LooseReader {
public:
    using Code = boost::json::error_code;
    using View = boost::json::string_view;

    // basic_parser asks for these by name.
    static constexpr std::size_t max_object_size = boost::json::object::max_size();
    static constexpr std::size_t max_array_size = boost::json::array::max_size();
    static constexpr std::size_t max_key_size = boost::json::string::max_size();
    static constexpr std::size_t max_string_size = boost::json::string::max_size();

    explicit LooseReader(LooseJson *out) : m_out(out) { }

    /// Closes what is still open.
    void finish()
    {
        while (!m_open.empty())
            close();
    }

    bool on_document_begin(Code &) { return true; }
    bool on_document_end(Code &) { return true; }
    bool on_object_begin(Code &)
    {
        m_open.emplace_back(boost::json::object());
        return true;
    }
    bool on_array_begin(Code &)
    {
        m_open.emplace_back(boost::json::array());
        return true;
    }
    bool on_object_end(std::size_t, Code &)
    {
        close();
        return true;
    }
    bool on_array_end(std::size_t, Code &)
    {
        close();
        return true;
    }
    bool on_key_part(View text, std::size_t, Code &)
    {
        m_text.append(text.data(), text.size());
        return true;
    }
    bool on_key(View text, std::size_t, Code &)
    {
        m_text.append(text.data(), text.size());
        m_open.back().key = std::exchange(m_text, {});
        return true;
    }
    bool on_string_part(View text, std::size_t, Code &)
    {
        m_text.append(text.data(), text.size());
        return true;
    }
    bool on_string(View text, std::size_t, Code &)
    {
        m_text.append(text.data(), text.size());
        put(json::Value(std::string_view(m_text)));
        m_text.clear();
        return true;
    }
    bool on_number_part(View text, Code &)
    {
        m_text.append(text.data(), text.size());
        return true;
    }
    bool on_int64(std::int64_t number, View, Code &)
    {
        m_text.clear();
        put(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, View, Code &)
    {
        m_text.clear();
        put(number);
        return true;
    }
    bool on_double(double number, View text, Code &)
    {
        m_text.append(text.data(), text.size());
        double nearest = 0;
        const auto read = std::from_chars(m_text.data(), m_text.data() + m_text.size(), nearest);
        const double value = read.ec == std::errc() ? nearest : number;
        const auto mantissa = std::string_view(m_text).substr(0, m_text.find_first_of("eE"));
        const auto digits
            = std::count_if(mantissa.begin(), mantissa.end(), [](char c) { return c >= '0' && c <= '9'; });
        if ((digits > exactDigits || read.ec != std::errc()) && m_out->inexactNumbers.size() < maxListed)
            m_out->inexactNumbers.append({ pointer(), json::bytes(m_text) });
        m_text.clear();
        put(value);
        return true;
    }
    bool on_bool(bool value, Code &)
    {
        put(value);
        return true;
    }
    bool on_null(Code &)
    {
        put(nullptr);
        return true;
    }
    bool on_comment_part(View, Code &) { return true; }
    bool on_comment(View, Code &) { return true; }

private:
    struct Open {
        explicit Open(json::Value empty) : value(std::move(empty)) { }
        json::Value value;
        std::string key = {}; ///< of the member that is being read
    };

    /// Of the value that is about to be put.
    QByteArray pointer() const
    {
        QByteArray out;
        for (const Open &open : m_open) {
            out += '/';
            if (open.value.is_object())
                appendEscaped(out, open.key);
            else
                out += QByteArray::number(qsizetype(open.value.get_array().size()));
        }
        return out;
    }
    void put(json::Value value)
    {
        if (m_open.empty()) {
            m_out->value = std::move(value);
        } else if (json::Array *array = m_open.back().value.if_array()) {
            array->push_back(std::move(value));
        } else {
            json::Object &object = m_open.back().value.get_object();
            if (object.contains(m_open.back().key) && m_out->duplicates.size() < maxListed)
                m_out->duplicates.append(pointer());
            object[m_open.back().key] = std::move(value);
        }
    }
    void close()
    {
        json::Value value = std::move(m_open.back().value);
        m_open.pop_back();
        put(std::move(value));
    }

    LooseJson *m_out;
    std::vector<Open> m_open = {};
    std::string m_text = {}; ///< of a key, a string or a number that comes in parts
};

} // namespace

LooseJson readLoosely(QByteArrayView text, int maxDepth)
{
    constexpr QByteArrayView mark("\xef\xbb\xbf");
    if (text.startsWith(mark)) {
        LooseJson rest = readLoosely(text.sliced(mark.size()), maxDepth);
        rest.problem = u"It begins with a byte order mark, which no JSON does. "_s + rest.problem;
        return rest;
    }
    LooseJson out;
    boost::json::parse_options options;
    options.max_depth = std::size_t(maxDepth);
    boost::json::error_code code;
    boost::json::basic_parser<LooseReader> parser(options, &out);
    const std::size_t consumed = parser.write_some(false, text.data(), std::size_t(text.size()), code);
    parser.handler().finish();
    if (!code && consumed < std::size_t(text.size()))
        code = boost::json::error::extra_data;
    if (code == boost::json::error::too_deep)
        out.problem
            = u"It is nested deeper than %1 levels at byte %2; reading stopped there."_s.arg(maxDepth).arg(
                consumed + 1);
    else if (text.trimmed().isEmpty())
        out.problem = u"It is empty, not JSON."_s;
    else if (code == boost::json::error::incomplete)
        out.problem = u"It ends after %1 bytes, in the middle of the JSON."_s.arg(text.size());
    else if (code)
        out.problem = u"It is not JSON from byte %1 on (%2); reading stopped there."_s.arg(consumed + 1)
                          .arg(QString::fromStdString(code.message()));
    return out;
}

} // namespace authscope::jose
